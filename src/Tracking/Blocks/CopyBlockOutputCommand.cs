using System;
using System.Management.Automation;

namespace Tracking.Blocks;

/// <summary>
/// Stands behind a block in its pipeline and sees what comes out. It is no command of the module's: only <see cref="PlainBlock"/> runs it.
/// </summary>
[Cmdlet(VerbsCommon.Copy, "BlockOutput")]
internal sealed class CopyBlockOutputCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Sees each object; whether it goes on.</summary>
    [Parameter(Mandatory = true)]
    public Func<object?, bool> Filter { get; set; } = _ => true;

    protected override void ProcessRecord()
    {
        if (Filter(InputObject))
            WriteObject(InputObject);
    }
}

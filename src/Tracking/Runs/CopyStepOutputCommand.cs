using System.Management.Automation;

namespace Tracking.Runs;

/// <summary>
/// Stands behind a step's block in its pipeline and takes note of what comes out. It is no command of the module's: only <see
/// cref="BlockInvoker"/> runs it.
/// </summary>
[Cmdlet(VerbsCommon.Copy, "StepOutput")]
internal sealed class CopyStepOutputCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter(Mandatory = true)]
    public StepOutput Output { get; set; } = new();

    [Parameter]
    public SwitchParameter Hold { get; set; }

    protected override void ProcessRecord()
    {
        Output.Add(InputObject);
        if (!Hold)
            WriteObject(InputObject);
    }
}

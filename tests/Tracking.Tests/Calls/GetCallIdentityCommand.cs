using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Keys;

namespace Tracking.Tests.Calls;

/// <summary>Gives the identity of its call, as Invoke-TrackRun finds it.</summary>
[Cmdlet(VerbsCommon.Get, "CallIdentity")]
public sealed class GetCallIdentityCommand : PSCmdlet
{
    /// <summary>Is taken from a pipeline, and not used.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var call = CallIdentity.Of(this);
        var parameters = call.Parameters.OrderBy(pair => pair.Key, System.StringComparer.OrdinalIgnoreCase);
        System.Func<Dictionary<string, string>, string[]> differences = former => [.. call.Differences(former)];
        WriteObject(new PSObject
        {
            Properties =
            {
                new PSNoteProperty("Script", call.Script),
                new PSNoteProperty("Caller", call.Caller),
                new PSNoteProperty("Parameters", string.Join("; ", parameters.Select(pair => $"{pair.Key}={pair.Value}"))),
                new PSNoteProperty("Hash", call.Hash),
                new PSNoteProperty("Of", call.Parameters.ToDictionary(pair => pair.Key, pair => pair.Value)),
                new PSNoteProperty("Differences", differences),
            },
        });
    }
}

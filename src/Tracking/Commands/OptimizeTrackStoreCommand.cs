using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Rewrites a session file to its least form: what was replaced or removed takes no place any more.</summary>
[Cmdlet(VerbsCommon.Optimize, "TrackStore", SupportsShouldProcess = true)]
[OutputType(typeof(OptimizedTrackStore))]
public sealed class OptimizeTrackStoreCommand : StoreTargetCommand
{
    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        if (!ShouldProcess(store.ToString(), "Optimize store"))
            return;
        var opened = ForChange(store);
        var result = opened.Optimize();
        WriteWarnings(opened);
        WriteObject(new OptimizedTrackStore(result, store));
    }
}

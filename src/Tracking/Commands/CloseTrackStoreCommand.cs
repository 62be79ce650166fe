using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Flushes and closes a store and frees its lock. When it was the current one, the session's own file is current again.</summary>
/// <remarks>A store in memory is gone when it is closed.</remarks>
[Cmdlet(VerbsCommon.Close, "TrackStore", SupportsShouldProcess = true)]
public sealed class CloseTrackStoreCommand : StoreTargetCommand
{
    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        if (!ShouldProcess(store.ToString(), "Close store"))
            return;
        var opened = store.Opened;
        StoreRegistry.Close(store);
        if (opened != null)
            WriteWarnings(opened);
    }
}

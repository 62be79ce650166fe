using System.IO;
using System.Management.Automation;
using Tracking.SessionFile;

namespace Tracking.Commands;

/// <summary>Rewrites a session file to its least form: what was replaced or removed takes no place any more.</summary>
[Cmdlet(VerbsCommon.Optimize, "TrackStore", SupportsShouldProcess = true)]
[OutputType(typeof(OptimizedTrackStore))]
public sealed class OptimizeTrackStoreCommand : StoreTargetCommand
{
    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        // A change would make the file; here a path without one is a mistake.
        if (!store.IsOpen && store.Path is { } path && !File.Exists(path) && !Directory.Exists(path))
            throw StoreFaults.Opening(new FileNotFoundException(), path);
        if (!ShouldProcess(store.ToString(), "Optimize store"))
            return;
        var opened = ForChange(store);
        var result = WithBar("Optimizing the store", opened.Optimize);
        WriteWarnings(opened);
        WriteObject(new OptimizedTrackStore(result, store));
    }
}

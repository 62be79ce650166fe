using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Deletes session files: never one that a process holds, and never a file that is no store.</summary>
[Cmdlet(VerbsCommon.Remove, "TrackStore", DefaultParameterSetName = ByStore, SupportsShouldProcess = true)]
public sealed class RemoveTrackStoreCommand : TrackingCommand
{
    private const string ByStore = "Store";
    private const string ByPath = "Path";

    /// <summary>The stores, as Get-TrackStore -ListAvailable gives them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByStore, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StorePath]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <summary>The session files.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByStore)
            Try(Store, () => Remove(Store!));
        foreach (var path in ParameterSetName == ByPath ? Path : [])
            Try(path, () => Remove(StoreRegistry.ForPath(StorePaths.Resolve(SessionState, path))));
    }

    private void Remove(TrackStore store)
    {
        if (store.Path == null)
            throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, "A store in memory has no file to remove. Close-TrackStore ends it.");
        if (store.IsOpen)
            throw new TrackingException(TrackingErrorCode.TrackStoreLocked, $"'{store.Path}' is open in this session. Close it by Close-TrackStore first.");
        if (ShouldProcess(store.Path, "Remove store"))
            FileTrackStore.Delete(store.Path);
    }
}

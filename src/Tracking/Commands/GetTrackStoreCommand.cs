using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the current store, with -Open all that are open in this session, or with -ListAvailable this user's session files.</summary>
[Cmdlet(VerbsCommon.Get, "TrackStore", DefaultParameterSetName = CurrentSet)]
[OutputType(typeof(TrackStore))]
public sealed class GetTrackStoreCommand : TrackingCommand
{
    private const string CurrentSet = "Current";
    private const string OpenSet = "Open";
    private const string AvailableSet = "ListAvailable";

    /// <summary>All stores that are open in this session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OpenSet)]
    public SwitchParameter Open { get; set; }

    /// <summary>This user's session files, oldest first.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AvailableSet)]
    public SwitchParameter ListAvailable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(null, () =>
    {
        if (Open)
            WriteObject(StoreRegistry.ListOpen(), enumerateCollection: true);
        else if (!ListAvailable)
            WriteObject(StoreOrCurrent(null));
        foreach (var path in ListAvailable ? SessionStore.ListFiles() : [])
            WriteObject(StoreRegistry.ForPath(path));
    });
}

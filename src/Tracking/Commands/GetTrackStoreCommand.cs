using System.Management.Automation;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>
/// Gets the current store; with -Open, all stores that are open in this session; with -ListAvailable, this user's session files.
/// </summary>
/// <remarks>
/// <para>
/// Counts are available for stores that are open here. For other files, there are the path, the length, the time of the last write, and
/// whether a process holds them.
/// </para>
/// <para>Session files are in $env:TRACKING_HOME or, if that is not set, in powershell/Tracking below your local application data.</para>
/// </remarks>
/// <outputs cref="TrackStore">The stores.</outputs>
/// <example>
/// <para>See how much is in the current store</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann
/// PS> $null = Save-UserTrack backup @{ files = 125 } -UserName bob
/// PS> Get-TrackStore | Format-List Kind, IsCurrent, TrackCount, RunCount, TaskCount, UserCount
///
/// Kind       : File
/// IsCurrent  : True
/// TrackCount : 2
/// RunCount   : 1
/// TaskCount  : 1
/// UserCount  : 2
/// </code>
/// </example>
/// <example>
/// <para>Find your largest session file</para>
/// <code>
/// PS> $null = Save-UserTrack try @{ k = 1 } -Store "$env:TRACKING_HOME/monday.json"
/// PS> 1..9 | ForEach-Object { $null = Save-UserTrack try @{ k = $_ } -Store "$env:TRACKING_HOME/tuesday.json" }
/// PS> Get-TrackStore -ListAvailable | Sort-Object Length | Select-Object -Last 1 | ForEach-Object Name
/// tuesday.json
/// </code>
/// </example>
/// <example>
/// <para>See what is open, and go back to a store</para>
/// <code>
/// PS> $first = Open-TrackStore first.json
/// PS> $null = Open-TrackStore second.json
/// PS> Get-TrackStore -Open | Format-Table Name, IsCurrent
///
/// Name        IsCurrent
/// ----        ---------
/// first.json      False
/// second.json      True
///
/// PS> $null = $first | Open-TrackStore
/// PS> (Get-TrackStore).Name
/// first.json
/// </code>
/// </example>
/// <seealso cref="OpenTrackStoreCommand"/>
/// <seealso cref="CloseTrackStoreCommand"/>
/// <seealso cref="RemoveTrackStoreCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsCommon.Get, "TrackStore", DefaultParameterSetName = CurrentSet)]
[OutputType(typeof(TrackStore))]
public sealed class GetTrackStoreCommand : TrackingCommand
{
    private const string CurrentSet = "Current";
    private const string OpenSet = "Open";
    private const string AvailableSet = "ListAvailable";

    /// <summary>All stores that are open in this session, in the order in which they were opened.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OpenSet)]
    public SwitchParameter Open { get; set; }

    /// <summary>This user's session files, oldest first.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AvailableSet)]
    public SwitchParameter ListAvailable { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(null, () =>
    {
        if (Open)
            WriteObject(StoreRegistry.Instance.ListOpen(), enumerateCollection: true);
        else if (!ListAvailable)
            WriteObject(StoreOrCurrent(null));
        foreach (var path in ListAvailable ? SessionStore.ListFiles() : [])
            Try(path, () => WriteObject(StoreRegistry.Instance.ForPath(path)));
    });
}

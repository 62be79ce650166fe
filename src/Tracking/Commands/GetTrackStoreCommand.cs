using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>
/// Gets the current store; with -Open, all stores that are open in this session; with -ListAvailable, this user's session files.
/// </summary>
/// <remarks>
/// <para>
/// Counts and the times of the first and the last track or run are available for stores that are open here, and for files that say them at
/// their end, as those do that were open in a session and were closed. For other files, there are the path, the length, the time of the
/// last write, and whether a process holds them.
/// </para>
/// <para>
/// -TaskId and -From narrow the list to files that hold something of these tasks, and of that time or later. A file that does not say it at
/// its end is read for that.
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
/// <para>Find the session files in which something of a task happened today</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -Store "$env:TRACKING_HOME/old.json" -TimeStamp (Get-Date).AddDays(-2)
/// PS> $null = Open-TrackStore "$env:TRACKING_HOME/new.json"
/// PS> $null = Save-UserTrack backup @{ files = 125 }
/// PS> $null = Save-UserTrack deploy @{ host = 'web1' }
/// PS> Close-TrackStore
/// PS> Get-TrackStore -ListAvailable -TaskId back* -From (Get-Date).AddDays(-1) | Format-Table Name, TrackCount, RunCount
///
/// Name     TrackCount RunCount
/// ----     ---------- --------
/// new.json          2        2
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

    /// <summary>This user's session files, the one that was written to last at the end.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AvailableSet)]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>Only files with tracks of these tasks, or runs that were started for them; wildcards are allowed.</summary>
    /// <value>All files</value>
    [Parameter(ParameterSetName = AvailableSet)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [Alias("Task")]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>Only files with a track of this time or later, or with a run that ended then or later, as far as it has ended.</summary>
    /// <value>All files</value>
    [Parameter(ParameterSetName = AvailableSet)]
    [Time]
    public DateTime From { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(null, () =>
    {
        foreach (var spool in StoreRegistry.Instance.ListOpen().Where(store => store.Forwarder != null))
            WriteForwarding(spool);
        if (Open)
            WriteObject(StoreRegistry.Instance.ListOpen(), enumerateCollection: true);
        else if (!ListAvailable)
            WriteObject(StoreOrCurrent(null));
        else
            WriteFiles(NameCriteria.From(TaskId, isLiteral: false));
    });

    private void WriteFiles(IReadOnlyList<NameCriterion>? tasks)
    {
        var fromUtc = GivenUtc(nameof(From), From);
        foreach (var path in SessionStore.ListFiles().OrderBy(File.GetLastWriteTimeUtc))
        {
            Try(path, () =>
            {
                var store = StoreRegistry.Instance.ForPath(path);
                if ((tasks == null && fromUtc == null) || Holds(store, tasks, fromUtc))
                    WriteObject(store);
            });
            // Of many files, few are in memory at once.
            ReleaseStores();
        }
    }

    /// <summary>Whether a store holds anything of some tasks and a time: by its summary, if that says it, else by reading it.</summary>
    private bool Holds(TrackStore store, IReadOnlyList<NameCriterion>? tasks, DateTime? fromUtc)
    {
        if (store.ReadSummary() is { } summary)
        {
            if (!summary.CanHoldTracks(tasks, fromUtc) && !summary.CanHoldRuns(tasks, fromUtc))
                return false;
            if (tasks == null || summary.Tasks.Any(task => NameCriterion.AnyMatches(tasks, task.TaskId)
                && (fromUtc == null || task.LastTrackUtc >= fromUtc || task.LastEndUtc >= fromUtc)))
            {
                return true;
            }
        }
        return ForQuestion(store, isPiped: true) is { } opened
            && (opened.Search(new TrackQuery { Tasks = tasks, FromUtc = fromUtc, First = 1 }, Cancellation).Any()
                || opened.ListRuns(taskId: null, Cancellation).Any(run => !(run.EndUtc < fromUtc)
                    && (tasks == null || NameCriterion.AnyMatches(tasks, run.TaskId))));
    }
}

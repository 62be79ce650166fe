using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the tasks that have tracks, sorted by name.</summary>
/// <remarks>
/// <para>
/// Each task has its number of tracks, its users, the time of its last track, and its current run. A task whose last track was removed is
/// not listed.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store whose tasks are listed, as Get-TrackStore -ListAvailable returns it.</inputs>
/// <outputs cref="TrackTask">The tasks.</outputs>
/// <example>
/// <para>See what is there</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann -TimeStamp '2026-03-01 02:00'
/// PS> $null = Save-UserTrack backup @{ files = 125 } -UserName bob -TimeStamp '2026-03-01 03:00'
/// PS> $null = Save-UserTrack report @{ pages = 7 } -UserName ann -TimeStamp '2026-03-01 06:00'
/// PS> Get-TrackTask
///
/// LastTimeStamp       TaskId                       TrackCount CurrentRunId UserNames
/// -------------       ------                       ---------- ------------ ---------
/// 2026-03-01 03:00:00 backup                                2            1 ann, bob
/// 2026-03-01 06:00:00 report                                1            2 ann
/// </code>
/// </example>
/// <example>
/// <para>Find the tasks without tracks in the last week</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -TimeStamp '2026-03-01 02:00'
/// PS> $null = Save-UserTrack report @{ pages = 7 }
/// PS> Get-TrackTask | Where-Object LastTimeStamp -LT (Get-Date).AddDays(-7) | ForEach-Object TaskId
/// backup
/// </code>
/// </example>
/// <example>
/// <para>Count the tracks of the hosts that were patched</para>
/// <code>
/// PS> $null = 'web1', 'web2', 'db1' | ForEach-Object { Save-UserTrack "patch $_" @{ state = 'ok' } }
/// PS> Get-TrackTask 'patch web*' | Search-Track | Measure-Object | ForEach-Object Count
/// 2
/// </code>
/// </example>
/// <seealso cref="GetTrackUserCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Get, "TrackTask")]
[OutputType(typeof(TrackTask))]
public sealed class GetTrackTaskCommand : NameQuestionCommand
{
    /// <inheritdoc/>
    private protected override void OnRecord() => Try(Store, () =>
    {
        var store = StoreOrCurrent(Store);
        foreach (var task in Open(store)?.ListTasks(Criteria(nameof(TaskId), TaskId), Cancellation) ?? [])
            WriteObject(new TrackTask(task, store));
    });
}

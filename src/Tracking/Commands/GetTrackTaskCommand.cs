using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Gets the tasks that have tracks, sorted by name.</summary>
/// <remarks>
/// <para>
/// Each task has its number of tracks, its users, the time of its last track, and its current run. A task whose last track was removed is
/// not listed. With -UserName, -From or -To, only tracks of these users and times count: the others are neither counted nor listed.
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
/// <para>See what a user has worked on since yesterday</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann -TimeStamp '2026-03-01 02:00'
/// PS> $null = Save-UserTrack backup @{ files = 125 } -UserName bob
/// PS> 'a.cs', 'b.cs' | ForEach-Object { $null = Save-UserTrack review @{ file = $_ } -UserName ann }
/// PS> Get-TrackTask -UserName ann -From (Get-Date).AddDays(-1) | ForEach-Object { "$($_.TaskId): $($_.TrackCount)" }
/// review: 2
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
public sealed class GetTrackTaskCommand : NameListCommand
{
    /// <summary>Only tracks of these users count; wildcards are allowed.</summary>
    /// <value>All users</value>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserPatternCompleter))]
    public string?[]? UserName { get; set; } = NotGiven.Names;

    /// <inheritdoc/>
    private protected override IReadOnlyList<NameCriterion>? Users => Criteria(nameof(UserName), UserName);

    /// <inheritdoc/>
    private protected override void WriteRows(ITrackStore opened, TrackQuery tracks, TrackStore store)
    {
        foreach (var task in opened.ListTasks(tracks, Cancellation))
            WriteRow(new TrackTask(task, [store]));
    }

    /// <inheritdoc/>
    private protected override void WriteRows(GatheredNames<TrackStore> names)
    {
        foreach (var (task, stores) in names.Tasks())
            WriteRow(new TrackTask(task, stores));
    }
}

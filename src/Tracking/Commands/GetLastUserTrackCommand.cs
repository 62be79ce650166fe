using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the last track of a user for a task: how far it got.</summary>
/// <remarks>
/// <para>
/// This is the last track that Get-UserTrack returns: the one with the highest time and, among equal times, the highest id. So it is one
/// of the task's current run, or of the last one after that has ended. Nothing is returned when Get-UserTrack returns nothing.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackUser">By property name: a user of a task, as Get-TrackUser returns it.</inputs>
/// <inputs cref="Tracking.TrackTask">A task, as Get-TrackTask returns it.</inputs>
/// <inputs cref="Tracking.TrackRun">A run with a task, as Get-TrackRun returns it.</inputs>
/// <outputs cref="Tracking.Track">The last track.</outputs>
/// <example>
/// <para>See at which step a script stopped</para>
/// <code>
/// PS> 'stop site', 'copy files', 'migrate' | ForEach-Object { $null = Save-UserTrack deploy @{ step = $_ } }
/// PS> $null = Stop-TrackRun deploy -Failed -Message 'the disk is full'
/// PS> (Get-LastUserTrack deploy).Data.step
/// migrate
/// </code>
/// </example>
/// <example>
/// <para>Check whether last night's backup is missing</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann -TimeStamp '2026-03-01 02:00'
/// PS> $last = Get-LastUserTrack backup ann
/// PS> if ($last.TimeStamp -lt (Get-Date).AddDays(-1)) { "The last backup is of $($last.TimeStamp.ToString('yyyy-MM-dd'))." }
/// The last backup is of 2026-03-01.
/// </code>
/// </example>
/// <example>
/// <para>List how far each user got</para>
/// <code>
/// PS> $null = 'one', 'two' | ForEach-Object { Save-UserTrack course @{ lesson = $_ } -UserName ann }
/// PS> $null = Save-UserTrack course @{ lesson = 'one' } -UserName bob
/// PS> Get-TrackUser course | Get-LastUserTrack | Expand-Track | Format-Table UserName, lesson
///
/// UserName lesson
/// -------- ------
/// ann      two
/// bob      one
/// </code>
/// </example>
/// <seealso cref="GetUserTrackCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="ExpandTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Get, "LastUserTrack")]
[OutputType(typeof(Track))]
public sealed class GetLastUserTrackCommand : UserTrackCommand
{
    /// <inheritdoc/>
    private protected override void OnRecord() => WriteTracks(onlyLast: true);
}

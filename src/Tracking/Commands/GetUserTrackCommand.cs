using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the tracks of a user for a task: in the current run, in the last one if none is current, or in a given one.</summary>
/// <remarks>
/// <para>
/// The tracks are returned in the order of their times. Where the task has no current run, because that was stopped, the run is the one
/// that was started last for the task. -RunId 0 is the current run only. Nothing is returned when the user has no tracks in the run.
/// </para>
/// <para>
/// Task and user are taken literally. The user is you unless -UserName says otherwise. To search over users and runs, or with wildcards,
/// use Search-Track.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackUser">By property name: a user of a task, as Get-TrackUser returns it.</inputs>
/// <inputs cref="Tracking.TrackTask">A task, as Get-TrackTask returns it.</inputs>
/// <inputs cref="Tracking.TrackRun">A run with a task, as Get-TrackRun returns it.</inputs>
/// <outputs cref="Tracking.Track">The tracks, oldest first.</outputs>
/// <example>
/// <para>Skip what was done before</para>
/// <code>
/// PS> 'docs', 'photos' | ForEach-Object { Save-UserTrack copy @{ folder = $_ } }
/// 0000001
/// 0000002
/// PS> $done = (Get-UserTrack copy).Data.folder
/// PS> 'docs', 'photos', 'music' | Where-Object { $_ -notin $done }
/// music
/// </code>
/// </example>
/// <example>
/// <para>Look at an earlier run</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName ann
/// PS> $null = Start-TrackRun backup
/// PS> $null = Save-UserTrack backup @{ files = 125 } -UserName ann
/// PS> Get-UserTrack backup ann -RunId 1 | ForEach-Object { $_.Data.files }
/// 120
/// PS> Get-UserTrack backup ann | ForEach-Object { $_.Data.files }
/// 125
/// </code>
/// </example>
/// <example>
/// <para>See what everyone did in the last run of a task</para>
/// <code>
/// PS> $null = Save-UserTrack review @{ file = 'a.cs' } -UserName ann
/// PS> $null = Save-UserTrack review @{ file = 'b.cs' } -UserName bob
/// PS> Get-TrackUser review | Get-UserTrack | ForEach-Object { "$($_.UserName): $($_.Data.file)" }
/// ann: a.cs
/// bob: b.cs
/// </code>
/// </example>
/// <seealso cref="GetLastUserTrackCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso cref="GetTrackUserCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Get, "UserTrack")]
[OutputType(typeof(Track))]
public sealed class GetUserTrackCommand : UserTrackCommand
{
    /// <inheritdoc/>
    private protected override void OnRecord() => WriteTracks(onlyLast: false);
}

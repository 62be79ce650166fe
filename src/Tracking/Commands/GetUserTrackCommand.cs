using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the tracks of a user for a task: those of the run that is named, else of the task's current run.</summary>
/// <remarks>
/// <para>The tracks come in the order of their times. Nothing comes out when the task has no current run, or the user no tracks in it.</para>
/// <para>Task and user are taken literally, and the user is you unless -UserName says otherwise. To ask over users, runs and wildcards, use Search-Track.</para>
/// </remarks>
/// <inputs cref="Tracking.TrackUser">By their properties' names: a user of a task, as Get-TrackUser gives it.</inputs>
/// <inputs cref="Tracking.TrackTask">A task, as Get-TrackTask gives it.</inputs>
/// <inputs cref="Tracking.TrackRun">A run with a task, as Get-TrackRun gives it.</inputs>
/// <outputs cref="Tracking.Track">The tracks, oldest first.</outputs>
/// <example>
/// <para>Leave out what was done before</para>
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
/// <para>See what everyone did in the current run of a task</para>
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
    protected override void ProcessRecord() => WriteTracks(onlyLast: false);
}

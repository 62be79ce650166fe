using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Gets the users that have tracks, by task, sorted by task and name.</summary>
/// <remarks>
/// <para>
/// A user with tracks of several tasks is listed once for each task, with the number of tracks and the time of the last one. With -From or
/// -To, only tracks of these times count.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store whose users are listed, as Get-TrackStore -ListAvailable returns it.</inputs>
/// <inputs cref="TrackTask">By property name: a task whose users are listed.</inputs>
/// <outputs cref="TrackUser">The users.</outputs>
/// <example>
/// <para>See who worked on a task</para>
/// <code>
/// PS> $null = Save-UserTrack review @{ file = 'a.cs' } -UserName ann -TimeStamp '2026-03-01 09:00'
/// PS> $null = Save-UserTrack review @{ file = 'b.cs' } -UserName bob -TimeStamp '2026-03-01 09:30'
/// PS> $null = Save-UserTrack review @{ file = 'c.cs' } -UserName ann -TimeStamp '2026-03-01 10:00'
/// PS> Get-TrackUser review
///
/// LastTimeStamp       TaskId                             UserName                           TrackCount
/// -------------       ------                             --------                           ----------
/// 2026-03-01 10:00:00 review                             ann                                         2
/// 2026-03-01 09:30:00 review                             bob                                         1
/// </code>
/// </example>
/// <example>
/// <para>List the tasks of one user</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -UserName svc-backup
/// PS> $null = Save-UserTrack restore @{ files = 1 } -UserName svc-backup
/// PS> $null = Save-UserTrack report @{ pages = 7 } -UserName ann
/// PS> Get-TrackUser -UserName svc-* | ForEach-Object TaskId
/// backup
/// restore
/// </code>
/// </example>
/// <example>
/// <para>See which colleagues have taken part, from files of theirs</para>
/// <code>
/// PS> $null = Save-UserTrack survey @{ answer = 'yes' } -UserName ann -Store ann.json
/// PS> $null = Save-UserTrack survey @{ answer = 'no' } -UserName bob -Store bob.json
/// PS> Get-ChildItem *.json | Get-TrackUser survey | ForEach-Object UserName
/// ann
/// bob
/// </code>
/// </example>
/// <seealso cref="GetTrackTaskCommand"/>
/// <seealso cref="GetUserTrackCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Get, "TrackUser")]
[OutputType(typeof(TrackUser))]
public sealed class GetTrackUserCommand : NameListCommand
{
    /// <summary>Users; wildcards are allowed. A name from the pipeline is taken literally.</summary>
    /// <value>All users</value>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
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
        foreach (var user in opened.ListUsers(tracks, Cancellation))
            WriteRow(new TrackUser(user, [store]));
    }

    /// <inheritdoc/>
    private protected override void WriteRows(GatheredNames<TrackStore> names)
    {
        foreach (var (user, stores) in names.Users())
            WriteRow(new TrackUser(user, stores));
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Finds tracks by task, user, run, id, time and data.</summary>
/// <remarks>
/// <para>
/// Several values of one parameter are alternatives, and all parameters must match. Without parameters, every track is returned. A
/// criterion that is given but null or empty matches nothing, so a mistyped variable before Remove-Track removes nothing.
/// </para>
/// <para>
/// Piped tasks, users, runs or stores make one search: the result is returned in the order of time when the pipeline ends, and -First,
/// -Skip and -Last count over all of it. An empty pipeline returns nothing.
/// </para>
/// <para>
/// A value of -Data may be a script block, which runs as the block of Where-Object does, once for each track that meets all other criteria
/// and has the key. That costs about 25 µs a track. Its first error, of whatever kind, ends the search. In a database, the server
/// evaluates tasks, users, runs, ids and times, and the cmdlet evaluates -Data. With -Verbose, a key that no track has is named.
/// </para>
/// <para>The result is a snapshot: tracks may be changed or removed while it is read.</para>
/// </remarks>
/// <inputs cref="TrackStore">A store to search, as Get-TrackStore -ListAvailable returns it.</inputs>
/// <inputs cref="TrackRun">A run whose tracks are found, whatever their tasks.</inputs>
/// <inputs cref="TrackTask">By property name: a task whose tracks are found.</inputs>
/// <inputs cref="TrackUser">A user of a task, whose tracks of it are found.</inputs>
/// <outputs cref="Track">The tracks, oldest first, or newest first with -Descending.</outputs>
/// <example>
/// <para>See what failed since yesterday, and what took longer than ten minutes</para>
/// <code>
/// PS> $null = Save-UserTrack 'patch web1' @{ state = 'failed'; minutes = '4' } -TimeStamp '2026-03-01 02:00'
/// PS> $null = Save-UserTrack 'patch web2' @{ state = 'failed'; minutes = '12' }
/// PS> $null = Save-UserTrack 'patch web3' @{ state = 'ok'; minutes = '9' }
/// PS> Search-Track 'patch *' -From (Get-Date).AddDays(-1) -Data @{ state = 'failed' } | ForEach-Object TaskId
/// patch web2
/// PS> Search-Track 'patch *' -Data @{ minutes = { [int] $_ -gt 10 } } | ForEach-Object TaskId
/// patch web2
/// </code>
/// <para>Text that looks like a number, as from a CSV file, is text: '9' -gt 10 compares letters. So the block converts it.</para>
/// </example>
/// <example>
/// <para>Get the last two steps of two users</para>
/// <code>
/// PS> $null = Save-UserTrack review @{ file = 'a.cs' } -UserName ann -TimeStamp '2026-03-01 09:00'
/// PS> $null = Save-UserTrack review @{ file = 'b.cs' } -UserName bob -TimeStamp '2026-03-01 09:30'
/// PS> $null = Save-UserTrack review @{ file = 'c.cs' } -UserName ann -TimeStamp '2026-03-01 10:00'
/// PS> $null = Save-UserTrack review @{ file = 'd.cs' } -UserName eve -TimeStamp '2026-03-01 10:30'
/// PS> Search-Track -UserName ann, bob -Last 2
///
///       Id TaskId                RunId UserName              TimeStamp           Data
///       -- ------                ----- --------              ---------           ----
///  0000002 review                    1 bob                   2026-03-01 09:30:00 {file=b.cs}
///  0000003 review                    1 ann                   2026-03-01 10:00:00 {file=c.cs}
/// </code>
/// </example>
/// <example>
/// <para>Count tracks by a value of the data</para>
/// <code>
/// PS> 'ok', 'failed', 'ok' | ForEach-Object { $null = Save-UserTrack test @{ state = $_ } }
/// PS> Search-Track test | Group-Object { $_.Data.state } | Sort-Object Name | Format-Table Name, Count
///
/// Name   Count
/// ----   -----
/// failed     1
/// ok         2
/// </code>
/// </example>
/// <example>
/// <para>Search the files of all your sessions</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.0' } -Store "$env:TRACKING_HOME/monday.json"
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -Store "$env:TRACKING_HOME/tuesday.json"
/// PS> Search-Track deploy -AllSessions | ForEach-Object { "$($_.Data.version) in $($_.Store.Name)" }
/// 2.0 in monday.json
/// 2.1 in tuesday.json
/// </code>
/// <para>
/// A file that is not open here is read without a lock. What has copies in several files is found once. Remove-Track, Save-UserTrack and
/// others leave a file of another session alone unless -Store names it.
/// </para>
/// </example>
/// <example>
/// <para>Read the tracks of runs that never finished</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> $null = Stop-TrackRun backup
/// PS> $null = Save-UserTrack backup @{ files = 3 }
/// PS> Get-TrackRun backup | Where-Object Finished -EQ $false | Search-Track | ForEach-Object Id
/// 0000002
/// </code>
/// </example>
/// <example>
/// <para>Match nested data, and one value among several</para>
/// <code>
/// PS> $null = Save-UserTrack build @{ agent = @{ os = 'linux'; cores = 8 }; tags = 'nightly', 'release' }
/// PS> $null = Save-UserTrack build @{ agent = @{ os = 'windows'; cores = 4 }; tags = 'nightly' }
/// PS> Search-Track -Data @{ agent = @{ os = 'linux' } } | ForEach-Object Id
/// 0000001
/// PS> Search-Track -Data @{ 'agent.cores' = { $_ -lt 8 } } | ForEach-Object Id
/// 0000002
/// PS> Search-Track -Data @{ tags = 'release', 'hotfix' } | ForEach-Object Id
/// 0000001
/// </code>
/// </example>
/// <seealso cref="GetUserTrackCommand"/>
/// <seealso cref="RemoveTrackCommand"/>
/// <seealso cref="ExpandTrackCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso href="about_Tracking"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsCommon.Search, "Track")]
[OutputType(typeof(Track))]
public sealed class SearchTrackCommand : TrackQuestionCommand
{
    /// <summary>Track ids: <c>'0000003'</c> or 3.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TrackIdCompleter))]
    public object?[]? Id { get; set; }

    /// <summary>The earliest time, included.</summary>
    [Parameter]
    [Time]
    public DateTime From { get; set; }

    /// <summary>The latest time, included.</summary>
    [Parameter]
    [Time]
    public DateTime To { get; set; }

    /// <summary>Newest first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>The maximum number of tracks. It cannot be combined with -Last.</summary>
    /// <value>No limit</value>
    [Parameter]
    public long First { get; set; }

    /// <summary>The number of tracks to skip; with -Last, counted from the newest.</summary>
    /// <value>0</value>
    [Parameter]
    public long Skip { get; set; }

    /// <summary>The number of newest tracks to return, oldest first unless -Descending is given.</summary>
    /// <value>No limit</value>
    [Parameter]
    public long Last { get; set; }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (QuestionsToAll.Count > 0)
            Try(null, SearchAll);
        else
            SearchGiven();
        WriteMissingKeys();
        WriteOtherSessions();
    }

    private void SearchAll()
    {
        var found = new GatheredTracks<TrackStore>(QuestionsToAll[0]);
        var limits = QuestionsToAll[0];
        VisitAll(
            summary => found.CanUse(summary.FirstTrackUtc, summary.LastTrackUtc)
                && QuestionsToAll.Any(query => summary.CanHoldTracks(query.Tasks, query.FromUtc, query.ToUtc)),
            (store, place, opened) => found.Add(store, place, opened, QuestionsToAll, Cancellation),
            newestFirst: limits.Last != null || limits.Descending);
        foreach (var (record, store) in found.Read())
            WriteRow(new Track(record, store));
    }

    private void SearchGiven()
    {
        var stores = new Dictionary<ITrackStore, TrackStore>();
        var parts = new List<(ITrackStore Store, TrackQuery Query)>();
        foreach (var (store, query) in Questions)
        {
            Try(store, () =>
            {
                if (Open(store) is not { } opened)
                    return;
                stores[opened] = store;
                parts.Add((opened, query));
            });
        }
        if (parts.Count > 0)
        {
            Try(null, () =>
            {
                foreach (var (record, store) in UnionSearch.Run(parts, Cancellation))
                    WriteRow(new Track(record, stores[store], Filter?.DataOf(record)));
            });
        }
    }

    /// <inheritdoc/>
    private protected override TrackQuery WithOwnCriteria(TrackQuery query)
    {
        var asked = query with
        {
            Numbers = IsOnCommandLine(nameof(Id)) ? TrackIds.Read(Id) : null,
            FromUtc = GivenUtc(nameof(From), From),
            ToUtc = GivenUtc(nameof(To), To),
            Descending = Descending,
            First = IsOnCommandLine(nameof(First)) ? First : null,
            Skip = Skip,
            Last = IsOnCommandLine(nameof(Last)) ? Last : null,
        };
        asked.RequireConsistent();
        return asked;
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Watching;

namespace Tracking.Commands;

/// <summary>Follows a store as it grows: returns tracks as they are saved, and runs and steps as they start and stop.</summary>
/// <remarks>
/// <para>
/// The store may be this session's, or the file of another process, which is only read, without a lock, and not disturbed. Several stores
/// may be followed at once. Other processes may optimise or replace a file meanwhile: nothing is lost or returned twice. An updated track
/// is returned again, with its new data; a removed track is not returned.
/// </para>
/// <para>
/// A change is returned within a fifth of a second. With -RunId, or with runs from the pipeline, the cmdlet ends when these runs have
/// stopped or are abandoned; otherwise by -Timeout, by -Until, or by Ctrl+C. A run is abandoned when it was not stopped and the process
/// that wrote its file has ended.
/// </para>
/// <para>
/// With -AllSessions, the stores that are open here and your session files are followed, also files that are new or come into use later.
/// A file that nobody writes to is not read. What is copied from one file to another is returned for each.
/// </para>
/// <para>
/// The criteria are those of Search-Track. Runs and steps have no user and no data: with -UserName or -Data, only tracks are returned.
/// </para>
/// <para>
/// With -AsProgress, nothing is returned. Each active task has a progress bar, drawn from the PercentComplete, Status, CurrentOperation and
/// SecondsRemaining of its last track or, if it has steps, from its completed steps and the number of steps of the task's last finished
/// run.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store to follow, as Get-TrackStore returns it.</inputs>
/// <inputs cref="TrackRun">A run to follow until it stops, whatever the tasks of its tracks.</inputs>
/// <inputs cref="TrackTask">By property name: a task to follow.</inputs>
/// <outputs cref="Track">A track that was saved or updated.</outputs>
/// <outputs cref="TrackStep">A step that began or ended.</outputs>
/// <outputs cref="TrackRun">A run that was started, stopped or abandoned.</outputs>
/// <example>
/// <para>Wait for the end of a run in another process, and see its progress</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ step = 'copy' } -Store deploy.json
/// PS> $null = Save-UserTrack deploy @{ step = 'migrate' } -Store deploy.json
/// PS> $null = Stop-TrackRun deploy -Store deploy.json
/// PS> Watch-Track -RunId 1 -Store deploy.json -From (Get-Date).AddHours(-1) | ForEach-Object {
/// >>     if ($_ -is [Tracking.Track]) { $_.Data.step } else { $_.Status }
/// >> }
/// copy
/// migrate
/// Finished
/// </code>
/// <para>Here the script has ended already. While it runs, its tracks are returned as it saves them.</para>
/// </example>
/// <example>
/// <para>Wait until something fails, in any session, for ten minutes at most</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ state = 'ok' } -Store "$env:TRACKING_HOME/monday.json"
/// PS> $null = Save-UserTrack backup @{ state = 'failed' } -Store "$env:TRACKING_HOME/tuesday.json"
/// PS> Watch-Track -AllSessions -From (Get-Date).Date -Data @{ state = 'failed' } -Timeout 600 -Until { $true } |
/// >>     ForEach-Object { "$($_.TaskId), $($_.Store.Name)" }
/// backup, tuesday.json
/// </code>
/// </example>
/// <example>
/// <para>See what happened today, and end</para>
/// <code>
/// PS> $null = Save-UserTrack review @{ file = 'a.cs' }
/// PS> $null = Stop-TrackRun review
/// PS> Watch-Track review -From (Get-Date).Date -Timeout 0 | ForEach-Object { $_.GetType().Name }
/// Track
/// TrackRun
/// </code>
/// </example>
/// <example>
/// <para>Draw a progress bar for each active task, until a run has failed</para>
/// <code>
/// PS> $null = Save-UserTrack convert @{ PercentComplete = 40; Status = 'page 4 of 10' }
/// PS> $null = Stop-TrackRun convert -Failed
/// PS> Watch-Track -AsProgress -From (Get-Date).Date -Until { $_.Status -eq 'Failed' }
/// </code>
/// </example>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso cref="InvokeTrackStepCommand"/>
/// <seealso href="about_Tracking"/>
/// <seealso href="about_Tracking_Scripts"/>
[Cmdlet(VerbsCommon.Watch, "Track")]
[OutputType(typeof(Track), typeof(TrackStep), typeof(TrackRun))]
public sealed class WatchTrackCommand : TrackQuestionCommand
{
    private const int LookEveryMilliseconds = 100;
    private const int DrawEveryMilliseconds = 500;

    /// <summary>The name that the view of tracks and runs in one table goes by.</summary>
    private const string SharedView = "Tracking.Change";

    private static readonly TimeSpan BetweenListings = TimeSpan.FromSeconds(1);

    private TaskBars? _bars;
    private SessionWatch? _sessions;
    private TimeSpan _nextListing;

    /// <summary>
    /// Begins with what exists of that time and later, in the order of time: tracks, and runs that ended since or have not ended. Earlier
    /// tracks are omitted.
    /// </summary>
    /// <value>Only what happens from now on</value>
    [Parameter]
    [Time]
    public DateTime From { get; set; }

    /// <summary>Ends after so many seconds; 0 returns what exists and does not wait.</summary>
    /// <value>No limit</value>
    [Parameter]
    [ValidateRange(0.0, int.MaxValue)]
    public double Timeout { get; set; }

    /// <summary>Ends when this script block returns true for a track or run, which is in <c>$_</c>.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Until { get; set; }

    /// <summary>Draws a progress bar for each active task, instead of returning tracks and runs.</summary>
    [Parameter]
    public SwitchParameter AsProgress { get; set; }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        var watched = new List<WatchedStore>();
        _bars = AsProgress ? new TaskBars((store, run) => ExpectedSteps.Of(ForQuestion(store), run, Cancellation)) : null;
        try
        {
            if (QuestionsToAll.Count > 0)
                _sessions = new SessionWatch(QuestionsToAll[0].FromUtc);
            foreach (var questions in Questions.GroupBy(question => question.Store, question => question.Query))
                Try(questions.Key, () => Begin(watched, questions.Key, [.. questions]));
            Try(null, () => Watch(watched));
            WriteMissingKeys();
        }
        finally
        {
            watched.ForEach(store => store.Dispose());
            if (!Stopping)
                Draw(_bars?.End());
        }
    }

    /// <inheritdoc/>
    private protected override TrackQuery WithOwnCriteria(TrackQuery query) =>
        query with { FromUtc = GivenUtc(nameof(From), From) };

    /// <summary>
    /// Follows the session files that came into use since the last time, and reads those once that were written to and are free again; true
    /// when what was waited for has come.
    /// </summary>
    private bool ListSessions(List<WatchedStore> watched, TimeSpan now)
    {
        if (_sessions == null || now < _nextListing)
            return false;
        _nextListing = now + BetweenListings;
        foreach (var store in watched.Where(store => _sessions.IsOver(store.Store)).ToList())
            End(store, watched);
        foreach (var (store, from, once) in _sessions.ListNew(error => WriteWarning(Advice.Message(error))))
        {
            try
            {
                Begin(watched, store, [.. QuestionsToAll], from);
                store.IsOfOtherSession = !store.IsOpen;
            }
            catch (TrackingException error) when (error.Code is TrackingErrorCode.TrackStoreNotFound or TrackingErrorCode.TrackStoreClosed)
            {
                // It went between the listing and now.
                WriteVerbose(error.Message);
            }
            if (!once || watched.Find(begun => begun.Store == store) is not { } begun)
                continue;
            if (Look(begun, watched))
                return true;
            End(begun, watched);
        }
        return false;
    }

    private static void End(WatchedStore store, List<WatchedStore> watched)
    {
        watched.Remove(store);
        store.Dispose();
    }

    private void Begin(List<WatchedStore> watched, TrackStore store, List<TrackQuery> queries) =>
        Begin(watched, store, queries, queries[0].FromUtc);

    private void Begin(List<WatchedStore> watched, TrackStore store, List<TrackQuery> queries, DateTime? from)
    {
        if (AsProgress && StartOfRuns(store) is { } start && !(from < start))
            from = start;
        if (Open(() => ForFollowing(store, from), IsPiped || AllSessions) is not { } follower)
            return;
        var begun = new WatchedStore(store, follower, queries.ConvertAll(query => new ChangeFilter(query, wantsRuns: AsProgress)));
        watched.Add(begun);
        foreach (var id in queries.SelectMany(query => query.RunIds ?? []).Distinct())
        {
            Try(id, () => begun.Await(follower.FindRun(id)
                ?? throw new TrackingException(
                    TrackingErrorCode.TrackRunNotFound,
                    $"There is no run {id} in this store. Get-TrackRun without parameters lists those that are.")));
        }
    }

    private void Watch(List<WatchedStore> watched)
    {
        if (QuestionsToAll.Any(query => query.RunIds != null))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackQueryInvalid, "A run is in one store. Name the store by -Store instead of -AllSessions.");
        }
        var endsWithRuns = Questions.Any(question => question.Query.RunIds != null);
        var limit = IsOnCommandLine(nameof(Timeout)) ? TimeSpan.FromSeconds(Timeout) : TimeSpan.MaxValue;
        var clock = Stopwatch.StartNew();
        var drawnAt = TimeSpan.Zero;
        if (ListSessions(watched, clock.Elapsed))
            return;
        while ((_sessions != null || watched.Count > 0) && !watched.ToList().Exists(store => Look(store, watched)))
        {
            if (_bars != null && clock.Elapsed >= drawnAt)
            {
                drawnAt = clock.Elapsed + TimeSpan.FromMilliseconds(DrawEveryMilliseconds);
                Draw(_bars.Draw(DateTime.UtcNow));
            }
            var left = limit - clock.Elapsed;
            if (left <= TimeSpan.Zero || (endsWithRuns && !watched.Exists(store => store.IsAwaited)))
                return;
            if (ListSessions(watched, clock.Elapsed))
                return;
            if (Cancellation.WaitHandle.WaitOne((int)Math.Ceiling(Math.Min(left.TotalMilliseconds, LookEveryMilliseconds))))
                throw new PipelineStoppedException();
        }
    }

    /// <summary>
    /// Outputs what happened in a store; true when what was waited for has come. A store that cannot be read any more is
    /// followed no longer.
    /// </summary>
    private bool Look(WatchedStore store, List<WatchedStore> watched)
    {
        try
        {
            foreach (var change in store.Read(Cancellation))
            {
                var around = change.Step is { } inside ? store.FindRun(inside.RunId) : null;
                if (change.Step != null && around == null)
                    continue;
                var came = PSObject.AsPSObject(
                    change.Track is { } track ? new Track(track, store.Store, Filter?.DataOf(track))
                    : change.Step is { } step ? new TrackStep(step, around!, store.Store)
                    : new TrackRun(change.Run!, store.Store));
                came.TypeNames.Insert(0, SharedView);
                if (AllSessions)
                    came.TypeNames.Insert(0, SharedView + "#Store");
                if (_bars == null)
                    WriteObject(came);
                else if (_bars.Follow(store.Store, change) is { } ended)
                    WriteProgress(ended);
                if (Until != null && LanguagePrimitives.IsTrue(Until.InvokeWithContext(null, [new PSVariable("_", came)])))
                    return true;
            }
            foreach (var warning in store.DrainWarnings())
                WriteWarning(Advice.Warning(warning));
        }
        catch (TrackingException error) when (error.Code != TrackingErrorCode.TrackQueryInvalid)
        {
            End(store, watched);
            WriteError(ErrorRecords.From(error, store.Store));
        }
        return false;
    }

    private void Draw(IEnumerable<ProgressRecord>? bars)
    {
        foreach (var bar in bars ?? [])
            WriteProgress(bar);
    }

    /// <summary>When the first of the runs started that have not ended; null when all have.</summary>
    private DateTime? StartOfRuns(TrackStore store) =>
        Open(store)?.ListRuns(taskId: null, Cancellation)
            .Where(run => run.Status is RunStatus.Running or RunStatus.Open).Select(run => (DateTime?)run.StartUtc).Min();
}

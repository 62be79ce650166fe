using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Gets runs: all, those of tasks, by id, by status, or the current ones.</summary>
/// <remarks>
/// <para>
/// The runs of a task are those that were started for it or hold tracks of it; the newest comes last. With -Current, only the run that new
/// tracks of the task go to. For a task without runs, nothing is returned. An id that no run has is an error.
/// </para>
/// <para>A run's end is at first its start. A save to the run moves it to the track's time, and so does a stop.</para>
/// <para>
/// A run that Start-TrackRun or Invoke-TrackRun began is Running until it is stopped: Finished, FinishedWithErrors, Stopped (before it had
/// finished) or Failed. It is Abandoned when the process that began it no longer has its store open, and Unknown where that cannot be seen
/// from here, as in a copy or in a file of another machine. A run that a save began, or Start-TrackRun -Detach, is Open: nobody says that
/// it is at work. Message is the text that was given when it was stopped, or what went wrong first, and Duration the time from its start to
/// its end. Finished is true of both kinds of finished runs, and -Status Finished finds both.
/// </para>
/// <para>
/// Continues names the run that a run continues, and ContinuedBy the run that continues it. FixedBy is the first later run of the same
/// host, task and key that finished without errors. The last two are looked for in the stores that are asked.
/// </para>
/// <para>
/// Piped stores are searched together: all runs are returned in the order in which they started. A file that cannot be read gives a
/// warning, and the others are searched.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.Track">By property name: the run of a track, as Search-Track returns it.</inputs>
/// <inputs cref="Tracking.TrackTask">By property name: a task, as Get-TrackTask returns it: its runs.</inputs>
/// <inputs cref="Tracking.TrackStore">A store whose runs are returned, as Get-TrackStore returns it.</inputs>
/// <outputs cref="Tracking.TrackRun">The runs, ordered by id; those of several stores, by start.</outputs>
/// <example>
/// <para>List the runs of a task, how they ended, and how long they took</para>
/// <code>
/// PS> $null = Start-TrackRun backup -TimeStamp '2026-03-01 02:00'
/// PS> $null = Stop-TrackRun backup -TimeStamp '2026-03-01 02:45'
/// PS> $null = Start-TrackRun backup -TimeStamp '2026-03-02 02:00'
/// PS> $null = Stop-TrackRun backup -TimeStamp '2026-03-02 03:10' -Failed
/// PS> Get-TrackRun backup | Format-Table RunId, Status, Duration
///
/// RunId   Status Duration
/// -----   ------ --------
///     1 Finished 00:45:00
///     2   Failed 01:10:00
/// </code>
/// </example>
/// <example>
/// <para>See what failed last night, in any session</para>
/// <code>
/// PS> $night = Open-TrackStore "$env:TRACKING_HOME/night.json"
/// PS> $null = Start-TrackRun backup
/// PS> $null = Start-TrackRun report
/// PS> $null = Stop-TrackRun report -Failed -Message 'no such printer'
/// PS> $night | Close-TrackStore
/// PS> Get-TrackRun -AllSessions -Status Failed, Abandoned -From (Get-Date).AddDays(-1) |
/// >>     ForEach-Object { "$($_.TaskId): $($_.Status) $($_.Message)" }
/// backup: Abandoned
/// report: Failed no such printer
/// </code>
/// </example>
/// <example>
/// <para>List the runs of the last week that did not finish</para>
/// <code>
/// PS> $null = Start-TrackRun deploy -TimeStamp (Get-Date).AddDays(-30)
/// PS> $null = Stop-TrackRun deploy -Unfinished -TimeStamp (Get-Date).AddDays(-30)
/// PS> $null = Start-TrackRun deploy -TimeStamp (Get-Date).AddDays(-3)
/// PS> $null = Stop-TrackRun deploy -Failed -TimeStamp (Get-Date).AddDays(-3)
/// PS> Get-TrackStore | Get-TrackRun -From (Get-Date).AddDays(-7) | Where-Object Finished -EQ $false | ForEach-Object RunId
/// 2
/// </code>
/// </example>
/// <example>
/// <para>See what happened to last night's runs, also to one whose process died</para>
/// <code>
/// PS> $night = Open-TrackStore night.json
/// PS> $null = Start-TrackRun backup
/// PS> $null = Stop-TrackRun backup -Failed -Message 'the disk is full'
/// PS> $null = Start-TrackRun report
/// PS> $night | Close-TrackStore
/// PS> Get-TrackRun -Store night.json | Format-Table RunId, TaskId, Status, Message
///
/// RunId TaskId    Status Message
/// ----- ------    ------ -------
///     1 backup    Failed the disk is full
///     2 report Abandoned
///
/// </code>
/// <para>Here the store was closed while report was at work. The end of its process does the same.</para>
/// </example>
/// <example>
/// <para>Check whether a task is running</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> (Get-TrackRun backup -Current).RunId
/// 1
/// PS> $null = Stop-TrackRun backup
/// PS> $null -eq (Get-TrackRun backup -Current)
/// True
/// </code>
/// </example>
/// <example>
/// <para>List the runs in which something failed</para>
/// <code>
/// PS> foreach ($state in 'ok', 'failed') {
/// >>     $null = Save-UserTrack deploy @{ state = $state }
/// >>     $null = Stop-TrackRun deploy
/// >> }
/// PS> Search-Track deploy -Data @{ state = 'failed' } | Get-TrackRun | ForEach-Object RunId
/// 2
/// </code>
/// </example>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso cref="StopTrackRunCommand"/>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Get, "TrackRun")]
[OutputType(typeof(TrackRun))]
public sealed class GetTrackRunCommand : NameQuestionCommand
{
    private readonly List<TrackRun> _found = [];
    private readonly Dictionary<TrackStore, ITrackStore> _asked = [];
    private readonly List<Question> _ofAll = [];

    /// <summary>Run ids. 0 with a task is its current run, as with -Current.</summary>
    /// <value>All runs</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int[]? RunId { get; set; } = NotGiven.RunIds;

    /// <summary>Only the current run of each task: the one that its new tracks go to.</summary>
    [Parameter]
    public SwitchParameter Current { get; set; }

    /// <summary>Every run of the task, which is what comes without it too.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Only runs with this status.</summary>
    /// <value>Any status</value>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public RunStatus[]? Status { get; set; }

    /// <summary>
    /// Only runs that ended at this time or later, or have not ended. When an abandoned run ended is not known, so that it is among them.
    /// </summary>
    [Parameter]
    [Time]
    public DateTime From { get; set; }

    /// <summary>Only runs that started at this time or before.</summary>
    [Parameter]
    [Time]
    public DateTime To { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(Store, () =>
    {
        RequireConsistent(isOfRun: RunId != NotGiven.RunIds && !IsOnCommandLine(nameof(RunId)));
        var question = new Question(Criteria(nameof(TaskId), TaskId), RunId == NotGiven.RunIds ? null : RunId ?? []);
        if (AllSessions)
        {
            _ofAll.Add(question);
            return;
        }
        foreach (var store in GivenStores)
        {
            Try(store, () =>
            {
                if (Open(store) is not { } opened)
                    return;
                _found.AddRange(Find(opened, question, id => FindRun(opened, id)).Where(Matches).Select(run => new TrackRun(run, store)));
                _asked[store] = opened;
            });
        }
    });

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        var answer = _ofAll.Count > 0 ? FindInAll() : FindInGiven();
        foreach (var run in answer)
            WriteRow(run);
        WriteOtherSessions();
    }

    private List<TrackRun> FindInGiven()
    {
        var runs = _found.GroupBy(run => (run.Store, run.RunId)).Select(same => same.First());
        // The ids of one store tell the order; over many only the time does.
        if (_found.Select(run => run.Store).Distinct().Count() > 1)
            runs = ByStart(runs);
        var answer = runs.ToList();
        new RunStories(query => _asked.SelectMany(store =>
            store.Value.ListLastRuns(query, Cancellation).Select(run => new TrackRun(run, store.Key)))).Complete(answer);
        return answer;
    }

    private List<TrackRun> FindInAll()
    {
        var found = new RunCopies();
        var all = new RunCopies();
        var known = new HashSet<int>();
        var passedOver = VisitAll(CanAnswer, (store, place, opened) =>
        {
            foreach (var run in _ofAll.SelectMany(question => Find(opened, question, id => opened.FindRun(id, Cancellation))).ToList())
            {
                known.Add(run.RunId);
                found.Add(run, store, place);
            }
            // When it is known which of them are of interest, the store is closed.
            all.Add(RunsWithTask(opened), store, place);
        });
        // What became of a run may be said where no run is that was asked for.
        List<NameCriterion> open = [.. found.Runs.Where(run => run.TaskId != null && run.Status != RunStatus.Finished)
            .Select(run => run.TaskId!).Distinct(StringComparer.OrdinalIgnoreCase).Select(task => new NameCriterion(task))];
        if (open.Count > 0)
        {
            var sinceUtc = found.Runs.Min(run => run.Record.StartUtc);
            Visit(
                passedOver,
                summary => summary.CanHoldRuns(open, sinceUtc),
                (store, place, opened) => all.Add(RunsWithTask(opened).Where(run => run.EndUtc >= sinceUtc), store, place));
            found.Update(all);
        }
        foreach (var id in _ofAll.SelectMany(question => question.RunIds ?? []).Where(id => id != 0).Distinct())
        {
            if (!known.Contains(id))
            {
                Try(id, () => throw new TrackingException(
                    TrackingErrorCode.TrackRunNotFound, $"There is no run {id} in any session.", reason: ErrorReason.NoRun));
            }
        }
        var answer = ByStart(found.Runs.Where(run => Matches(run.Record))).ToList();
        var byTask = all.Runs.ToLookup(run => run.TaskId, StringComparer.OrdinalIgnoreCase);
        new RunStories(query => byTask[query.TaskId].Where(run =>
            !(run.Record.StartUtc < query.FromUtc) && (query.Continues == null || run.Record.Continues == query.Continues)))
            .Complete(answer);
        return answer;
    }

    private IEnumerable<RunRecord> RunsWithTask(ITrackStore opened) =>
        opened.ListRuns(taskId: null, Cancellation).Where(run => run.TaskId != null);

    /// <summary>Whether a file can hold a run that is asked for, by its summary.</summary>
    private bool CanAnswer(StoreSummary summary)
    {
        var fromUtc = GivenUtc(nameof(From), From);
        var toUtc = GivenUtc(nameof(To), To);
        List<RunStatus>? statuses = IsOnCommandLine(nameof(Status))
            ? [.. Enum.GetValues(typeof(RunStatus)).Cast<RunStatus>().Where(status => Status?.Any(asked => IsOf(status, asked)) == true)]
            : null;
        return _ofAll.Exists(question =>
            (statuses == null ? summary.CanHoldRuns(question.Tasks, fromUtc, toUtc)
                : summary.CanHoldRuns(statuses, question.Tasks, fromUtc, toUtc))
            // A run that has not ended is asked for at any later time.
            || (fromUtc != null && summary.CanHoldRuns(question.Tasks, null, toUtc)
                && (summary.LacksRuns || summary.Runs.Any(run => !run.Status.IsEnded() && statuses?.Contains(run.Status) != false))));
    }

    private static IEnumerable<TrackRun> ByStart(IEnumerable<TrackRun> runs) =>
        runs.OrderBy(run => run.Record.StartUtc).ThenBy(run => run.RunId);

    private IEnumerable<RunRecord> Find(ITrackStore opened, Question question, Func<int, RunRecord?> find)
    {
        var (tasks, ids) = question;
        if (ids != null && !(ids is [0] && tasks != null))
            return ids.Select(find).OfType<RunRecord>();
        if (!Current && ids == null)
            return RunsOfTasks.List(opened, tasks, Cancellation);
        return tasks is [{ Pattern: null } one]
            ? new[] { opened.FindCurrentRun(one.Text, Cancellation) }.OfType<RunRecord>()
            : opened.ListRuns(taskId: null, Cancellation).Where(run => run.IsCurrent && NameCriterion.AnyMatches(tasks, run.TaskId));
    }

    private bool Matches(RunRecord run) =>
        (!Current || run.IsCurrent)
        && (!IsOnCommandLine(nameof(Status)) || Status?.Any(status => IsOf(run.Status, status)) == true)
        && (!IsOnCommandLine(nameof(From)) || run.EndUtc >= From.ToUniversalTime() || !run.HasEnded)
        && (!IsOnCommandLine(nameof(To)) || run.StartUtc <= To.ToUniversalTime());

    /// <summary>Finished includes what finished with errors.</summary>
    private static bool IsOf(RunStatus status, RunStatus asked) =>
        status == asked || (asked == RunStatus.Finished && status == RunStatus.FinishedWithErrors);

    private sealed record Question(IReadOnlyList<NameCriterion>? Tasks, int[]? RunIds);
}

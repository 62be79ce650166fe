using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Events;
using Tracking.Model;
using Tracking.Rules;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>
/// A store whose state is in memory. A change is decided as an event under the lock, and committed to the log and the state
/// (<see cref="LoggedState"/>). A query travels one way too: state, index, a snapshot that is read as it is needed.
/// </summary>
public abstract class TrackEngine : ITrackStore
{
    private readonly object _gate = new();
    private readonly WarningList _warnings;
    private readonly LoggedState _logged;
    private readonly LogRewriting _rewriting;
    private bool _isClosed;

    /// <param name="log">Where events are kept; it is the engine's from now on.</param>
    /// <param name="state">What the log holds; an empty one when it holds nothing.</param>
    /// <param name="warnings">What the user is to hear of.</param>
    /// <param name="clock">Gives the time.</param>
    private protected TrackEngine(ITrackLog log, TrackState? state, WarningList warnings, StoreClock clock)
    {
        _warnings = warnings;
        _logged = new LoggedState(log, state, warnings, clock, new FlushTimer(FlushAndCompact));
        _rewriting = new LogRewriting(_logged, _gate, RequireOpen);
    }

    /// <inheritdoc/>
    public string? Path => Log.Path;

    /// <inheritdoc/>
    public bool IsReadOnly => Log.IsReadOnly;

    /// <inheritdoc/>
    public bool PrefersBatches => false;

    /// <inheritdoc/>
    public StoreCounts Count(CancellationToken cancellation = default) => Answer(() => new StoreCounts(
        State.Indexes.ByNumber.Count, State.Indexes.Runs.Count, State.Indexes.Tasks.Values.Count(t => t.Tracks.Count > 0),
            State.Indexes.Users.Count));

    /// <summary>What the store holds, in short.</summary>
    private protected StoreSummary SummarizeState() => Answer(() =>
    {
        var summary = StateSummary.Of(State);
        return summary with
        {
            Runs = [.. summary.Runs.Select(run => run.Status != RunStatus.Running ? run
                : run with { Status = Observed(State.Record(State.Indexes.Runs[run.RunId])).Status })],
        };
    });

    /// <inheritdoc/>
    public TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default)
    {
        if (draft == null)
            throw new ArgumentNullException(nameof(draft));
        return Change(() =>
        {
            // The clock is not asked for a time that stays.
            var given = draft.TimeUtc ?? (draft.Number != 0 ? default(DateTime) : null);
            var decided = Decisions.Save(State, draft, _logged.TimeFor(given, out var reading));
            if (decided.Begun is { } begun)
                _logged.Commit([begun, decided.Written!], reading);
            else if (decided.Written is { } written)
                _logged.Commit(written, reading);
            return decided.Record;
        });
    }

    /// <inheritdoc/>
    public void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default)
    {
        if (drafts == null)
            throw new ArgumentNullException(nameof(drafts));
        if (acknowledge == null)
            throw new ArgumentNullException(nameof(acknowledge));
        foreach (var draft in drafts)
            acknowledge(Save(draft, cancellation));
    }

    /// <inheritdoc/>
    public TrackRecord Remove(long number, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.Remove(State, number);
        var record = State.Indexes.Find(number)!;
        Commit(decided);
        return record;
    });

    /// <inheritdoc/>
    public RunRecord RemoveRun(int runId, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.RemoveRun(State, runId, Observer);
        var record = Observed(State.Record(State.Indexes.Runs[runId]));
        Commit(decided);
        return record;
    });

    /// <inheritdoc/>
    public RunRecord Start(RunDraft draft, CancellationToken cancellation = default)
    {
        if (draft == null)
            throw new ArgumentNullException(nameof(draft));
        return Change(() =>
        {
            var runId = State.NextRunId;
            _logged.Commit(Decisions.Start(State, draft, _logged.TimeFor(draft.TimeUtc, out var reading)), reading);
            return State.Record(State.Indexes.Runs[runId]);
        });
    }

    /// <inheritdoc/>
    public StepRecord SaveStep(StepRecord record, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.SaveStep(State, record);
        Commit(decided);
        return State.Steps.Find(decided.Record.StepId)!;
    });

    /// <inheritdoc/>
    public IReadOnlyList<StepRecord> ListSteps(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<StepRecord>>(() =>
    {
        if (runIds is { Count: 1 })
        {
            return State.Indexes.Runs.TryGetValue(runIds[0], out var run)
                ? run.Steps.ConvertAll(id => Observed(State.Steps.Find(id)!)) : [];
        }
        var wanted = runIds == null ? null : new HashSet<int>(runIds);
        return [.. State.Steps.All.Where(step => wanted?.Contains(step.RunId) != false).Select(Observed)];
    });

    /// <inheritdoc/>
    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null,
        DateTime? timeUtc = null, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.Stop(State, taskId, runId, status, message, _logged.TimeFor(timeUtc, out var reading), timeUtc != null);
        _logged.Commit(decided, reading);
        return State.Record(State.Indexes.Runs[decided.RunId]);
    });

    /// <inheritdoc/>
    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        return Answer(() => TrackSearch.Run(State.Indexes, query));
    }

    /// <inheritdoc/>
    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default) =>
        WithOrigins(Search(query, cancellation));

    /// <inheritdoc/>
    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<RunExport>>(() =>
    {
        var runs = runIds == null ? State.Indexes.Runs.Values : runIds.Distinct().OrderBy(id => id).Where(State.Indexes.Runs.ContainsKey)
            .Select(id => State.Indexes.Runs[id]);
        return [.. runs.Select(run => new RunExport(Observed(State.Record(run)), State.OriginOfRun(run.RunId)))];
    });

    /// <inheritdoc/>
    public ImportResult Import(
        IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, IReadOnlyList<StepExport>? steps = null,
        CancellationToken cancellation = default)
    {
        if (runs == null)
            throw new ArgumentNullException(nameof(runs));
        if (tracks == null)
            throw new ArgumentNullException(nameof(tracks));
        return Change(() =>
        {
            if (Log.IsReadOnly)
                throw StoreErrors.OpenedReadOnly(Log.Path);
            var result = new ImportPlan(State, runs, tracks, steps ?? []).Result;
            var events = ImportEvents.Of(result, runs, tracks);
            if (events.Count > 0)
                _logged.Commit(events);
            return result;
        });
    }

    /// <inheritdoc/>
    public OriginIds FindOrigins(
        IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks, CancellationToken cancellation = default) => Answer(() => new OriginIds(
            runs.Distinct().Select(origin => (origin, run: State.FindRun(origin))).Where(found => found.run != null)
                .ToDictionary(found => found.origin, found => found.run!.RunId),
            tracks.Distinct().Select(origin => (origin, track: State.FindTrack(origin))).Where(found => found.track != null)
                .ToDictionary(found => found.origin, found => found.track!.Number)));

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId, CancellationToken cancellation = default) =>
        Answer(() => State.Indexes.Runs.TryGetValue(runId, out var run) ? Observed(State.Record(run)) : null);

    /// <inheritdoc/>
    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default) =>
        Answer(() => State.CurrentRun(taskId) is { } run ? Observed(State.Record(run)) : null);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<RunRecord>>(() => [.. TrackLists.Runs(State, taskId).Select(Observed)]);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListLastRuns(RunQuery query, CancellationToken cancellation = default)
    {
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        return Answer<IReadOnlyList<RunRecord>>(() => [.. TrackLists.LastRuns(State, query).Select(Observed)]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default) =>
        Answer(() => TrackLists.Tasks(State.Indexes, tasks));

    /// <inheritdoc/>
    public IReadOnlyList<UserSummary> ListUsers(
        IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null, CancellationToken cancellation = default) =>
        Answer(() => TrackLists.Users(State.Indexes, tasks, users));

    /// <inheritdoc/>
    public abstract IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default);

    /// <inheritdoc/>
    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            RequireOpen();
            State.RebuildIndexes(new ProgressMeter(progress, cancellation));
        }
    }

    /// <inheritdoc/>
    public OptimizeResult Optimize(
        IProgress<double>? progress = null, bool acceptEdits = false, CancellationToken cancellation = default)
    {
        return _rewriting.Rewrite(new ProgressMeter(progress, cancellation), acceptEdits);
    }

    /// <summary>Compacts the log if that is due by itself; it fails silently (format 9.9).</summary>
    public void CompactIfDue() => _rewriting.CompactIfDue();

    /// <inheritdoc/>
    public void Flush()
    {
        Action flush;
        lock (_gate)
        {
            RequireOpen();
            flush = _logged.BeginFlush();
        }
        flush();
    }

    /// <summary>Flushes the log and has it say so, as on closing; the store stays open. One that is closed did so.</summary>
    /// <param name="complete">Has the log say that everything is on the disk. Called under the lock.</param>
    private protected void Complete(Action<TrackState> complete)
    {
        try
        {
            Flush();
            lock (_gate)
            {
                RequireOpen();
                complete(State);
            }
        }
        catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackStoreClosed)
        {
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> DrainWarnings() => _warnings.Remove();

    /// <summary>Closes the store; closing it again does nothing.</summary>
    /// <exception cref="TrackingException">TrackStoreFlushFailed: what was acknowledged could not be brought to the disk.</exception>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
        _rewriting.Close(() =>
        {
            _isClosed = true;
            _logged.Close();
        });
    }

    /// <summary>Follows what happens here, for a store that nobody else can change.</summary>
    private protected IStoreFollower FollowHere(DateTime? fromUtc) => Answer(() =>
    {
        var past = fromUtc is { } from ? StoreChanges.Since(State, from, Observed) : [];
        var follower = new MemoryFollower(past, id => FindRun(id), Leave);
        _logged.Add(follower);
        return follower;
    });

    /// <summary>Makes a change: decides it, and has it happen.</summary>
    private T Change<T>(Func<T> change)
    {
        lock (_gate)
        {
            RequireOpen();
            try
            {
                return change();
            }
            catch (LoggedState.LogFoundException)
            {
                // It was decided on an empty state. The log is open now, and nothing was stored.
                return change();
            }
        }
    }

    private void FlushAndCompact()
    {
        Flush();
        _rewriting.CompactIfDueAndFree();
    }

    private void RequireOpen()
    {
        if (_isClosed)
            throw StoreErrors.Closed();
    }

    private ITrackLog Log => _logged.Log;

    private TrackState State => _logged.State;

    private RunObserver Observer => new(State, _logged.Owner);

    private RunRecord Observed(RunRecord run) => run.Status == RunStatus.Running ? Observer.Observe(run) : run;

    private StepRecord Observed(StepRecord step) => step.Status == StepStatus.Running ? Observer.Observe(step) : step;

    private IEnumerable<TrackExport> WithOrigins(IEnumerable<TrackRecord> tracks)
    {
        const int AtOnce = 256;
        var part = new List<TrackRecord>(AtOnce);
        foreach (var track in tracks)
        {
            part.Add(track);
            if (part.Count < AtOnce)
                continue;
            foreach (var one in WithOrigins(part))
                yield return one;
            part.Clear();
        }
        foreach (var one in WithOrigins(part))
            yield return one;
    }

    /// <summary>An origin outlives its track, so that it can be asked for when the answer is read.</summary>
    private TrackExport[] WithOrigins(List<TrackRecord> tracks)
    {
        lock (_gate)
            return [.. tracks.Select(State.Export)];
    }

    /// <summary>Has an event happen that was decided on the state as it is. Called under the lock, or while nothing else happens.</summary>
    private protected void Commit(TrackEvent decided) => _logged.Commit(decided);

    /// <inheritdoc cref="LoggedState.BecomeOwner"/>
    private protected void BecomeOwner(bool staysOpen, Guid? former) => _logged.BecomeOwner(staysOpen, former);

    private void Leave(MemoryFollower follower)
    {
        lock (_gate)
            _logged.Remove(follower);
    }

    /// <summary>What became of some ids, under the lock, so that every event that is in the log was applied.</summary>
    /// <param name="changed">The ids.</param>
    /// <param name="position">The place in the log behind the events that changed them.</param>
    /// <param name="last">The number of the log's last event.</param>
    private protected FileChanges Gather(ChangedIds changed, FilePosition position, Func<long> last) =>
        Answer(() => changed.In(State, Observer, position, last() - position.Event));

    /// <summary>Asks something under the lock.</summary>
    private protected T Answer<T>(Func<T> question)
    {
        lock (_gate)
        {
            RequireOpen();
            return question();
        }
    }
}

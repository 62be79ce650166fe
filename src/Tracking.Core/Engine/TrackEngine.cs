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
/// A store whose state is in memory. A change travels one way: it is decided as an event, appended to the log, applied to the state, and
/// then followers are notified; so a log that fails leaves the state as it was. A query travels one way too: state, index, a snapshot that
/// is read as it is needed.
/// </summary>
public abstract class TrackEngine : ITrackStore
{
    /// <summary>By then, events come faster than the new log can take them.</summary>
    private const int MostRounds = 50;

    private readonly ITrackLog _log;
    private readonly WarningList _warnings;
    private readonly StoreClock _clock;
    private readonly List<MemoryFollower> _followers = [];
    private readonly TrackEvent[] _single = new TrackEvent[1];
    private Guid _writer = Guid.NewGuid();
    private readonly FlushTimer _flushTimer;
    private readonly object _gate = new();
    private readonly object _rewriting = new();
    private TrackState _state;
    private (long Ticks, long? Watch) _lastGiven;
    private CancellationTokenSource? _compaction;
    private bool _isClosing;
    private bool _isClosed;
    private bool _saysOwner;
    private bool _beganWork;

    /// <param name="log">Where events are kept; it is the engine's from now on.</param>
    /// <param name="state">What the log holds; an empty one when it holds nothing.</param>
    /// <param name="warnings">What the user is to hear of.</param>
    /// <param name="clock">Gives the time.</param>
    private protected TrackEngine(ITrackLog log, TrackState? state, WarningList warnings, StoreClock clock)
    {
        _log = log;
        _state = state ?? new TrackState();
        _warnings = warnings;
        _clock = clock;
        _flushTimer = new FlushTimer(FlushAndCompact);
    }

    /// <inheritdoc/>
    public string? Path => _log.Path;

    /// <inheritdoc/>
    public bool IsReadOnly => _log.IsReadOnly;

    /// <inheritdoc/>
    public bool PrefersBatches => false;

    /// <inheritdoc/>
    public StoreCounts Count(CancellationToken cancellation = default) => Answer(() => new StoreCounts(
        _state.Indexes.ByNumber.Count, _state.Indexes.Runs.Count, _state.Indexes.Tasks.Values.Count(t => t.Tracks.Count > 0),
            _state.Indexes.Users.Count));

    /// <summary>What the store holds, in short.</summary>
    private protected StoreSummary SummarizeState() => Answer(() =>
    {
        var summary = StateSummary.Of(_state);
        return summary with
        {
            Runs = [.. summary.Runs.Select(run => run.Status != RunStatus.Running ? run
                : run with { Status = Observed(_state.Record(_state.Indexes.Runs[run.RunId])).Status })],
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
            var decided = Decisions.Save(_state, draft, TimeFor(given, out var reading));
            if (decided.Begun is { } begun)
                Commit([begun, decided.Written!], reading);
            else if (decided.Written is { } written)
                Commit(written, reading);
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
        var decided = Decisions.Remove(_state, number);
        var record = _state.Indexes.Find(number)!;
        Commit(decided);
        return record;
    });

    /// <inheritdoc/>
    public RunRecord RemoveRun(int runId, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.RemoveRun(_state, runId, Observer);
        var record = Observed(_state.Record(_state.Indexes.Runs[runId]));
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
            var runId = _state.NextRunId;
            Commit(Decisions.Start(_state, draft, TimeFor(draft.TimeUtc, out var reading)), reading);
            return _state.Record(_state.Indexes.Runs[runId]);
        });
    }

    /// <inheritdoc/>
    public StepRecord SaveStep(StepRecord record, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.SaveStep(_state, record);
        Commit(decided);
        return _state.Steps.Find(decided.Record.StepId)!;
    });

    /// <inheritdoc/>
    public IReadOnlyList<StepRecord> ListSteps(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<StepRecord>>(() =>
    {
        if (runIds is { Count: 1 })
        {
            return _state.Indexes.Runs.TryGetValue(runIds[0], out var run)
                ? run.Steps.ConvertAll(id => Observed(_state.Steps.Find(id)!)) : [];
        }
        var wanted = runIds == null ? null : new HashSet<int>(runIds);
        return [.. _state.Steps.All.Where(step => wanted?.Contains(step.RunId) != false).Select(Observed)];
    });

    /// <inheritdoc/>
    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null,
        DateTime? timeUtc = null, CancellationToken cancellation = default) => Change(() =>
    {
        var decided = Decisions.Stop(_state, taskId, runId, status, message, TimeFor(timeUtc, out var reading), timeUtc != null);
        Commit(decided, reading);
        return _state.Record(_state.Indexes.Runs[decided.RunId]);
    });

    /// <inheritdoc/>
    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        return Answer(() => TrackSearch.Run(_state.Indexes, query));
    }

    /// <inheritdoc/>
    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default) =>
        WithOrigins(Search(query, cancellation));

    /// <inheritdoc/>
    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<RunExport>>(() =>
    {
        var runs = runIds == null ? _state.Indexes.Runs.Values : runIds.Distinct().OrderBy(id => id).Where(_state.Indexes.Runs.ContainsKey)
            .Select(id => _state.Indexes.Runs[id]);
        return [.. runs.Select(run => new RunExport(Observed(_state.Record(run)), _state.OriginOfRun(run.RunId)))];
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
            if (_log.IsReadOnly)
                throw StoreErrors.OpenedReadOnly(_log.Path);
            var result = new ImportPlan(_state, runs, tracks, steps ?? []).Result;
            var events = ImportEvents.Of(result, runs, tracks);
            if (events.Count > 0)
                Commit(events);
            return result;
        });
    }

    /// <inheritdoc/>
    public OriginIds FindOrigins(
        IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks, CancellationToken cancellation = default) => Answer(() => new OriginIds(
            runs.Distinct().Select(origin => (origin, run: _state.FindRun(origin))).Where(found => found.run != null)
                .ToDictionary(found => found.origin, found => found.run!.RunId),
            tracks.Distinct().Select(origin => (origin, track: _state.FindTrack(origin))).Where(found => found.track != null)
                .ToDictionary(found => found.origin, found => found.track!.Number)));

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId, CancellationToken cancellation = default) =>
        Answer(() => _state.Indexes.Runs.TryGetValue(runId, out var run) ? Observed(_state.Record(run)) : null);

    /// <inheritdoc/>
    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default) =>
        Answer(() => _state.CurrentRun(taskId) is { } run ? Observed(_state.Record(run)) : null);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<RunRecord>>(() => [.. TrackLists.Runs(_state, taskId).Select(Observed)]);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListLastRuns(RunQuery query, CancellationToken cancellation = default)
    {
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        return Answer<IReadOnlyList<RunRecord>>(() => [.. TrackLists.LastRuns(_state, query).Select(Observed)]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default) =>
        Answer(() => TrackLists.Tasks(_state.Indexes, tasks));

    /// <inheritdoc/>
    public IReadOnlyList<UserSummary> ListUsers(
        IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null, CancellationToken cancellation = default) =>
        Answer(() => TrackLists.Users(_state.Indexes, tasks, users));

    /// <inheritdoc/>
    public abstract IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default);

    /// <inheritdoc/>
    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            RequireOpen();
            _state.RebuildIndexes(new ProgressMeter(progress, cancellation));
        }
    }

    /// <inheritdoc/>
    public OptimizeResult Optimize(
        IProgress<double>? progress = null, bool acceptEdits = false, CancellationToken cancellation = default)
    {
        lock (_rewriting)
            return Rewrite(new ProgressMeter(progress, cancellation), acceptEdits);
    }

    /// <summary>Compacts the log if that is due by itself; it fails silently (format 9.9).</summary>
    public void CompactIfDue()
    {
        lock (_rewriting)
            Compact();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        Action flush;
        lock (_gate)
        {
            RequireOpen();
            _flushTimer.Reset();
            if (_log.CheckForFlush() == LogCondition.Unsafe)
                _log.Restore(LogImage.Of(_state), next: null);
            flush = _log.BeginFlush();
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
                complete(_state);
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
        // What began by itself keeps no process from ending.
        lock (_gate)
        {
            _isClosing = true;
            _compaction?.Cancel();
        }
        // A rewrite that is under way is let through: it holds the log's place, and the lock of the log must outlast it.
        lock (_rewriting)
        {
            lock (_gate)
            {
                _isClosed = true;
                _followers.ForEach(follower => follower.Close());
                _flushTimer.Dispose();
                _log.Close(() => LogImage.Of(_state), new EngineLeft(_state, _beganWork ? null : _writer));
            }
        }
    }

    /// <summary>Follows what happens here, for a store that nobody else can change.</summary>
    private protected IStoreFollower FollowHere(DateTime? fromUtc) => Answer(() =>
    {
        var past = fromUtc is { } from ? StoreChanges.Since(_state, from, Observed) : [];
        var follower = new MemoryFollower(past, id => FindRun(id), Leave);
        _followers.Add(follower);
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
            catch (LogFoundException)
            {
                // It was decided on an empty state. The log is open now, and nothing was stored.
                return change();
            }
        }
    }

    private void Compact()
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            lock (_gate)
            {
                if (_isClosing || !_log.MayCompact(_state.LiveLength))
                    return;
                _compaction = cancellation;
            }
            Rewrite(new ProgressMeter(progress: null, cancellation.Token), acceptEdits: false);
        }
        catch (Exception error) when (error is TrackingException or OperationCanceledException)
        {
            // The log stays as it is.
        }
        finally
        {
            lock (_gate)
                _compaction = null;
        }
    }

    private void FlushAndCompact()
    {
        Flush();
        // The timer does not wait for a rewrite that is under way.
        if (!Monitor.TryEnter(_rewriting))
            return;
        try
        {
            Compact();
        }
        finally
        {
            Monitor.Exit(_rewriting);
        }
    }

    /// <summary>
    /// Writes the log anew while changes go on. The lock is held for what costs next to nothing: to take what is to be written, to write
    /// the last few events, and to go on with the new log. Flushing, renaming and closing are done without it (format 9.4).
    /// </summary>
    private OptimizeResult Rewrite(ProgressMeter meter, bool acceptEdits)
    {
        // The first image costs what it takes to compile the code: not under the lock.
        _ = LogImage.Of(new TrackState());
        ILogRewrite? rewrite;
        lock (_gate)
        {
            RequireOpen();
            rewrite = _log.BeginRewrite(LogImage.Of(_state, acceptEdits));
        }
        if (rewrite == null)
            return new OptimizeResult(0, 0);
        try
        {
            rewrite.Write(meter);
            for (var rounds = 0; rounds < MostRounds && BeginRound(); rounds++)
                rewrite.WriteRound();
            lock (_gate)
                rewrite.Join();
            rewrite.Place();
        }
        finally
        {
            lock (_gate)
                rewrite.End();
            rewrite.Dispose();
        }
        lock (_gate)
        {
            if (acceptEdits)
                _state.Edits.Clear();
            if (_saysOwner && _log.LacksWriter)
                Commit(new List<TrackEvent>());
        }
        return new OptimizeResult(rewrite.LengthBefore, rewrite.LengthAfter);

        bool BeginRound()
        {
            lock (_gate)
                return rewrite.BeginRound();
        }
    }

    private void RequireOpen()
    {
        if (_isClosed)
            throw StoreErrors.Closed();
    }

    private RunObserver Observer => new(_state, Owner);

    private RunRecord Observed(RunRecord run) => run.Status == RunStatus.Running ? Observer.Observe(run) : run;

    private StepRecord Observed(StepRecord step) => step.Status == StepStatus.Running ? Observer.Observe(step) : step;

    /// <summary>Who can write to the log now.</summary>
    private LogOwner Owner => _log.IsReadOnly
        ? new LogOwner(_state.LastWriter?.Writer, _log.HasWriter, _log.Path)
        : new LogOwner(_log.Path == null ? null : _writer, HoldsLog: true, _log.Path);

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
            return [.. tracks.Select(_state.Export)];
    }

    /// <summary>The time of a change: the one given, or the clock's.</summary>
    private DateTime TimeFor(DateTime? given, out GivenTime? reading)
    {
        reading = null;
        if (given is { } time)
            return time;
        var watch = _clock.WatchTicks;
        var last = _state.LastClockTicks;
        var elapsed = _lastGiven.Ticks == last ? watch - _lastGiven.Watch : null;
        var read = ClockRule.Read(_clock.UtcNow.Ticks, last, _state.ClockBehindTicks, elapsed);
        reading = new GivenTime(read, watch);
        return new DateTime(read.Ticks, DateTimeKind.Utc);
    }

    /// <summary>Has an event happen that was decided on the state as it is. Called under the lock, or while nothing else happens.</summary>
    private protected void Commit(TrackEvent decided) => Commit(decided, given: null);

    private void Commit(TrackEvent decided, GivenTime? given)
    {
        _single[0] = decided;
        Commit(_single, given);
    }

    /// <summary>
    /// Says who writes: at once when the store stays open, or where the writer before left a run or a step running, so that whoever reads
    /// the log sees that it is abandoned. A cmdlet that opens the store for itself goes on as the writer that its process was before.
    /// </summary>
    /// <param name="staysOpen">Whether the store is open until someone closes it.</param>
    /// <param name="former">The writer of this process that wrote to the log last, and after which nobody did; null for none.</param>
    private protected void BecomeOwner(bool staysOpen, Guid? former)
    {
        _saysOwner = staysOpen;
        if (_log.IsReadOnly || !_log.IsThere)
            return;
        var last = _state.LastWriter;
        if (!staysOpen && former is { } writer && last?.Writer == writer)
        {
            _writer = writer;
            _log.LacksWriter = false;
        }
        else if (staysOpen || (last != null && (_state.Indexes.Runs.Values.Any(IsLeft) || _state.Steps.All.Any(IsStepLeft))))
        {
            Commit(new List<TrackEvent>());
        }

        bool IsLeft(RunNode run) => run.Status == RunStatus.Running && _state.OriginOfRun(run.RunId).Writer == last!.Writer;
        bool IsStepLeft(StepRecord step) => step.Status == StepStatus.Running && step.Identity.Writer == last!.Writer;
    }

    private void Commit(IReadOnlyList<TrackEvent> decided, GivenTime? given)
    {
        if (given is not { } time)
        {
            Commit(decided);
            return;
        }
        var (ticks, behind, news) = time.Reading;
        Commit(ClockRule.Differ(behind, _state.ClockBehindTicks) ? [new ClockCompared(behind), .. decided] : decided);
        _lastGiven = (ticks, time.Watch);
        if (news == ClockNews.SetBack)
            _warnings.Add(StoreErrors.ClockSetBack(behind));
        else if (news == ClockNews.Believed)
            _warnings.Add(StoreErrors.ClockSteppedBack);
    }

    private void Commit(IReadOnlyList<TrackEvent> decided)
    {
        var batch = WithWriter(decided);
        MakeReady(batch);
        // A log that was made or written anew for that holds no line of this writer.
        if (batch == decided)
            batch = WithWriter(decided);
        if (_log.Append(batch) || _log.IsMostlyDead(_state.LiveLength))
            _flushTimer.Start();
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Apply(_state);
            _beganWork |= batch[i].BeginsWork;
            if (_followers.Count > 0)
                Notify(batch[i]);
        }
    }

    private IReadOnlyList<TrackEvent> WithWriter(IReadOnlyList<TrackEvent> decided) =>
        _log.LacksWriter ? [new WriterOpened(WriterRecord.OfThisProcess(_writer)), .. decided] : decided;

    /// <summary>Has the log take what comes now.</summary>
    private void MakeReady(IReadOnlyList<TrackEvent> batch)
    {
        var condition = _log.Check(batch);
        if (condition == LogCondition.Missing)
        {
            Create(batch);
            condition = _log.Check(batch);
        }
        if (condition == LogCondition.Unsafe)
            _log.Restore(LogImage.Of(_state), batch);
    }

    private void Create(IReadOnlyList<TrackEvent> batch)
    {
        if (_log.Create(batch) is not { } found)
            return;
        _state = found;
        if (found.NextRunId > 1)
            throw new LogFoundException();
    }

    private void Notify(TrackEvent happened)
    {
        foreach (var change in happened.Changes(_state))
            _followers.ForEach(follower => follower.Receive(change));
    }

    private void Leave(MemoryFollower follower)
    {
        lock (_gate)
            _followers.Remove(follower);
    }

    /// <summary>What became of some ids, under the lock, so that every event that is in the log was applied.</summary>
    /// <param name="changed">The ids.</param>
    /// <param name="position">The place in the log behind the events that changed them.</param>
    /// <param name="last">The number of the log's last event.</param>
    private protected FileChanges Gather(ChangedIds changed, FilePosition position, Func<long> last) =>
        Answer(() => changed.In(_state, Observer, position, last() - position.Event));

    /// <summary>Asks something under the lock.</summary>
    private protected T Answer<T>(Func<T> question)
    {
        lock (_gate)
        {
            RequireOpen();
            return question();
        }
    }

    /// <summary>A time that the clock gives to a change.</summary>
    /// <param name="Reading">The time.</param>
    /// <param name="Watch">What the stopwatch showed then.</param>
    private readonly record struct GivenTime(ClockReading Reading, long? Watch);

    /// <summary>A log that was left for the first change was made by another process meanwhile.</summary>
    private sealed class LogFoundException : Exception
    {
    }
}

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

/// <summary>A store that lives in memory only, and the base of those that also keep their events somewhere.</summary>
public class MemoryTrackStore : ITrackStore
{
    private readonly Func<DateTime> _clock;
    private readonly List<string> _warnings = [];
    private readonly List<MemoryFollower> _followers = [];
    private readonly TrackEvent[] _single = new TrackEvent[1];
    private bool _closed;

    /// <summary>Makes an empty store.</summary>
    /// <param name="clock">Gives the time in UTC; the system's clock when null.</param>
    public MemoryTrackStore(Func<DateTime>? clock = null) => _clock = clock ?? (() => DateTime.UtcNow);

    /// <inheritdoc/>
    public virtual string? Path => null;

    /// <inheritdoc/>
    public virtual bool IsReadOnly => false;

    /// <inheritdoc/>
    public bool PrefersBatches => false;

    /// <summary>Whether a living process can still write to the store: a run that is open in one that none can is abandoned.</summary>
    private protected virtual bool HasWriter => true;

    /// <summary>Guards the state and whatever a derived store keeps in step with it.</summary>
    private protected object Gate { get; } = new();

    private protected TrackState State { get; set; } = new();

    /// <inheritdoc/>
    public StoreCounts Count(CancellationToken cancellation = default) => Ask(() => new StoreCounts(
        State.Indexes.ByNumber.Count, State.Indexes.Runs.Count, State.Indexes.Tasks.Values.Count(t => t.Tracks.Count > 0), State.Indexes.Users.Count));

    /// <inheritdoc/>
    public TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default)
    {
        if (draft == null)
            throw new ArgumentNullException(nameof(draft));
        lock (Gate)
        {
            RequireOpen();
            var decided = Decisions.Save(State, draft, TimeFor(draft.TimeUtc, out var steppedBack));
            Commit(decided, steppedBack);
            return decided.Record;
        }
    }

    /// <inheritdoc/>
    public void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default)
    {
        if (drafts == null)
            throw new ArgumentNullException(nameof(drafts));
        if (acknowledge == null)
            throw new ArgumentNullException(nameof(acknowledge));
        foreach (var draft in drafts)
            acknowledge(Save(draft));
    }

    /// <inheritdoc/>
    public TrackRecord Remove(long number, CancellationToken cancellation = default)
    {
        lock (Gate)
        {
            RequireOpen();
            var decided = Decisions.Remove(State, number);
            var record = State.Indexes.Find(number)!;
            Commit(decided);
            return record;
        }
    }

    /// <inheritdoc/>
    public RunRecord StartRun(string? taskId, DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        lock (Gate)
        {
            RequireOpen();
            var decided = Decisions.Start(State, taskId, TimeFor(timeUtc, out var steppedBack), timeUtc != null);
            Commit(decided, steppedBack);
            return State.Record(State.Indexes.Runs[decided.RunId]);
        }
    }

    /// <inheritdoc/>
    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null, DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        lock (Gate)
        {
            RequireOpen();
            var decided = Decisions.Stop(State, taskId, runId, status, message, TimeFor(timeUtc, out var steppedBack), timeUtc != null);
            Commit(decided, steppedBack);
            return State.Record(State.Indexes.Runs[decided.RunId]);
        }
    }

    /// <inheritdoc/>
    public RunRecord ResumeRun(int runId, CancellationToken cancellation = default)
    {
        lock (Gate)
        {
            RequireOpen();
            var decided = Decisions.Resume(State, runId, TimeFor(given: null, out var steppedBack));
            Commit(decided, steppedBack);
            return State.Record(State.Indexes.Runs[runId]);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        return Ask(() => TrackSearch.Run(State.Indexes, query));
    }

    /// <inheritdoc/>
    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default) => WithOrigins(Search(query));

    /// <inheritdoc/>
    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) => Ask<IReadOnlyList<RunExport>>(() =>
    {
        var runs = runIds == null ? State.Indexes.Runs.Values : runIds.Distinct().OrderBy(id => id).Where(State.Indexes.Runs.ContainsKey).Select(id => State.Indexes.Runs[id]);
        return [.. runs.Select(run => new RunExport(Seen(State.Record(run)), State.OriginOfRun(run.RunId)))];
    });

    /// <inheritdoc/>
    public ImportResult Import(IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, CancellationToken cancellation = default)
    {
        if (runs == null)
            throw new ArgumentNullException(nameof(runs));
        if (tracks == null)
            throw new ArgumentNullException(nameof(tracks));
        lock (Gate)
        {
            RequireOpen();
            RequireWritable();
            var result = new ImportPlan(State, runs, tracks).Result;
            var events = ImportEvents.Of(result, runs, tracks);
            if (events.Count > 0)
                Commit(events);
            return result;
        }
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId, CancellationToken cancellation = default) => Ask(() => State.Indexes.Runs.TryGetValue(runId, out var run) ? Seen(State.Record(run)) : null);

    /// <inheritdoc/>
    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default) => Ask(() => State.CurrentRun(taskId) is { } run ? Seen(State.Record(run)) : null);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default) => Ask<IReadOnlyList<RunRecord>>(() => [.. TrackLists.Runs(State, taskId).Select(Seen)]);

    /// <inheritdoc/>
    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default) => Ask(() => TrackLists.Tasks(State.Indexes, tasks));

    /// <inheritdoc/>
    public IReadOnlyList<UserSummary> ListUsers(IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null, CancellationToken cancellation = default) =>
        Ask(() => TrackLists.Users(State.Indexes, tasks, users));

    /// <inheritdoc/>
    public virtual IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default) => Ask(() =>
    {
        var follower = new MemoryFollower(fromUtc is { } from ? StoreChanges.Since(State, from, Seen) : [], id => FindRun(id), Leave);
        _followers.Add(follower);
        return follower;
    });

    /// <inheritdoc/>
    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        lock (Gate)
        {
            RequireOpen();
            State.RebuildIndexes(new ProgressMeter(progress, cancellation));
        }
    }

    /// <inheritdoc/>
    public virtual OptimizeResult Optimize(IProgress<double>? progress = null, CancellationToken cancellation = default) => Ask(() => new OptimizeResult(0, 0));

    /// <inheritdoc/>
    public virtual void Flush() => Ask(() => true);

    /// <inheritdoc/>
    public IReadOnlyList<string> TakeWarnings()
    {
        // Asked after every save: the count is read without the lock, a warning that is missed now is found by the next call.
        if (_warnings.Count == 0)
            return [];
        lock (_warnings)
        {
            string[] taken = [.. _warnings];
            _warnings.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the store; closing it again does nothing.</summary>
    protected virtual void Dispose(bool disposing)
    {
        lock (Gate)
        {
            _closed = true;
            _followers.ForEach(follower => follower.Close());
        }
    }

    /// <summary>Keeps events before the state takes them over; throws when it cannot, and then none of them has happened.</summary>
    private protected virtual void Keep(IReadOnlyList<TrackEvent> decided)
    {
    }

    private protected virtual void RequireWritable()
    {
    }

    private protected void Warn(string warning)
    {
        lock (_warnings)
            _warnings.Add(warning);
    }

    private protected virtual void RequireOpen()
    {
        if (_closed)
            throw Refusal.Closed();
    }

    /// <summary>A copy is as it was when it was copied: who can write here says nothing about it.</summary>
    private RunRecord Seen(RunRecord run) => run.Status == RunStatus.Running && run.Origin == null && !HasWriter ? run with { Status = RunStatus.Abandoned } : run;

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
        lock (Gate)
            return [.. tracks.Select(State.Export)];
    }

    /// <summary>The time of a change: the one given, or the clock's.</summary>
    private DateTime TimeFor(DateTime? given, out bool steppedBack)
    {
        steppedBack = false;
        return given ?? State.ReadClock(_clock(), out steppedBack);
    }

    private void Commit(TrackEvent decided, bool clockSteppedBack = false)
    {
        _single[0] = decided;
        Commit(_single);
        if (clockSteppedBack)
            Warn(Refusal.ClockSteppedBack);
    }

    private void Commit(IReadOnlyList<TrackEvent> decided)
    {
        Keep(decided);
        for (var i = 0; i < decided.Count; i++)
        {
            decided[i].Apply(State);
            if (_followers.Count > 0)
                Tell(decided[i]);
        }
    }

    private void Tell(TrackEvent happened)
    {
        foreach (var change in happened.Changes(State))
            _followers.ForEach(follower => follower.Hear(change));
    }

    private void Leave(MemoryFollower follower)
    {
        lock (Gate)
            _followers.Remove(follower);
    }

    private T Ask<T>(Func<T> question)
    {
        lock (Gate)
        {
            RequireOpen();
            return question();
        }
    }
}

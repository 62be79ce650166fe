using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>
/// A store that is closed and opened again between any two calls, so that whatever a call relies on has to be in the file.
/// </summary>
public sealed class ReopeningStore(Func<ITrackStore> open) : ITrackStore
{
    private readonly List<string> _warnings = [];
    private readonly List<WeakReference<Results>> _pending = [];
    private ITrackStore _store = open();
    private int _depth;
    private bool _closed;

    /// <inheritdoc/>
    public string? Path => _store.Path;

    /// <inheritdoc/>
    public bool IsReadOnly => _store.IsReadOnly;

    /// <inheritdoc/>
    public bool PrefersBatches => _store.PrefersBatches;

    /// <inheritdoc/>
    public StoreCounts Count(CancellationToken cancellation = default) => Call(store => store.Count());

    /// <inheritdoc/>
    public TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default) => Call(store => store.Save(draft));

    /// <inheritdoc/>
    public void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default) =>
        Call(store => store.Save(drafts, acknowledge));

    /// <inheritdoc/>
    public TrackRecord Remove(long number, CancellationToken cancellation = default) => Call(store => store.Remove(number));

    /// <inheritdoc/>
    public RunRecord RemoveRun(int runId, CancellationToken cancellation = default) => Call(store => store.RemoveRun(runId));

    /// <inheritdoc/>
    public RunRecord Start(RunDraft draft, CancellationToken cancellation = default) => Call(store => store.Start(draft));

    /// <inheritdoc/>
    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null,
        DateTime? timeUtc = null, CancellationToken cancellation = default) =>
        Call(store => store.StopRun(taskId, runId, status, message, timeUtc));

    /// <inheritdoc/>
    public StepRecord SaveStep(StepRecord record, CancellationToken cancellation = default) => Call(store => store.SaveStep(record));

    /// <inheritdoc/>
    public IReadOnlyList<StepRecord> ListSteps(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Call(store => store.ListSteps(runIds));

    /// <inheritdoc/>
    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        var results = new Results(Call(store => store.Search(query)));
        _pending.Add(new(results));
        return results;
    }

    /// <inheritdoc/>
    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default) =>
        Call(store => store.Export(query).ToList());

    /// <inheritdoc/>
    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Call(store => store.ExportRuns(runIds));

    /// <inheritdoc/>
    public ImportResult Import(IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, IReadOnlyList<StepExport>? steps = null,
        CancellationToken cancellation = default) => Call(store => store.Import(runs, tracks, steps));

    /// <inheritdoc/>
    public OriginIds FindOrigins(
        IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks, CancellationToken cancellation = default) =>
        Call(store => store.FindOrigins(runs, tracks));

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId, CancellationToken cancellation = default) => Call(store => store.FindRun(runId));

    /// <inheritdoc/>
    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default) =>
        Call(store => store.FindCurrentRun(taskId));

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default) =>
        Call(store => store.ListRuns(taskId));

    public IReadOnlyList<RunRecord> ListLastRuns(RunQuery query, CancellationToken cancellation = default) =>
        Call(store => store.ListLastRuns(query));

    /// <inheritdoc/>
    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default) =>
        Call(store => store.ListTasks(tasks));

    /// <inheritdoc/>
    public IReadOnlyList<UserSummary> ListUsers(IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null,
        CancellationToken cancellation = default) =>
        Call(store => store.ListUsers(tasks, users));

    /// <inheritdoc/>
    public IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default) =>
        Call(store => store.Follow(fromUtc));

    /// <inheritdoc/>
    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Call(store => store.RebuildIndexes(progress));

    /// <inheritdoc/>
    public OptimizeResult Optimize(
        IProgress<double>? progress = null, bool acceptEdits = false, CancellationToken cancellation = default) =>
        Call(store => store.Optimize(progress, acceptEdits));

    /// <inheritdoc/>
    public void Flush() => Call(store => store.Flush());

    /// <inheritdoc/>
    public IReadOnlyList<string> DrainWarnings()
    {
        _warnings.AddRange(_store.DrainWarnings());
        List<string> taken = [.. _warnings];
        _warnings.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        _store.Dispose();
    }

    private T Call<T>(Func<ITrackStore, T> call)
    {
        lock (_pending)
        {
            // A call from within an acknowledgement belongs to the call around it.
            if (_depth == 0 && !_closed)
                Reopen();
            _depth++;
            try
            {
                return call(_store);
            }
            finally
            {
                _depth--;
            }
        }
    }

    private void Call(Action<ITrackStore> call) => Call(store =>
    {
        call(store);
        return true;
    });

    private void Reopen()
    {
        foreach (var reference in _pending)
        {
            if (reference.TryGetTarget(out var results))
                results.Drain();
        }

        _pending.Clear();
        _warnings.AddRange(_store.DrainWarnings());
        _store.Dispose();
        _store = open();
    }

    /// <summary>Results that stream while their store is open, and are read to their end before it closes.</summary>
    private sealed class Results(IEnumerable<TrackRecord> source) : IEnumerable<TrackRecord>
    {
        private List<TrackRecord>? _drained;

        public void Drain() => _drained ??= [.. source];

        public IEnumerator<TrackRecord> GetEnumerator()
        {
            var index = 0;
            if (_drained is null)
            {
                using var live = source.GetEnumerator();
                for (; _drained is null; index++)
                {
                    if (!live.MoveNext())
                        yield break;
                    yield return live.Current;
                }
            }

            foreach (var track in _drained.Skip(index))
                yield return track;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

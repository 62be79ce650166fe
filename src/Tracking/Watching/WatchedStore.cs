using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Watching;

/// <summary>A store that is followed, which of its changes are wanted, and which of its runs have still to end.</summary>
internal sealed class WatchedStore(TrackStore store, IStoreFollower follower, IReadOnlyList<ChangeFilter> filters) : IDisposable
{
    private static readonly TimeSpan BetweenLooksForRuns = TimeSpan.FromSeconds(1);

    private readonly HashSet<int> _awaited = [];
    private readonly Stopwatch _sinceRunsWereFound = Stopwatch.StartNew();

    public TrackStore Store { get; } = store;

    /// <summary>Whether a run has still to end.</summary>
    public bool IsAwaited => _awaited.Count > 0;

    /// <summary>Waits for the end of a run, if it has not ended.</summary>
    public void Await(RunRecord run)
    {
        if (IsGoingOn(run))
            _awaited.Add(run.RunId);
    }

    /// <summary>The wanted changes since the last call.</summary>
    public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
    {
        foreach (var change in follower.Read(cancellation))
        {
            if (change.Run is { } run && !IsGoingOn(run))
                _awaited.Remove(run.RunId);
            if (filters.Any(filter => filter.Matches(change, follower)))
                yield return change;
        }
        // Of a removal nothing comes: a run that is gone does not end any more.
        if (IsAwaited && _sinceRunsWereFound.Elapsed >= BetweenLooksForRuns)
        {
            _sinceRunsWereFound.Restart();
            _awaited.RemoveWhere(id => follower.FindRun(id) == null);
        }
    }

    /// <summary>The run of a step that came; null when it was removed since.</summary>
    public RunRecord? FindRun(int runId) => follower.FindRun(runId);

    /// <summary>Hands over what the user should hear of.</summary>
    public IReadOnlyList<string> DrainWarnings() => follower.DrainWarnings();

    private static bool IsGoingOn(RunRecord run) => run.Status is RunStatus.Running or RunStatus.Open;

    public void Dispose() => follower.Dispose();
}

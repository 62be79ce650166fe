using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Model;

namespace Tracking.Watching;

/// <summary>One progress bar for each task that has a run at work.</summary>
/// <param name="expectedSteps">How many steps a run of the store will have, as far as is known.</param>
internal sealed class TaskBars(Func<TrackStore, RunRecord, int> expectedSteps)
{
    private readonly Dictionary<(TrackStore Store, string TaskId), TaskBar> _bars = new(new TaskComparer());
    private int _lastActivityId;

    /// <summary>Hears of a change, and gives what takes a bar away when it ends one.</summary>
    public ProgressRecord? Follow(TrackStore store, StoreChange change)
    {
        if (change.Track is { } track)
        {
            if (_bars.TryGetValue((store, track.TaskId), out var bar) && bar.RunId == track.RunId)
                bar.Follow(track);
            return null;
        }
        if (change.Step is { } step)
        {
            _bars.Where(each => each.Key.Store == store && each.Value.RunId == step.RunId).Select(each => each.Value).FirstOrDefault()
                ?.Follow(step);
            return null;
        }
        return change.Run is { TaskId: { } taskId } run ? Follow((store, taskId), run) : null;
    }

    /// <summary>All bars as they are at a time.</summary>
    public IEnumerable<ProgressRecord> Draw(DateTime nowUtc) => _bars.Values.Select(bar => bar.Draw(nowUtc));

    /// <summary>What takes all bars away.</summary>
    public IEnumerable<ProgressRecord> End() => _bars.Values.Select(bar => bar.End());

    private ProgressRecord? Follow((TrackStore Store, string TaskId) task, RunRecord run)
    {
        _bars.TryGetValue(task, out var bar);
        if (run.Status is RunStatus.Running or RunStatus.Open)
        {
            if (bar?.RunId != run.RunId)
                _bars[task] = new TaskBar(bar?.ActivityId ?? ++_lastActivityId, run, expectedSteps(task.Store, run));
            return null;
        }
        if (bar?.RunId != run.RunId)
            return null;
        _bars.Remove(task);
        return bar.End();
    }

    private sealed class TaskComparer : IEqualityComparer<(TrackStore Store, string TaskId)>
    {
        public bool Equals((TrackStore Store, string TaskId) x, (TrackStore Store, string TaskId) y) =>
            x.Store == y.Store && string.Equals(x.TaskId, y.TaskId, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((TrackStore Store, string TaskId) obj) =>
            obj.Store.GetHashCode() ^ StringComparer.OrdinalIgnoreCase.GetHashCode(obj.TaskId);
    }
}

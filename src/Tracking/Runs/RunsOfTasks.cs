using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Runs;

/// <summary>The runs of tasks: those that were started for one of them or hold tracks of it.</summary>
internal static class RunsOfTasks
{
    /// <summary>Lists the runs, each once.</summary>
    /// <param name="store">The store.</param>
    /// <param name="tasks">The tasks; all runs when null.</param>
    /// <param name="cancellation">Ends the questions.</param>
    public static IEnumerable<RunRecord> List(
        ITrackStore store, IReadOnlyList<NameCriterion>? tasks, CancellationToken cancellation)
    {
        if (tasks == null)
            return store.ListRuns(taskId: null, cancellation);
        if (tasks is [{ Pattern: null } one])
            return store.ListRuns(one.Text, cancellation);
        if (tasks.Count == 0)
            return [];
        // A task whose runs have no tracks is in no list of tasks.
        var started = store.ListRuns(taskId: null, cancellation).Where(run => NameCriterion.AnyMatches(tasks, run.TaskId));
        var saved = store.ListTasks(tasks, cancellation).SelectMany(task => store.ListRuns(task.TaskId, cancellation));
        return started.Concat(saved).GroupBy(run => run.RunId).Select(same => same.First()).OrderBy(run => run.RunId);
    }
}

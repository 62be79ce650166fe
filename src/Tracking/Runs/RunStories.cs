using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Runs;

/// <summary>Says of runs which later runs continued and fixed them, of those in the stores that were asked (rule 8.8).</summary>
/// <param name="stores">The stores.</param>
/// <param name="cancellation">Ends the questions.</param>
internal sealed class RunStories(IReadOnlyDictionary<TrackStore, ITrackStore> stores, CancellationToken cancellation)
{
    /// <summary>Completes runs that can have a later one: those of a task that did not finish without errors.</summary>
    public void Complete(IReadOnlyList<TrackRun> runs)
    {
        foreach (var sameTask in runs.Where(run => run.TaskId != null && run.Status != RunStatus.Finished)
            .GroupBy(run => run.TaskId!, StringComparer.OrdinalIgnoreCase))
        {
            Complete([.. sameTask], RunsOf(sameTask.Key));
        }
    }

    private static void Complete(List<TrackRun> runs, List<TrackRun> all)
    {
        var byPredecessor = all.Where(run => run.Continues != null).GroupBy(run => run.Continues!)
            .ToDictionary(same => same.Key, same => same.Last());
        var finished = all.Where(run => run.Status == RunStatus.Finished).ToLookup(KeyOf);
        foreach (var run in runs)
        {
            run.ContinuedBy = byPredecessor.TryGetValue(run.Identity, out var next) ? next : null;
            run.FixedBy = finished[KeyOf(run)].FirstOrDefault(later =>
                (later.Record.StartUtc, later.RunId).CompareTo((run.Record.StartUtc, run.RunId)) > 0);
        }
    }

    private static (string?, string?) KeyOf(TrackRun run) => (run.Host?.ToUpperInvariant(), run.Key);

    /// <summary>The runs of a task, in the order in which they started.</summary>
    private List<TrackRun> RunsOf(string taskId) =>
    [
        .. stores.SelectMany(store => store.Value.ListRuns(taskId, cancellation)
                .Where(run => Rules.NameRule.IsSame(run.TaskId, taskId)).Select(run => new TrackRun(run, store.Key)))
            .OrderBy(run => run.Record.StartUtc).ThenBy(run => run.RunId),
    ];
}

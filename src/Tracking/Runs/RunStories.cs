using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
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
            List<TrackRun> asked = [.. sameTask];
            Complete(asked, asked.Count == 1 ? LaterRunsOf(asked[0]) : RunsOf(sameTask.Key));
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
    private List<TrackRun> RunsOf(string taskId) => RunsIn(store => store.ListLastRuns(new RunQuery(taskId), cancellation));

    /// <summary>Those that started when a run did or later, which are few of a task's, and those that continue it.</summary>
    private List<TrackRun> LaterRunsOf(TrackRun run)
    {
        var ofTask = new RunQuery(run.TaskId!);
        return RunsIn(store => store.ListLastRuns(ofTask with { FromUtc = run.Record.StartUtc }, cancellation)
            .Concat(store.ListLastRuns(ofTask with { Continues = run.Record.Identity }, cancellation))
            .GroupBy(each => each.RunId).Select(same => same.First()));
    }

    private List<TrackRun> RunsIn(Func<ITrackStore, IEnumerable<RunRecord>> question) =>
    [
        .. stores.SelectMany(store => question(store.Value).Select(run => new TrackRun(run, store.Key)))
            .OrderBy(run => run.Record.StartUtc).ThenBy(run => run.RunId),
    ];
}

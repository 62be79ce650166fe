using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>Says of runs which later runs continued and fixed them, of those in the stores that were asked (rule 8.8).</summary>
/// <param name="find">Finds runs of a task in these stores, in any order.</param>
internal sealed class RunStories(Func<RunQuery, IEnumerable<TrackRun>> find)
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
    private List<TrackRun> RunsOf(string taskId) => InOrder(find(new RunQuery(taskId)));

    /// <summary>Those that started when a run did or later, which are few of a task's, and those that continue it.</summary>
    private List<TrackRun> LaterRunsOf(TrackRun run)
    {
        var ofTask = new RunQuery(run.TaskId!);
        return InOrder(find(ofTask with { FromUtc = run.Record.StartUtc })
            .Concat(find(ofTask with { Continues = run.Record.Identity }))
            .GroupBy(each => (each.Store, each.RunId)).Select(same => same.First()));
    }

    private static List<TrackRun> InOrder(IEnumerable<TrackRun> runs) =>
        [.. runs.OrderBy(run => run.Record.StartUtc).ThenBy(run => run.RunId)];
}

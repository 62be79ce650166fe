using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Completion;

/// <summary>Offers runs, newest first: all, or those that were started for the task that the line names or hold tracks of it.</summary>
internal sealed class RunCompleter : StoreContentCompleter
{
    /// <summary>
    /// Of a store with more runs only those are offered that were started last or hold the newest tracks: a list of all takes longer than
    /// a moment.
    /// </summary>
    private const int MostListed = 5_000;

    private const int NewestTracks = 1000;

    /// <summary>Each task that is asked for its runs costs a walk over all.</summary>
    private const int MostTasks = 8;

    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store) =>
        from run in Find(line.Names("TaskId"), word, store.Opened)
            .Where(run => word.Matches(Text(run.RunId))).OrderByDescending(run => run.RunId).Take(Most)
        select Result(Text(run.RunId), Text(run.RunId), Describe(run));

    private static IEnumerable<RunRecord> Find(IReadOnlyList<NameCriterion>? tasks, CompletionWord word, ITrackStore store)
    {
        var runs = store.Count().Runs;
        if (runs > MostListed)
        {
            var newest = store.Search(new TrackQuery { Tasks = tasks, Descending = true, First = NewestTracks });
            var holding = newest.Select(track => track.RunId).Distinct().ToList();
            int[] typed = int.TryParse(word.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? [id] : [];
            // Ids count up from 1. Where runs were removed, the newest ids lie about that of the newest tracks.
            var newestId = Math.Max((int)runs, holding.DefaultIfEmpty(0).Max() + (Most / 2));
            var last = Enumerable.Range(newestId - Most + 1, Most).Concat(typed).Except(holding);
            var started = last.Select(id => store.FindRun(id)).OfType<RunRecord>().Where(run => IsOf(tasks, run));
            return holding.Select(id => store.FindRun(id)).OfType<RunRecord>().Concat(started);
        }
        if (tasks == null)
            return store.ListRuns();
        var literal = tasks.Where(task => task.Pattern == null).Select(task => task.Text);
        var names = store.ListTasks(tasks).Select(task => task.TaskId).Concat(literal).ToList();
        return names.Count <= MostTasks
            ? names.SelectMany(name => store.ListRuns(name)).GroupBy(run => run.RunId).Select(same => same.First())
            : store.ListRuns().Where(run => IsOf(tasks, run));
    }

    /// <summary>Whether the run was started for one of the tasks.</summary>
    private static bool IsOf(IReadOnlyList<NameCriterion>? tasks, RunRecord run) => NameCriterion.AnyMatches(tasks, run.TaskId);

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Describe(RunRecord run)
    {
        var task = run.TaskId == null ? "" : " of " + run.TaskId;
        return $"run {Text(run.RunId)}{task}: {run.Status}, {Time(run.StartUtc)}, {TrackView.Duration(run.EndUtc - run.StartUtc)}";
    }
}

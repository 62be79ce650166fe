using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.State;

/// <summary>Says in short what a state holds; statuses are as events say them, so that a run at work is Running (format 3.8).</summary>
internal static class StateSummary
{
    /// <summary>More than fit into a closing line: what is beyond them is lacking in any case.</summary>
    private const int Most = 48;

    private const int MostWriters = 8;

    public static StoreSummary Of(TrackState state)
    {
        var (left, keys, copies) = (new List<RunNode>(), new Dictionary<(string, string), RunNode>(), false);
        var (first, last) = (long.MaxValue, long.MinValue);
        var writers = new HashSet<Guid>();
        // From the newest on, so that the facts of few are read.
        foreach (var run in state.Indexes.Runs.Values.Reverse())
        {
            var isCopy = state.IsCopiedRun(run.RunId);
            copies |= isCopy;
            if (!isCopy && writers.Count <= MostWriters)
                writers.Add(state.OriginOfRun(run.RunId).Writer);
            first = Math.Min(first, run.StartTicks);
            last = Math.Max(last, run.EndTicks);
            if (run.Status != RunStatus.Finished)
                left.Add(run);
            else if (!isCopy && run.Begun is { TaskId: { } task, Key: { } key, Facts: { } facts })
                AddLast(keys, (task.ToUpperInvariant(), key), run, facts);
        }
        var (taskCount, tasks) = TasksOf(state);
        var tracks = state.Indexes.ByTime;
        return new StoreSummary
        {
            TrackCount = state.Indexes.ByNumber.Count,
            RunCount = state.Indexes.Runs.Count,
            StepCount = state.Steps.Count,
            HasCopies = copies,
            Writers = [.. writers.Take(MostWriters)],
            LacksWriters = writers.Count > MostWriters,
            FirstTrackUtc = tracks.ReadNow().FirstOrDefault()?.TimeUtc,
            LastTrackUtc = tracks.Last?.TimeUtc,
            FirstRunUtc = state.Indexes.Runs.Count > 0 ? Utc(first) : null,
            LastRunUtc = state.Indexes.Runs.Count > 0 ? Utc(last) : null,
            Tasks = tasks,
            LacksTasks = taskCount > tasks.Count,
            Runs = [.. Newest(left).Select(run => Short(state, run)), .. Newest(keys.Values).Select(run => Short(state, run))],
            LacksRuns = left.Count > Most,
            LacksKeys = keys.Count > Most,
        };
    }

    private static void AddLast(Dictionary<(string, string), RunNode> keys, (string, string) key, RunNode run, TrackData facts)
    {
        if ((!keys.TryGetValue(key, out var known) || (run.StartTicks, run.RunId).CompareTo((known.StartTicks, known.RunId)) > 0)
            && RunFacts.SaysThatItCanBeContinued(facts))
        {
            keys[key] = run;
        }
    }

    private static IEnumerable<RunNode> Newest(IEnumerable<RunNode> runs) =>
        runs.OrderByDescending(run => run.StartTicks).ThenByDescending(run => run.RunId).Take(Most);

    private static SummarizedRun Short(TrackState state, RunNode run)
    {
        var record = state.Record(run);
        var facts = RunFacts.TryOf(record.Facts);
        var isAtWork = run.Status == RunStatus.Running;
        return new SummarizedRun(run.RunId, run.TaskId, run.Status, record.StartUtc, record.EndUtc)
        {
            KeyHash = record.Key is { } key ? SummarizedRun.HashOf(key) : null,
            Host = facts.Host,
            CanBeContinued = facts.CanBeContinued,
            IsCopy = record.Origin != null,
            WriterHost = isAtWork ? state.FindWriter(record.Identity.Writer)?.Host : null,
            StoreHash = isAtWork && facts.Store is { } store ? SummarizedRun.HashOf(store) : null,
        };
    }

    private static (int Count, IReadOnlyList<SummarizedTask> Tasks) TasksOf(TrackState state)
    {
        var names = new HashSet<string>(state.Indexes.Tasks.Keys, StringComparer.OrdinalIgnoreCase);
        names.UnionWith(state.Indexes.Started.Tasks);
        var tasks = new List<(string Name, TaskNode? Node, IReadOnlyList<RunNode> Runs, long Last)>(names.Count);
        foreach (var name in names)
        {
            var node = state.Indexes.Tasks.TryGetValue(name, out var found) && found.Tracks.Count > 0 ? found : null;
            var runs = state.Indexes.Started.OfTask(name);
            if (node != null || runs.Count > 0)
            {
                var last = Math.Max(node?.Tracks.Last!.TimeTicks ?? 0, runs.Count > 0 ? runs[runs.Count - 1].EndTicks : 0);
                tasks.Add((name, node, runs, last));
            }
        }
        return (tasks.Count,
        [
            .. tasks.OrderByDescending(task => task.Last).ThenBy(task => task.Name, StringComparer.OrdinalIgnoreCase).Take(Most)
                .Select(task => Short(task.Node, task.Runs)),
        ]);
    }

    private static SummarizedTask Short(TaskNode? node, IReadOnlyList<RunNode> runs)
    {
        var last = runs.Count > 0 ? runs[runs.Count - 1] : null;
        var success = runs.LastOrDefault(run => run.Status == RunStatus.Finished);
        return new SummarizedTask(node?.Tracks.Last!.TaskId ?? last!.TaskId!)
        {
            TrackCount = node?.Tracks.Count ?? 0,
            LastTrackUtc = node?.Tracks.Last!.TimeUtc,
            RunCount = runs.Count,
            LastStartUtc = last == null ? null : Utc(last.StartTicks),
            LastEndUtc = last == null ? null : Utc(last.EndTicks),
            LastSuccessUtc = success == null ? null : Utc(success.EndTicks),
        };
    }

    private static DateTime? Utc(long ticks) => new DateTime(ticks, DateTimeKind.Utc);
}

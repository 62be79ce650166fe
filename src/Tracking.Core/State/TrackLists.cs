using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.State;

/// <summary>Lists what a store holds by name: runs, tasks and users. To be called under the store's lock; the answers are copies.</summary>
internal static class TrackLists
{
    public static IReadOnlyList<RunRecord> Runs(TrackState state, string? taskId)
    {
        if (taskId == null)
            return [.. state.Indexes.Runs.Values.Select(state.Record)];
        // Not from the runs of the store, of which there may be many more.
        var ids = new SortedSet<int>(state.Indexes.Started.OfTask(taskId).Select(run => run.RunId));
        if (state.Indexes.Tasks.TryGetValue(taskId, out var task))
            ids.UnionWith(task.Users.Values.SelectMany(user => user.Runs.Keys));
        return [.. ids.Select(id => state.Record(state.Indexes.Runs[id]))];
    }

    public static IReadOnlyList<RunRecord> LastRuns(TrackState state, RunQuery query) =>
    [
        .. state.Indexes.Started.Newest(query).Where(run =>
            Rules.NameRule.IsSame(run.TaskId, query.TaskId) && (query.Key == null || run.Begun.Key == query.Key))
            .Take(query.Most ?? int.MaxValue).Select(state.Record),
    ];

    public static IReadOnlyList<TaskSummary> Tasks(TrackIndexes indexes, IReadOnlyList<NameCriterion>? tasks) =>
    [
        .. from task in Matching(indexes.Tasks, tasks)
           let last = task.Tracks.Last
           where last != null
           select new TaskSummary
           {
               TaskId = last.TaskId,
               TrackCount = task.Tracks.Count,
               UserNames = [.. task.Users.Values.Select(user => LastOf(user).UserName)],
               CurrentRunId = task.CurrentRun?.RunId,
               LastTimeUtc = last.TimeUtc,
           },
    ];

    public static IReadOnlyList<UserSummary> Users(
        TrackIndexes indexes, IReadOnlyList<NameCriterion>? tasks, IReadOnlyList<NameCriterion>? users) =>
    [
        .. from task in Matching(indexes.Tasks, tasks)
           from user in Matching(task.Users, users)
           let last = LastOf(user)
           select new UserSummary
           {
               TaskId = task.Tracks.Last!.TaskId,
               UserName = last.UserName,
               TrackCount = user.Runs.Values.Sum(tracks => (long)tracks.Count),
               LastTimeUtc = last.TimeUtc,
           },
    ];

    private static TrackRecord LastOf(TaskUserNode user) =>
        user.Runs.Values.Select(tracks => tracks.Last!).Aggregate((a, b) => TrackRecord.CompareByTime(a, b) < 0 ? b : a);

    /// <summary>The nodes whose names meet one of the criteria, in the order of their names; all when there are no criteria.</summary>
    private static IEnumerable<T> Matching<T>(IReadOnlyDictionary<string, T> nodes, IReadOnlyList<NameCriterion>? criteria)
    {
        if (criteria == null)
            return nodes.Values;
        if (criteria.All(c => c.Pattern == null))
        {
            return criteria.Select(c => c.Text).Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(text => text, StringComparer.OrdinalIgnoreCase)
                .Where(nodes.ContainsKey).Select(text => nodes[text]);
        }
        return nodes.Where(pair => NameCriterion.AnyMatches(criteria, pair.Key)).Select(pair => pair.Value);
    }
}

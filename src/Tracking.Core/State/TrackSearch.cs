using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.State;

/// <summary>
/// Answers a question from the indexes: of the lists that hold every possible match it takes those with the fewest tracks in the time
/// asked for, and tests what remains record by record as the answer is read.
/// </summary>
internal static class TrackSearch
{
    /// <summary>Beyond so many lists of keys, merging them costs more than reading a longer list.</summary>
    private const int MaxKeyLists = 256;

    /// <summary>Takes the snapshot; to be called under the store's lock. What it returns may be read outside.</summary>
    public static IEnumerable<TrackRecord> Run(TrackIndexes indexes, TrackQuery query)
    {
        query.RequireConsistent();
        var from = new SortKey(query.FromUtc?.Ticks ?? long.MinValue, long.MinValue);
        var to = new SortKey(query.ToUtc?.Ticks ?? long.MaxValue, long.MaxValue);
        if (query is { Tasks.Count: 1, Users.Count: 1, RunIds.Count: 1, Numbers: null }
            && query.Tasks[0] is { Pattern: null } task && query.Users[0] is { Pattern: null } user)
        {
            return indexes.FindKey(new TrackKey(task.Text, query.RunIds[0], user.Text)) is { } key
                ? Read(new Source([key.Tracks]), query.Where, query, from, to) : [];
        }

        var tasks = Resolve(query.Tasks, indexes.Tasks);
        var users = Resolve(query.Users, indexes.Users);
        var runs = query.RunIds?.Distinct().Where(indexes.Runs.ContainsKey).Select(id => indexes.Runs[id]).ToList();
        if (tasks?.Count == 0 || users?.Count == 0 || runs?.Count == 0)
            return [];

        Source source;
        if (query.Numbers != null)
        {
            var found = query.Numbers.Distinct().Select(indexes.Find).OfType<TrackRecord>()
                .Where(r => r.TimeTicks >= from.Major && r.TimeTicks <= to.Major).ToArray();
            Array.Sort(found, TrackRecord.CompareByTime);
            source = new Source([new TrackSlice([new TrackSlice.Part(found, 0, found.Length)])]);
        }
        else
        {
            source = Sources(indexes, tasks, users, runs).OrderBy(s => s.CountBetween(from, to)).First();
        }
        return Read(source, Condition(query, tasks, users, runs, source), query, from, to);
    }

    private static IEnumerable<TrackRecord> Read(
        Source source, Func<TrackRecord, bool>? condition, TrackQuery query, SortKey from, SortKey to)
    {
        // Where each record is an answer, no list has to give more than the whole.
        var most = condition == null && (query.First ?? query.Last) is { } wanted && wanted <= long.MaxValue - query.Skip
            ? wanted + query.Skip : long.MaxValue;
        source.Slice(from, to, most, fromEnd: query.Last != null || query.Descending);
        if (condition == null && query.Skip == 0 && source.Single is { } slice)
            return slice.Read(query.Descending);
        return SortedStreams.Limit(descending => source.Read(descending, condition), query.Descending, query.Skip, query.First, query.Last);
    }

    private static List<T>? Resolve<T>(IReadOnlyList<NameCriterion>? criteria, IReadOnlyDictionary<string, T> nodes)
        where T : class
    {
        if (criteria == null)
            return null;
        if (criteria.Count == 1 && criteria[0].Pattern == null)
            return nodes.TryGetValue(criteria[0].Text, out var single) ? [single] : [];
        var found = new HashSet<T>();
        foreach (var criterion in criteria)
        {
            if (nodes.TryGetValue(criterion.Text, out var node))
                found.Add(node);
            if (criterion.Pattern is { } pattern)
                found.UnionWith(nodes.Where(pair => pattern(pair.Key)).Select(pair => pair.Value));
        }
        return [.. found];
    }

    /// <summary>The lists to choose from; each choice holds every match.</summary>
    private static IEnumerable<Source> Sources(TrackIndexes indexes, List<TaskNode>? tasks, List<UserNode>? users, List<RunNode>? runs)
    {
        if (tasks != null && users != null && KeyLists(tasks, users, runs) is { } keyLists)
        {
            // None of the others is shorter: each of them holds these.
            yield return new Source(keyLists) { HoldsTasks = true, HoldsUsers = true, HoldsRuns = true };
            yield break;
        }
        if (tasks != null)
            yield return new Source(tasks.ConvertAll(t => t.Tracks)) { HoldsTasks = true };
        if (users != null)
            yield return new Source(users.ConvertAll(u => u.Tracks)) { HoldsUsers = true };
        if (runs != null)
            yield return new Source(runs.ConvertAll(r => r.Tracks)) { HoldsRuns = true };
        if (tasks == null && users == null && runs == null)
            yield return new Source([indexes.ByTime]);
    }

    private static List<SortedTracks<ByTime>>? KeyLists(List<TaskNode> tasks, List<UserNode> users, List<RunNode>? runs)
    {
        if ((long)tasks.Count * users.Count * (runs?.Count ?? 1) > MaxKeyLists)
            return null;
        var lists = new List<SortedTracks<ByTime>>();
        foreach (var task in tasks)
        {
            foreach (var user in users)
            {
                if (!task.Users.TryGetValue(user.Name, out var taskUser))
                    continue;
                if (runs == null)
                    lists.AddRange(taskUser.Runs.Values);
                else
                    lists.AddRange(runs.Where(r => taskUser.Runs.ContainsKey(r.RunId)).Select(r => taskUser.Runs[r.RunId]));
                if (lists.Count > MaxKeyLists)
                    return null;
            }
        }
        return lists;
    }

    /// <summary>What the source does not settle already; null when it settles all.</summary>
    private static Func<TrackRecord,
        bool>? Condition(TrackQuery query, List<TaskNode>? tasks, List<UserNode>? users, List<RunNode>? runs, Source source)
    {
        var conditions = new List<Func<TrackRecord, bool>>();
        if (runs != null && !source.HoldsRuns)
        {
            var ids = new HashSet<int>(runs.Select(r => r.RunId));
            conditions.Add(record => ids.Contains(record.RunId));
        }
        if (tasks != null && !source.HoldsTasks)
            conditions.Add(OneOf(tasks.Select(t => t.Name), record => record.TaskId));
        if (users != null && !source.HoldsUsers)
            conditions.Add(OneOf(users.Select(u => u.Name), record => record.UserName));
        if (query.Where != null)
            conditions.Add(query.Where);
        return conditions.Count switch
        {
            0 => null,
            1 => conditions[0],
            _ => record => conditions.TrueForAll(holds => holds(record)),
        };
    }

    private static Func<TrackRecord, bool> OneOf(IEnumerable<string> names, Func<TrackRecord, string> name)
    {
        var set = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        return record => set.Contains(name(record));
    }

    /// <summary>Lists that together hold every match, and which criteria all of their records meet.</summary>
    private sealed class Source
    {
        private readonly List<SortedTracks<ByTime>> _lists = [];
        private IReadOnlyList<TrackSlice> _slices = [];

        public Source(List<SortedTracks<ByTime>> lists) => _lists = lists;

        public Source(IReadOnlyList<TrackSlice> slices) => _slices = slices;

        public bool HoldsTasks { get; init; }

        public bool HoldsUsers { get; init; }

        public bool HoldsRuns { get; init; }

        public long CountBetween(SortKey from, SortKey to) => _lists.Sum(list => list.CountBetween(from, to));

        /// <summary>The snapshot, where it is one of a single list: as short as was asked for.</summary>
        public TrackSlice? Single => _lists.Count == 1 ? _slices[0] : null;

        /// <summary>Takes the snapshot, unless the records were found one by one.</summary>
        public void Slice(SortKey from, SortKey to, long most, bool fromEnd)
        {
            if (_lists.Count > 0)
                _slices = _lists.ConvertAll(list => list.Slice(from, to, most, fromEnd));
        }

        public IEnumerable<TrackRecord> Read(bool descending, Func<TrackRecord, bool>? condition)
        {
            Comparison<TrackRecord> order = descending ? (a, b) => TrackRecord.CompareByTime(b, a) : TrackRecord.CompareByTime;
            var records = _slices.Count == 0 ? [] : SortedStreams.Merge([.. _slices.Select(s => s.Read(descending))], order);
            return condition == null ? records : records.Where(condition);
        }
    }
}

using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.State;

/// <summary>
/// Runs by the task that they were started for, by its keys, and by the run that they continue: each list by start, then by id.
/// </summary>
internal sealed class StartedRuns
{
    private readonly Dictionary<string, List<RunNode>> _ofTask = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Task, string Key), List<RunNode>> _ofKey = new(KeyComparer.Instance);
    private readonly Dictionary<Origin, List<RunNode>> _continuing = [];

    public void Add(RunNode run)
    {
        foreach (var list in ListsOf(run))
            list.Insert(~list.BinarySearch(run, ByStart.Instance), run);
    }

    public void Remove(RunNode run)
    {
        foreach (var list in ListsOf(run))
            list.RemoveAt(list.BinarySearch(run, ByStart.Instance));
    }

    /// <summary>The tasks that runs were started for, of which none may be left.</summary>
    public IEnumerable<string> Tasks => _ofTask.Keys;

    /// <summary>The runs of a task, the oldest first.</summary>
    public IReadOnlyList<RunNode> OfTask(string taskId) => _ofTask.TryGetValue(taskId, out var runs) ? runs : [];

    /// <summary>
    /// The runs that a question may mean, the newest first: the shortest of the lists that hold them all, from its time on.
    /// </summary>
    public IEnumerable<RunNode> Newest(RunQuery query)
    {
        var runs = query.Continues is { } continued ? Find(_continuing, continued)
            : query.Key is { } key ? Find(_ofKey, (query.TaskId, key))
            : Find(_ofTask, query.TaskId);
        for (var i = runs.Count - 1; i >= 0 && !(runs[i].StartTicks < query.FromUtc?.Ticks); i--)
            yield return runs[i];
    }

    private static List<RunNode> Find<T>(Dictionary<T, List<RunNode>> lists, T key)
        where T : notnull =>
        lists.TryGetValue(key, out var runs) ? runs : [];

    private static List<RunNode> FindOrAdd<T>(Dictionary<T, List<RunNode>> lists, T key)
        where T : notnull
    {
        if (!lists.TryGetValue(key, out var runs))
            lists.Add(key, runs = new List<RunNode>(1));
        return runs;
    }

    private IEnumerable<List<RunNode>> ListsOf(RunNode run)
    {
        if (run.TaskId is not { } task)
            yield break;
        yield return FindOrAdd(_ofTask, task);
        if (run.Begun.Key is { } key)
            yield return FindOrAdd(_ofKey, (task, key));
        if (run.Begun.Continues is { } continued)
            yield return FindOrAdd(_continuing, continued);
    }

    private sealed class ByStart : IComparer<RunNode>
    {
        public static readonly ByStart Instance = new();

        public int Compare(RunNode? x, RunNode? y) => (x!.StartTicks, x.RunId).CompareTo((y!.StartTicks, y.RunId));
    }

    /// <summary>Tasks compare without case, keys exactly (rule 8.2).</summary>
    private sealed class KeyComparer : IEqualityComparer<(string Task, string Key)>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals((string Task, string Key) x, (string Task, string Key) y) =>
            StringComparer.Ordinal.Equals(x.Key, y.Key) && StringComparer.OrdinalIgnoreCase.Equals(x.Task, y.Task);

        public int GetHashCode((string Task, string Key) obj) =>
            (StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Task) * 31) ^ StringComparer.Ordinal.GetHashCode(obj.Key);
    }
}

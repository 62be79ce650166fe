using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// The tasks and users of the tracks of many stores, which are read one after the other (rule 3.26). A name that several have is one, with
/// all its stores, and a track that several have counts once, by its origin.
/// </summary>
/// <typeparam name="TStore">What stands for a store in the answer.</typeparam>
public sealed class GatheredNames<TStore>
    where TStore : class
{
    private readonly HashSet<Origin> _tracks = [];
    private readonly SortedDictionary<string, SortedDictionary<string, User>> _tasks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(TStore Store, string Task), int?> _currentRuns = [];

    /// <summary>Adds what a store has.</summary>
    /// <param name="store">What stands for it.</param>
    /// <param name="opened">The store, which may be closed afterwards.</param>
    /// <param name="query">The tracks: their tasks, users and times.</param>
    /// <param name="cancellation">Ends the questions.</param>
    public void Add(TStore store, ITrackStore opened, TrackQuery query, CancellationToken cancellation = default)
    {
        if (opened == null)
            throw new ArgumentNullException(nameof(opened));
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        foreach (var task in opened.ListTasks(query.Tasks, cancellation))
            _currentRuns[(store, task.TaskId.ToUpperInvariant())] = task.CurrentRunId;
        foreach (var found in opened.Export(query, cancellation))
            Add(store, found.Track, _tracks.Add(found.Origin));
    }

    /// <summary>The tasks, sorted by name, each with the stores that have tracks of it.</summary>
    public IEnumerable<(TaskSummary Task, IReadOnlyList<TStore> Stores)> Tasks()
    {
        foreach (var users in _tasks.Values)
        {
            var last = LastOf(users.Values);
            List<TStore> stores = [.. users.Values.SelectMany(user => user.Stores).Distinct()];
            var summary = new TaskSummary
            {
                TaskId = last.TaskId,
                TrackCount = users.Values.Sum(user => user.Count),
                UserNames = [.. users.Values.Select(user => user.Last.UserName)],
                // The id of a run says nothing without its store.
                CurrentRunId = stores.Count == 1 && _currentRuns.TryGetValue((stores[0], last.TaskId.ToUpperInvariant()), out var run)
                    ? run : null,
                LastTimeUtc = last.TimeUtc,
            };
            yield return (summary, stores);
        }
    }

    /// <summary>The users, sorted by task and name, each with the stores that have tracks of theirs.</summary>
    public IEnumerable<(UserSummary User, IReadOnlyList<TStore> Stores)> Users()
    {
        foreach (var users in _tasks.Values)
        {
            var task = LastOf(users.Values).TaskId;
            foreach (var user in users.Values)
            {
                var summary = new UserSummary
                {
                    TaskId = task,
                    UserName = user.Last.UserName,
                    TrackCount = user.Count,
                    LastTimeUtc = user.Last.TimeUtc,
                };
                yield return (summary, user.Stores);
            }
        }
    }

    private static Named LastOf(IEnumerable<User> users) =>
        users.Select(user => user.Last).Aggregate((a, b) => a.CompareTo(b) < 0 ? b : a);

    private void Add(TStore store, TrackRecord track, bool isNew)
    {
        if (!_tasks.TryGetValue(track.TaskId, out var users))
            _tasks.Add(track.TaskId, users = new(StringComparer.OrdinalIgnoreCase));
        var named = new Named(track.TaskId, track.UserName, track.TimeUtc, track.Number);
        if (!users.TryGetValue(track.UserName, out var user))
            users.Add(track.UserName, user = new User { Last = named });
        if (isNew)
            user.Count++;
        if (user.Last.CompareTo(named) < 0)
            user.Last = named;
        // Whole stores come one after the other.
        if (user.Stores.Count == 0 || user.Stores[user.Stores.Count - 1] != store)
            user.Stores.Add(store);
    }

    private sealed class User
    {
        public Named Last { get; set; }

        public long Count { get; set; }

        public List<TStore> Stores { get; } = [];
    }

    /// <summary>How a track spells its names. Its data are not held: they would hold those of a whole file.</summary>
    private readonly record struct Named(string TaskId, string UserName, DateTime TimeUtc, long Number) : IComparable<Named>
    {
        public int CompareTo(Named other) => (TimeUtc, Number).CompareTo((other.TimeUtc, other.Number));
    }
}

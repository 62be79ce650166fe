using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// Lists the tasks and users of the tracks that a query means, with the counts and times of those tracks alone (rule 4.11). Where it names
/// times, the tracks are read, one by one; else a store has the lists.
/// </summary>
public static class NamesOfTracks
{
    /// <summary>The tasks of the tracks, sorted by name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">The tracks: its tasks, users and times.</param>
    /// <param name="cancellation">Ends the question.</param>
    public static IReadOnlyList<TaskSummary> ListTasks(this ITrackStore store, TrackQuery query, CancellationToken cancellation = default)
    {
        Require(store, query);
        var tasks = store.ListTasks(query.Tasks, cancellation);
        if (query.Users == null && !HasTimes(query))
            return tasks;
        var current = tasks.ToDictionary(task => task.TaskId, task => task.CurrentRunId, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from user in ListUsers(store, query, cancellation)
               group user by user.TaskId into task
               select new TaskSummary
               {
                   TaskId = task.Key,
                   TrackCount = task.Sum(user => user.TrackCount),
                   UserNames = [.. task.Select(user => user.UserName)],
                   CurrentRunId = current.TryGetValue(task.Key, out var run) ? run : null,
                   LastTimeUtc = task.Max(user => user.LastTimeUtc),
               },
        ];
    }

    /// <summary>The users of the tracks by task, sorted by task and name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">The tracks: its tasks, users and times.</param>
    /// <param name="cancellation">Ends the question.</param>
    public static IReadOnlyList<UserSummary> ListUsers(this ITrackStore store, TrackQuery query, CancellationToken cancellation = default)
    {
        Require(store, query);
        return HasTimes(query) ? Count(store.Search(query, cancellation)) : store.ListUsers(query.Tasks, query.Users, cancellation);
    }

    private static void Require(ITrackStore store, TrackQuery query)
    {
        if (store == null)
            throw new ArgumentNullException(nameof(store));
        if (query == null)
            throw new ArgumentNullException(nameof(query));
    }

    private static bool HasTimes(TrackQuery query) => query.FromUtc != null || query.ToUtc != null;

    private static List<UserSummary> Count(IEnumerable<TrackRecord> tracks)
    {
        // Each name is spelled as its last track spells it; the tracks come in the order of time.
        var tasks = new SortedDictionary<string, (string Name, SortedDictionary<string, (TrackRecord Last, long Count)> Users)>(
            StringComparer.OrdinalIgnoreCase);
        foreach (var track in tracks)
        {
            var users = tasks.TryGetValue(track.TaskId, out var task) ? task.Users : new(StringComparer.OrdinalIgnoreCase);
            tasks[track.TaskId] = (track.TaskId, users);
            users[track.UserName] = (track, users.TryGetValue(track.UserName, out var user) ? user.Count + 1 : 1);
        }
        return
        [
            .. from task in tasks.Values
               from user in task.Users.Values
               select new UserSummary
               {
                   TaskId = task.Name,
                   UserName = user.Last.UserName,
                   TrackCount = user.Count,
                   LastTimeUtc = user.Last.TimeUtc,
               },
        ];
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres;

/// <summary>Finds and lists names, from the keys that have tracks: never from the tracks.</summary>
internal static class NameLists
{
    // From name to name by the index, however many keys each has.
    private const string Names = """
        WITH RECURSIVE n AS (
            (SELECT {0} AS key, {1} AS name FROM tracking.keys ORDER BY {0} LIMIT 1)
            UNION ALL
            SELECT k.key, k.name FROM n, LATERAL (SELECT {0} AS key, {1} AS name FROM tracking.keys WHERE {0} > n.key ORDER BY {0} LIMIT 1) k
        )
        SELECT key, name FROM n
        """;

    private static readonly string TaskNames = Names.Replace("{0}", "task_key", StringComparison.Ordinal).Replace("{1}", "task", StringComparison.Ordinal);
    private static readonly string UserNames = Names.Replace("{0}", "user_key", StringComparison.Ordinal).Replace("{1}", "user_name", StringComparison.Ordinal);

    /// <summary>The keys of the tasks that criteria name; null for all.</summary>
    public static string[]? TaskKeys(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria) => Keys(connection, criteria, TaskNames);

    /// <summary>The keys of the users that criteria name; null for all.</summary>
    public static string[]? UserKeys(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria) => Keys(connection, criteria, UserNames);

    /// <summary>The keys with tracks that meet all criteria; null when there are too many to be read one by one.</summary>
    public static IReadOnlyList<TrackKeyRow>? KeysOf(NpgsqlConnection connection, IReadOnlyList<int>? runIds, NameKeys names)
    {
        using var rows = Sql.Read(
            connection,
            $"""
            SELECT run_id, task_key, user_key FROM tracking.keys
            WHERE ($1 IS NULL OR run_id = ANY($1)) AND ($2 IS NULL OR task_key = ANY($2)) AND ($3 IS NULL OR user_key = ANY($3)) LIMIT {SearchStatement.MaxLists + 1}
            """,
            Sql.Numbers(runIds?.ToArray()), Sql.Texts(names.Tasks), Sql.Texts(names.Users));
        var keys = new List<TrackKeyRow>();
        while (rows.Read())
            keys.Add(new TrackKeyRow(rows.GetInt32(0), rows.GetString(1), rows.GetString(2)));
        return keys.Count <= SearchStatement.MaxLists ? keys : null;
    }

    public static IReadOnlyList<TaskSummary> Tasks(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria) =>
    [
        .. Read(connection, criteria).GroupBy(row => row.TaskKey, StringComparer.Ordinal).Select(task => (Users: task.OrderBy(row => row.UserName, StringComparer.OrdinalIgnoreCase), Last: task.MaxBy(row => row.Last)))
            .OrderBy(task => task.Last.Task, StringComparer.OrdinalIgnoreCase).Select(task => new TaskSummary
            {
                TaskId = task.Last.Task,
                TrackCount = task.Users.Sum(row => row.Count),
                UserNames = [.. task.Users.Select(row => row.UserName)],
                CurrentRunId = task.Last.CurrentRunId,
                LastTimeUtc = Rows.Time(task.Last.Last.At),
            }),
    ];

    public static IReadOnlyList<UserSummary> Users(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? tasks, IReadOnlyList<NameCriterion>? users)
    {
        var wanted = UserKeys(connection, users)?.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Read(connection, tasks).GroupBy(row => row.TaskKey, StringComparer.Ordinal).SelectMany(task => Of(task, task.MaxBy(row => row.Last).Task))
                .OrderBy(user => user.TaskId, StringComparer.OrdinalIgnoreCase).ThenBy(user => user.UserName, StringComparer.OrdinalIgnoreCase),
        ];

        IEnumerable<UserSummary> Of(IEnumerable<UserOfTask> rows, string task) => rows.Where(row => wanted == null || wanted.Contains(row.UserKey))
            .Select(row => new UserSummary { TaskId = task, UserName = row.UserName, TrackCount = row.Count, LastTimeUtc = Rows.Time(row.Last.At) });
    }

    private static string[]? Keys(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria, string names)
    {
        if (criteria == null)
            return null;
        var found = criteria.Where(c => c.Text != null).Select(c => NameKey.Of(c.Text)).ToHashSet(StringComparer.Ordinal);
        var patterns = criteria.Select(c => c.Pattern).OfType<Func<string, bool>>().ToList();
        if (patterns.Count > 0)
        {
            using var rows = Sql.Read(connection, names);
            while (rows.Read())
            {
                var name = NameKey.FromText(rows.GetString(1));
                if (patterns.Exists(matches => matches(name)))
                    found.Add(rows.GetString(0));
            }
        }
        return [.. found];
    }

    private static List<UserOfTask> Read(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? tasks)
    {
        var keys = TaskKeys(connection, tasks);
        using var rows = Sql.Read(
            connection,
            $"""
            SELECT l.task_key, l.user_key, l.task, l.user_name, l.last_at, l.last_number, l.tracks, c.run_id FROM (
                SELECT DISTINCT ON (task_key, user_key) task_key, user_key, task, user_name, last_at, last_number,
                    (sum(tracks) OVER (PARTITION BY task_key, user_key))::bigint AS tracks
                FROM tracking.keys{(keys == null ? "" : " WHERE task_key = ANY($1)")}
                ORDER BY task_key, user_key, last_at DESC, last_number DESC
            ) l LEFT JOIN tracking.current_runs c ON c.task_key = l.task_key
            """,
            keys == null ? [] : [Sql.Texts(keys)]);
        var found = new List<UserOfTask>();
        while (rows.Read())
        {
            found.Add(new UserOfTask(
                rows.GetString(0), rows.GetString(1), NameKey.FromText(rows.GetString(2)), NameKey.FromText(rows.GetString(3)), (rows.GetInt64(4), rows.GetInt64(5)), rows.GetInt64(6), rows.IsDBNull(7) ? null : rows.GetInt32(7)));
        }
        return found;
    }

    private readonly record struct UserOfTask(string TaskKey, string UserKey, string Task, string UserName, (long At, long Number) Last, long Count, int? CurrentRunId);
}

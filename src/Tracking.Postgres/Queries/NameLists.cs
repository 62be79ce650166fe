using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>Finds, lists and counts names, from the keys that have tracks: never from the tracks.</summary>
internal static class NameLists
{
    private static readonly string TaskNames = Names("task_key", "task");
    private static readonly string UserNames = Names("user_key", "user_name");

    /// <summary>How much the store holds.</summary>
    public static StoreCounts Count(NpgsqlConnection connection)
    {
        const string Counts = """
            SELECT COALESCE(sum(tracks), 0)::bigint, (SELECT count(*) FROM tracking.runs),
                count(DISTINCT task_key), count(DISTINCT user_key)
            FROM tracking.keys
            """;
        using var row = Sql.Read(connection, Counts);
        row.Read();
        return new StoreCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>The keys of the tasks that criteria name; null for all.</summary>
    public static string[]? TaskKeys(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria) =>
        Keys(connection, criteria, TaskNames);

    /// <summary>The keys of the users that criteria name; null for all.</summary>
    public static string[]? UserKeys(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria) =>
        Keys(connection, criteria, UserNames);

    /// <summary>The keys with tracks that meet all criteria; null when there are too many to be read one by one.</summary>
    public static IReadOnlyList<TrackKeyRow>? KeysOf(NpgsqlConnection connection, IReadOnlyList<int>? runIds, NameKeys names)
    {
        var keys = Sql.ReadAll(
            connection,
            $"""
            SELECT run_id, task_key, user_key FROM tracking.keys
            WHERE ($1 IS NULL OR run_id = ANY($1)) AND ($2 IS NULL OR task_key = ANY($2)) AND ($3 IS NULL OR user_key = ANY($3))
            LIMIT {SearchStatement.MaxLists + 1}
            """,
            row => new TrackKeyRow(row.GetInt32(0), row.GetString(1), row.GetString(2)),
            Sql.Numbers(runIds?.ToArray()), Sql.Texts(names.Tasks), Sql.Texts(names.Users));
        return keys.Count <= SearchStatement.MaxLists ? keys : null;
    }

    public static IReadOnlyList<TaskSummary> Tasks(NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria) =>
    [
        .. Read(connection, criteria)
            .GroupBy(row => row.TaskKey, StringComparer.Ordinal)
            .Select(Summary)
            .OrderBy(task => task.TaskId, StringComparer.OrdinalIgnoreCase),
    ];

    public static IReadOnlyList<UserSummary> Users(
        NpgsqlConnection connection, IReadOnlyList<NameCriterion>? tasks, IReadOnlyList<NameCriterion>? users)
    {
        var wanted = UserKeys(connection, users)?.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Read(connection, tasks)
                .GroupBy(row => row.TaskKey, StringComparer.Ordinal)
                .SelectMany(task => Of(task, task.MaxBy(row => row.Last).Task))
                .OrderBy(user => user.TaskId, StringComparer.OrdinalIgnoreCase)
                .ThenBy(user => user.UserName, StringComparer.OrdinalIgnoreCase),
        ];

        IEnumerable<UserSummary> Of(IEnumerable<UserOfTask> rows, string task) => rows
            .Where(row => wanted == null || wanted.Contains(row.UserKey))
            .Select(row => new UserSummary
            {
                TaskId = task,
                UserName = row.UserName,
                TrackCount = row.Count,
                LastTimeUtc = Rows.Time(row.Last.At),
            });
    }

    private static TaskSummary Summary(IEnumerable<UserOfTask> task)
    {
        var users = task.OrderBy(row => row.UserName, StringComparer.OrdinalIgnoreCase).ToList();
        var last = users.MaxBy(row => row.Last);
        return new TaskSummary
        {
            TaskId = last.Task,
            TrackCount = users.Sum(row => row.Count),
            UserNames = [.. users.Select(row => row.UserName)],
            CurrentRunId = last.CurrentRunId,
            LastTimeUtc = Rows.Time(last.Last.At),
        };
    }

    /// <summary>Goes from name to name by the index, however many keys each has.</summary>
    private static string Names(string key, string name) =>
        $"""
        WITH RECURSIVE n AS (
            (SELECT {key} AS key, {name} AS name FROM tracking.keys ORDER BY {key} LIMIT 1)
            UNION ALL
            SELECT k.key, k.name FROM n, LATERAL (
                SELECT {key} AS key, {name} AS name FROM tracking.keys WHERE {key} > n.key ORDER BY {key} LIMIT 1
            ) k
        )
        SELECT key, name FROM n
        """;

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
        return Sql.ReadAll(
            connection,
            $"""
            SELECT l.task_key, l.user_key, l.task, l.user_name, l.last_at, l.last_number, l.tracks, c.run_id FROM (
                SELECT DISTINCT ON (task_key, user_key) task_key, user_key, task, user_name, last_at, last_number,
                    (sum(tracks) OVER (PARTITION BY task_key, user_key))::bigint AS tracks
                FROM tracking.keys{(keys == null ? "" : " WHERE task_key = ANY($2)")}
                ORDER BY task_key, user_key, last_at DESC, last_number DESC
            ) l LEFT JOIN tracking.current_runs c ON c.task_key = l.task_key AND c.host_key = $1
            """,
            row => new UserOfTask(
                row.GetString(0),
                row.GetString(1),
                NameKey.FromText(row.GetString(2)),
                NameKey.FromText(row.GetString(3)),
                (row.GetInt64(4), row.GetInt64(5)),
                row.GetInt64(6),
                row.IsDBNull(7) ? null : row.GetInt32(7)),
            [Sql.Text(Session.Of(connection).HostKey), .. keys == null ? (NpgsqlParameter[])[] : [Sql.Texts(keys)]]);
    }

    private readonly record struct UserOfTask(
        string TaskKey, string UserKey, string Task, string UserName, (long At, long Number) Last, long Count, int? CurrentRunId);
}

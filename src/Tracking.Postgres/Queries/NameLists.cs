using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>Finds, lists and counts names, by the keys of tracks and the tracks' index.</summary>
internal static class NameLists
{
    private static readonly string TaskNames = Names("task_key", "task");
    private static readonly string UserNames = Names("user_key", "user_name");

    /// <summary>How much the store holds.</summary>
    public static StoreCounts Count(NpgsqlConnection connection)
    {
        const string Counts = """
            SELECT (SELECT count(*) FROM tracking.tracks), (SELECT count(*) FROM tracking.runs),
                count(DISTINCT k.task_key), count(DISTINCT k.user_key)
            FROM tracking.keys k WHERE EXISTS (
                SELECT 1 FROM tracking.tracks t WHERE t.run_id = k.run_id AND t.task_key = k.task_key AND t.user_key = k.user_key
            )
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
        .. InOrder(UsersOfTasks.Read(connection, criteria, withCurrentRuns: true)).Select(task => new TaskSummary
        {
            TaskId = task.Spelling,
            TrackCount = task.Count,
            UserNames = [.. InOrder(task.Users).Select(user => user.Spelling)],
            CurrentRunId = task.CurrentRunId,
            LastTimeUtc = Rows.Time(task.LastAt),
        }),
    ];

    public static IReadOnlyList<UserSummary> Users(
        NpgsqlConnection connection, IReadOnlyList<NameCriterion>? tasks, IReadOnlyList<NameCriterion>? users)
    {
        var wanted = UserKeys(connection, users)?.ToHashSet(StringComparer.Ordinal);
        return [.. InOrder(UsersOfTasks.Read(connection, tasks, withCurrentRuns: false)).SelectMany(Of)];

        IEnumerable<UserSummary> Of(TaskOfTracks task) => InOrder(task.Users)
            .Where(user => wanted?.Contains(user.Key) != false)
            .Select(user => new UserSummary
            {
                TaskId = task.Spelling,
                UserName = user.Spelling,
                TrackCount = user.Count,
                LastTimeUtc = Rows.Time(user.LastAt),
            });
    }

    private static IEnumerable<T> InOrder<T>(IReadOnlyList<T> names)
        where T : NameOfTracks => names.Count == 1 ? names : names.OrderBy(name => name.Spelling, StringComparer.OrdinalIgnoreCase);

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
}

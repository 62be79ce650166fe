using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>
/// Counts the tracks of tasks and of their users. Keys, counts and times come from the index of keys, which is read once, in its order;
/// names come from the table of their spellings, and from the last track where a name has several.
/// </summary>
internal static class UsersOfTasks
{
    /// <summary>Beyond so many tasks, it costs less to read the index as a whole than to look for each of their keys in it.</summary>
    public const int MostTasks = 1000;

    /// <summary>A row for each run, task and user: in the index's order, without a look at a track.</summary>
    public const string All = """
        SELECT task_key, user_key, max(at), count(*) FROM tracking.tracks GROUP BY run_id, task_key, user_key
        """;

    /// <summary>
    /// A plan by another way sorts or hashes all tracks, and what is known of them decides between the two. The server would also compile
    /// the statement, for as long as it takes.
    /// </summary>
    public static readonly string[] ByIndex =
    [
        "SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off", "SET LOCAL enable_hashagg = off", "SET LOCAL jit = off",
    ];

    private const string OfTasks = """
        SELECT k.task_key, k.user_key, n.at, n.tracks FROM tracking.keys k, LATERAL (
            SELECT max(t.at) AS at, count(*) AS tracks FROM tracking.tracks t
            WHERE t.run_id = k.run_id AND t.task_key = k.task_key AND t.user_key = k.user_key
        ) n WHERE k.task_key = ANY($1) AND n.tracks > 0
        """;

    private const string AllCurrentRuns = "SELECT task_key, run_id FROM tracking.current_runs WHERE host_key = $1";

    private const string CurrentRunsOfTasks = $"{AllCurrentRuns} AND task_key = ANY($2)";

    private const string AllNames = "SELECT name_key, name FROM tracking.names";

    private const string NamesOfTasks = $"""
        {AllNames} WHERE name_key = ANY($1) OR name_key = ANY (ARRAY(SELECT user_key FROM tracking.keys WHERE task_key = ANY($1)))
        """;

    /// <summary>The tracks whose spelling counts: the last ones of tasks, or of their users.</summary>
    private const string Spellings = """
        SELECT u.place, t.name FROM unnest($1, $2, $3) WITH ORDINALITY AS u (task_key, user_key, at, place), LATERAL (
            SELECT CASE WHEN u.user_key IS NULL THEN l.task ELSE l.user_name END AS name FROM tracking.tracks l
            WHERE l.task_key = u.task_key AND l.at = u.at AND (u.user_key IS NULL OR l.user_key = u.user_key)
            ORDER BY l.number DESC LIMIT 1
        ) t
        """;

    /// <summary>The tasks that criteria name, with all their users.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="criteria">The names; null for all tasks.</param>
    /// <param name="withCurrentRuns">Whether to say which are their current runs.</param>
    public static IReadOnlyList<TaskOfTracks> Read(
        NpgsqlConnection connection, IReadOnlyList<NameCriterion>? criteria, bool withCurrentRuns)
    {
        var keys = NameLists.TaskKeys(connection, criteria);
        // All as it is at one moment.
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var tasks = new Dictionary<string, TaskOfTracks>(StringComparer.Ordinal);
        var names = new Dictionary<string, string?>(StringComparer.Ordinal);
        var current = new Dictionary<string, int>(StringComparer.Ordinal);
        Sql.Read(Sql.Batch(connection, Questions(connection, keys, withCurrentRuns)), answers =>
        {
            while (answers.Read())
            {
                // With its second spelling it is open which one counts.
                var (key, name) = (answers.GetString(0), answers.GetString(1));
                names[key] = names.ContainsKey(key) ? null : NameKey.FromText(name);
            }
            answers.NextResult();
            while (withCurrentRuns && answers.Read())
                current.Add(answers.GetString(0), answers.GetInt32(1));
            if (withCurrentRuns)
                answers.NextResult();
            var wanted = keys?.ToHashSet(StringComparer.Ordinal);
            while (answers.Read())
            {
                var key = answers.GetString(0);
                if (wanted?.Contains(key) == false)
                    continue;
                if (!tasks.TryGetValue(key, out var task))
                    tasks.Add(key, task = new TaskOfTracks(key, current.TryGetValue(key, out var runId) ? runId : null));
                task.Add(answers.GetString(1), answers.GetInt64(2), answers.GetInt64(3));
            }
            return tasks.Count;
        });
        var open = new List<(NameOfTracks Name, string TaskKey, string? UserKey)>();
        foreach (var task in tasks.Values)
        {
            Spell(task, task.Key, userKey: null);
            foreach (var user in task.Users)
                Spell(user, task.Key, user.Key);
        }
        ReadSpellings(connection, open);
        return [.. tasks.Values];

        void Spell(NameOfTracks name, string taskKey, string? userKey)
        {
            if (names.GetValueOrDefault(name.Key) is { } spelling)
                name.Spelling = spelling;
            else
                open.Add((name, taskKey, userKey));
        }
    }

    private static NpgsqlBatchCommand[] Questions(NpgsqlConnection connection, string[]? keys, bool withCurrentRuns)
    {
        var host = Sql.Text(Session.Of(connection).HostKey);
        return keys is { Length: <= MostTasks }
            ?
            [
                Sql.Command(NamesOfTasks, Sql.Texts(keys)),
                .. withCurrentRuns ? (NpgsqlBatchCommand[])[Sql.Command(CurrentRunsOfTasks, host, Sql.Texts(keys))] : [],
                Sql.Command(OfTasks, Sql.Texts(keys)),
            ]
            :
            [
                Sql.Command(AllNames),
                .. withCurrentRuns ? (NpgsqlBatchCommand[])[Sql.Command(AllCurrentRuns, host)] : [],
                .. ByIndex.Select(set => Sql.Command(set)),
                Sql.Command(All),
            ];
    }

    private static void ReadSpellings(NpgsqlConnection connection, List<(NameOfTracks Name, string TaskKey, string? UserKey)> open)
    {
        if (open.Count == 0)
            return;
        using var answer = Sql.Read(
            connection,
            Spellings,
            Sql.Texts([.. open.Select(each => each.TaskKey)]),
            Sql.Texts([.. open.Select(each => each.UserKey)]),
            Sql.Numbers([.. open.Select(each => each.Name.LastAt)]));
        while (answer.Read())
            open[(int)answer.GetInt64(0) - 1].Name.Spelling = NameKey.FromText(answer.GetString(1));
    }
}

using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>Finds and lists runs.</summary>
internal static class RunQueries
{
    public static RunRecord? Find(NpgsqlConnection connection, int runId) =>
        Sql.ReadAll(connection, Rows.RunById, Rows.RunsOn(connection), Sql.Number(runId)).FirstOrDefault();

    public static RunRecord? FindCurrent(NpgsqlConnection connection, string task) =>
        Sql.ReadAll(
            connection,
            Rows.CurrentRun,
            Rows.RunsOn(connection),
            Sql.Text(NameKey.Of(task)),
            Sql.Text(Session.Of(connection).HostKey)).FirstOrDefault();

    /// <summary>Runs by id: all, or those that were started for the task or hold tracks of it.</summary>
    public static IReadOnlyList<RunRecord> List(NpgsqlConnection connection, string? task) => task == null
        ? Sql.ReadAll(connection, $"SELECT {Rows.RunColumns} FROM tracking.runs r ORDER BY r.run_id", Rows.RunsOn(connection))
        : Sql.ReadAll(
            connection,
            $"""
            SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id IN (
                SELECT run_id FROM tracking.runs WHERE task_key = $1 UNION SELECT run_id FROM tracking.keys WHERE task_key = $1
            ) ORDER BY r.run_id
            """,
            Rows.RunsOn(connection),
            Sql.Text(NameKey.Of(task)));

    /// <summary>
    /// The last runs that were started for a task, the newest first; those of this machine before all others where it is asked for.
    /// </summary>
    public static IReadOnlyList<RunRecord> ListLast(NpgsqlConnection connection, RunQuery query)
    {
        if (!query.ThisHostFirst)
            return ListLast(connection, query, hostKey: null);
        // Most questions are answered by the first.
        var own = ListLast(connection, query, Session.Of(connection).HostKey);
        if (own.Count == query.Most)
            return own;
        var others = ListLast(connection, query, hostKey: null).ExceptBy(own.Select(run => run.RunId), run => run.RunId);
        return [.. own, .. others.Take((query.Most ?? int.MaxValue) - own.Count)];
    }

    private static List<RunRecord> ListLast(NpgsqlConnection connection, RunQuery query, string? hostKey) => Sql.ReadAll(
        connection,
        $"""
        SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id IN (
            SELECT run_id FROM tracking.runs
            WHERE task_key = $1 AND ($2 IS NULL OR key = $2) AND ($3 IS NULL OR start_at >= $3)
                AND ($4 IS NULL OR (continues = $4 AND continues_number = $5)){(hostKey == null ? "" : " AND host_key = $7")}
            ORDER BY start_at DESC, run_id DESC LIMIT $6
        ) ORDER BY r.start_at DESC, r.run_id DESC
        """,
        Rows.RunsOn(connection),
        [
            .. Criteria(query),
            .. hostKey == null ? (NpgsqlParameter[])[] : [Sql.Text(hostKey)],
        ]);

    private static NpgsqlParameter[] Criteria(RunQuery query) =>
    [
        Sql.Text(NameKey.Of(query.TaskId)),
        Sql.Text(query.Key == null ? null : NameKey.ToText(query.Key)),
        Sql.Number(query.FromUtc?.Ticks),
        Sql.Id(query.Continues?.Writer),
        Sql.Number(query.Continues?.Number),
        Sql.Number((long?)query.Most),
    ];

    /// <summary>The runs with the ids.</summary>
    public static List<RunRecord> Of(NpgsqlConnection connection, int[] runIds) => Sql.ReadAll(
        connection,
        $"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id = ANY($1) ORDER BY r.run_id",
        Rows.RunsOn(connection),
        Sql.Numbers(runIds));

    /// <summary>The ids of the runs that are at work.</summary>
    public static List<int> Running(NpgsqlConnection connection) => Sql.ReadAll(
        connection,
        $"SELECT r.run_id FROM tracking.runs r WHERE r.status = 0 AND {Rows.RunStatusNow} = 0",
        row => row.GetInt32(0));

    /// <summary>Runs by id with where each comes from: all, or those with the ids.</summary>
    public static IReadOnlyList<RunExport> Export(NpgsqlConnection connection, IReadOnlyList<int>? runIds)
    {
        const string All = $"SELECT {Rows.RunColumns} FROM tracking.runs r";
        return runIds == null
            ? Sql.ReadAll(connection, $"{All} ORDER BY r.run_id", Rows.RunWithOrigin)
            : Sql.ReadAll(connection, $"{All} WHERE r.run_id = ANY($1) ORDER BY r.run_id", Rows.RunWithOrigin, Sql.Numbers([.. runIds]));
    }
}

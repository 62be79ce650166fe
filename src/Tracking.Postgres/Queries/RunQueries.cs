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
        Sql.ReadAll(connection, Rows.RunById, Rows.Run, Sql.Number(runId)).FirstOrDefault();

    public static RunRecord? FindCurrent(NpgsqlConnection connection, string task) =>
        Sql.ReadAll(connection, Rows.CurrentRun, Rows.Run, Sql.Text(NameKey.Of(task))).FirstOrDefault();

    /// <summary>Runs by id: all, or those that were started for the task or hold tracks of it.</summary>
    public static IReadOnlyList<RunRecord> List(NpgsqlConnection connection, string? task) => task == null
        ? Sql.ReadAll(connection, $"SELECT {Rows.RunColumns} FROM tracking.runs r ORDER BY r.run_id", Rows.Run)
        : Sql.ReadAll(
            connection,
            $"""
            SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id IN (
                SELECT run_id FROM tracking.runs WHERE task_key = $1 UNION SELECT run_id FROM tracking.keys WHERE task_key = $1
            ) ORDER BY r.run_id
            """,
            Rows.Run,
            Sql.Text(NameKey.Of(task)));

    /// <summary>The runs with the ids.</summary>
    public static List<RunRecord> Of(NpgsqlConnection connection, int[] runIds) => Sql.ReadAll(
        connection,
        $"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id = ANY($1) ORDER BY r.run_id",
        Rows.Run,
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

using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres;

/// <summary>What a store does for itself now and then.</summary>
internal static class Upkeep
{
    /// <summary>Makes the list of keys again from the tracks.</summary>
    public static bool RebuildKeys(Writer writer) => writer.Change(
        () => [],
        (change, _) =>
        {
            change.MayTakeLong = true;
            change.Write("DELETE FROM tracking.keys");
            change.Write("""
                INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number)
                SELECT DISTINCT ON (task_key, run_id, user_key)
                    task_key, run_id, user_key, task, user_name, count(*) OVER (PARTITION BY task_key, run_id, user_key), at, number
                FROM tracking.tracks ORDER BY task_key, run_id, user_key, at DESC, number DESC
                """);
            return true;
        });

    /// <summary>Has the server clean up, and forgets writers that have not written for long.</summary>
    public static OptimizeResult CleanUp(NpgsqlConnection connection)
    {
        var before = Size(connection);
        Execute(connection, "DELETE FROM tracking.writers WHERE written < now() - interval '30 days'");
        Execute(connection, "VACUUM (ANALYZE) tracking.tracks, tracking.keys, tracking.runs, tracking.current_runs, tracking.counters, tracking.writers");
        return new OptimizeResult(before, Size(connection));
    }

    private static long Size(NpgsqlConnection connection)
    {
        using var row = Sql.Read(connection, "SELECT pg_total_relation_size('tracking.tracks')");
        row.Read();
        return row.GetInt64(0);
    }

    private static void Execute(NpgsqlConnection connection, string text)
    {
        using var batch = Sql.Batch(connection, Sql.Command(text));
        batch.Timeout = 0;
        batch.ExecuteNonQuery();
    }
}

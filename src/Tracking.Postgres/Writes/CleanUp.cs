using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Has the server clean up what was replaced or removed, and forgets writers that have not written for long.</summary>
internal static class CleanUp
{
    public static OptimizeResult Run(NpgsqlConnection connection)
    {
        var before = Size(connection);
        Execute(connection, "DELETE FROM tracking.writers WHERE written < now() - interval '30 days'");
        Execute(
            connection,
            "VACUUM (ANALYZE) tracking.tracks, tracking.keys, tracking.runs, tracking.current_runs, tracking.counters, tracking.writers");
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

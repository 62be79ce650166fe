using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Has the server clean up what was replaced or removed, and forgets writers that have not written for long, signs of life of the past
/// and claims that are over.
/// </summary>
internal static class CleanUp
{
    public static OptimizeResult Run(NpgsqlConnection connection)
    {
        var before = Size(connection);
        Execute(
            connection,
            """
            DELETE FROM tracking.writers w WHERE written < now() - interval '30 days'
                AND NOT EXISTS (SELECT 1 FROM tracking.tracks t WHERE t.writer = w.writer)
                AND NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.writer = w.writer)
                AND NOT EXISTS (SELECT 1 FROM tracking.steps s WHERE s.writer = w.writer)
            """);
        Execute(connection, "DELETE FROM tracking.alive WHERE until < now() - interval '1 day'");
        Execute(
            connection,
            $"""
            DELETE FROM tracking.claims c WHERE c.at < now() - interval '1 day' AND (
                EXISTS (SELECT 1 FROM tracking.claims l WHERE l.number = c.number AND l.released) OR NOT {Life.Before}c.writer{Life.Behind}
            )
            """);
        Execute(
            connection,
            """
            VACUUM (ANALYZE) tracking.tracks, tracking.keys, tracking.runs, tracking.steps, tracking.current_runs, tracking.counters,
                tracking.writers, tracking.alive, tracking.claims
            """);
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
        Sql.Execute(batch);
    }
}

using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Has the server clean up what was replaced or removed, and forgets operations of long ago with their writers, signs of life of the past,
/// claims that are over, and what removed runs left. Each table is gone through by pages, a statement and transaction for a few of them, so
/// that no lock is held for long and what is cut off goes on the next time.
/// </summary>
internal static class CleanUp
{
    /// <summary>Pages of 8 KiB, which hold at most 291 rows each, and of these tables some 100.</summary>
    public const int Pages = 8;

    private const int WritersAtOnce = 1000;

    private static readonly string Operations =
        $"DELETE FROM tracking.operations o WHERE {Part("o")} AND o.written < now() - interval '30 days'";

    private static readonly string Signs =
        $"DELETE FROM tracking.alive a WHERE {Part("a")} AND a.until < now() - interval '1 day'";

    /// <summary>
    /// With a claim those before it go: of a task, key and host the last one counts, and none of them is to be the last one then.
    /// </summary>
    private static readonly string Claims = $"""
        DELETE FROM tracking.claims d USING (
            SELECT DISTINCT c.task_key, c.key_hash, c.host_key, c.number FROM tracking.claims c
            WHERE {Part("c")} AND c.at < now() - interval '1 day' AND (
                EXISTS (SELECT 1 FROM tracking.claims l WHERE l.number = c.number AND l.released) OR NOT {Life.Before}c.writer{Life.Behind}
            )
        ) c
        WHERE d.task_key = c.task_key AND d.key_hash = c.key_hash AND d.host_key = c.host_key AND d.number <= c.number
        """;

    /// <summary>Of runs that are gone: nothing is saved to them any more.</summary>
    private static readonly string Keys = $"""
        DELETE FROM tracking.keys k WHERE {Part("k")} AND NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = k.run_id)
        """;

    /// <summary>A save that adds the key of one at the same moment may not see that it goes; lists then ask the last track.</summary>
    private static readonly string Names = $"""
        DELETE FROM tracking.names n WHERE {Part("n")}
            AND NOT EXISTS (SELECT 1 FROM tracking.keys k WHERE k.task_key = n.name_key)
            AND NOT EXISTS (SELECT 1 FROM tracking.keys k WHERE k.user_key = n.name_key)
        """;

    private const string OldWriters = """
        SELECT w.writer FROM tracking.writers w WHERE started < now() - interval '30 days'
            AND NOT EXISTS (SELECT 1 FROM tracking.operations o WHERE o.writer = w.writer)
            AND NOT EXISTS (SELECT 1 FROM tracking.tracks t WHERE t.writer = w.writer)
            AND NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.writer = w.writer)
            AND NOT EXISTS (SELECT 1 FROM tracking.steps s WHERE s.writer = w.writer)
        """;

    /// <summary>Whatever it wrote since it was found is an operation.</summary>
    private const string Writers = """
        DELETE FROM tracking.writers w WHERE w.writer = ANY($1)
            AND NOT EXISTS (SELECT 1 FROM tracking.operations o WHERE o.writer = w.writer)
        """;

    public static OptimizeResult Run(Server server, CancellationToken cancellation)
    {
        var before = server.Query(Size, cancellation);
        InParts(server, "operations", Operations, cancellation);
        RemoveWriters(server, cancellation);
        InParts(server, "alive", Signs, cancellation);
        InParts(server, "claims", Claims, cancellation);
        InParts(server, "keys", Keys, cancellation);
        InParts(server, "names", Names, cancellation);
        server.Query(
            connection => Execute(
                connection,
                """
                VACUUM (ANALYZE) tracking.tracks, tracking.keys, tracking.names, tracking.runs, tracking.steps, tracking.current_runs,
                    tracking.clock, tracking.operations, tracking.writers, tracking.alive, tracking.claims
                """),
            cancellation);
        return new OptimizeResult(before, server.Query(Size, cancellation));
    }

    /// <summary>The condition on the pages of a table from one up to another.</summary>
    private static string Part(string table) => $"{table}.ctid >= $1::text::tid AND {table}.ctid < $2::text::tid";

    /// <summary>Executes a statement for some pages of a table after the other, as it is now.</summary>
    private static void InParts(Server server, string table, string text, CancellationToken cancellation)
    {
        var end = server.Query(
            connection => Number(
                connection, $"SELECT pg_relation_size('tracking.{table}') / current_setting('block_size')::bigint"),
            cancellation);
        for (var page = 0L; page < end; page += Pages)
        {
            var (from, to) = (Page(page), Page(page + Pages));
            server.Query(connection => Execute(connection, text, Sql.Text(from), Sql.Text(to)), cancellation);
        }
    }

    private static string Page(long page) => string.Create(CultureInfo.InvariantCulture, $"({page},0)");

    /// <summary>They are found by a look at all that refers to them, which holds nobody up.</summary>
    private static void RemoveWriters(Server server, CancellationToken cancellation)
    {
        var old = server.Query(connection => Sql.ReadAll(connection, OldWriters, row => row.GetGuid(0)), cancellation);
        foreach (var some in old.Chunk(WritersAtOnce))
            server.Query(connection => Execute(connection, Writers, Sql.Ids(some)), cancellation);
    }

    private static long Size(NpgsqlConnection connection) => Number(connection, "SELECT pg_total_relation_size('tracking.tracks')");

    private static long Number(NpgsqlConnection connection, string text)
    {
        using var row = Sql.Read(connection, text);
        row.Read();
        return row.GetInt64(0);
    }

    private static bool Execute(NpgsqlConnection connection, string text, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        using var batch = Sql.Batch(connection, Sql.Command(text, parameters));
        batch.Timeout = 0;
        Sql.Execute(batch);
        return true;
    }
}

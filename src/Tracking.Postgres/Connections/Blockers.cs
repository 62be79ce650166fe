using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Npgsql;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Connections;

/// <summary>Finds out who holds the locks that a statement waits for, as a part of a sentence (rule 1.18).</summary>
internal static class Blockers
{
    private const int MostNamed = 3;

    private const int MostLooks = 4;

    /// <summary>
    /// Those at the end of the queue: who waits for another one in it is held up as well. A pooler has given the connection a backend that
    /// the client does not know: there it is one of this login that waits, and is called the same.
    /// </summary>
    private const string Statement = """
        WITH RECURSIVE waiting AS (
            SELECT a.pid FROM pg_stat_activity a
            WHERE a.pid = $1 OR (
                NOT EXISTS (SELECT FROM pg_stat_activity k WHERE k.pid = $1) AND a.datname = current_database()
                AND a.usename = current_user AND a.application_name = current_setting('application_name') AND a.wait_event_type = 'Lock'
            )
        ), blocking AS (
            SELECT unnest(pg_blocking_pids(w.pid)) AS pid FROM waiting w
            UNION
            SELECT unnest(pg_blocking_pids(b.pid)) FROM blocking b
        )
        SELECT b.pid, COALESCE(a.application_name, ''), COALESCE(a.usename::text, ''), COALESCE(host(a.client_addr), ''),
            COALESCE(a.state, ''), a.xact_start AT TIME ZONE 'UTC', COALESCE(a.backend_type, '')
        FROM blocking b LEFT JOIN pg_stat_activity a ON a.pid = b.pid
        WHERE cardinality(pg_blocking_pids(b.pid)) = 0
        ORDER BY a.xact_start, b.pid
        """;

    /// <summary>Who they are; empty where the backend waits for nobody.</summary>
    public static string Find(NpgsqlConnection connection, int backend)
    {
        var all = FindAll(connection, backend);
        List<string> named = [.. all.Take(MostNamed)];
        if (all.Count > MostNamed)
            named.Add($"{all.Count - MostNamed} more");
        return string.Join(", and for ", named);
    }

    /// <summary>
    /// Those who are there twice in a row: the server looks at one backend after the other, so that one whose own wait ends meanwhile seems
    /// to hold the others up.
    /// </summary>
    private static List<string> FindAll(NpgsqlConnection connection, int backend)
    {
        List<string> before = [];
        for (var look = 1; ; look++)
        {
            var now = Sql.ReadAll(connection, Statement, Show, Sql.Number(backend));
            var both = now.Where(before.Contains).ToList();
            if (both.Count > 0 || now.Count == 0 || look == MostLooks)
                return both.Count > 0 ? both : now;
            before = now;
        }
    }

    private static string Show(NpgsqlDataReader row)
    {
        var (backend, application, login, address, state, kind) =
            (row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(6));
        if (backend == 0)
            return "a prepared transaction, which pg_prepared_xacts lists";
        var name = application.Length > 0 ? $"'{application}'"
            : kind is "" or "client backend" ? "a program without a name"
            : $"the {kind}";
        List<string> about = [];
        if (login.Length > 0)
            about.Add($"login {login}");
        if (address.Length > 0)
            about.Add($"from {address}");
        about.Add($"backend {backend.ToString(CultureInfo.InvariantCulture)}");
        var since = row.IsDBNull(5) ? "" : row.GetDateTime(5).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var open = since.Length == 0
            ? "; what it does is not shown to this login"
            : $", in a transaction since {since}{(state.StartsWith("idle", StringComparison.Ordinal) ? ", and idle now" : "")}";
        return $"{name} ({string.Join(", ", about)}{open})";
    }
}

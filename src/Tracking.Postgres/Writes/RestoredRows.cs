using System.Threading;
using Npgsql;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Gives rows the number of no transaction that carry one of the future: they were restored from another server, which had made more
/// transactions, and followers would take them for new when this one has made as many (rule 6.7). It goes in small steps, each a
/// transaction of its own, and nobody waits for it but who changes one of the same rows.
/// </summary>
internal static class RestoredRows
{
    private const int Step = 1000;

    private static readonly string[] Tables = ["tracks", "runs", "steps"];

    public static void Run(Server server, CancellationToken cancellation)
    {
        foreach (var table in Tables)
        {
            // Whoever may not change them need not where there are none.
            while (server.Query(connection => Count(connection, Next(table)) > 0 && Count(connection, Renumber(table)) > 0, cancellation))
            {
                // There may be more.
            }
        }
    }

    private static string Next(string table) =>
        $"SELECT ctid FROM tracking.{table} WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) ORDER BY xid LIMIT {Step}";

    private static string Renumber(string table) =>
        $"UPDATE tracking.{table} SET xid = '0' WHERE ctid = ANY (ARRAY({Next(table)})) RETURNING 1";

    private static long Count(NpgsqlConnection connection, string rows)
    {
        using var count = Sql.Read(connection, $"WITH r AS ({rows}) SELECT count(*) FROM r");
        count.Read();
        return count.GetInt64(0);
    }
}

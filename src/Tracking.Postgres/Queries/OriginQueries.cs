using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>Finds the ids that runs and tracks of other stores have here; what was saved here itself has its own.</summary>
internal static class OriginQueries
{
    private const string Runs = """
        WITH o AS (SELECT * FROM unnest($1, $2) AS o (writer, id))
        SELECT o.writer, o.id, r.run_id::bigint FROM o JOIN tracking.runs r ON r.origin = o.writer AND r.origin_number = o.id
        UNION ALL
        SELECT o.writer, o.id, r.run_id::bigint
        FROM o JOIN tracking.store c ON c.store = o.writer JOIN tracking.runs r ON r.run_id = o.id AND r.origin IS NULL
        """;

    private const string Tracks = """
        WITH o AS (SELECT * FROM unnest($1, $2) AS o (writer, id))
        SELECT o.writer, o.id, t.number FROM o JOIN tracking.tracks t ON t.origin = o.writer AND t.origin_number = o.id
        UNION ALL
        SELECT o.writer, o.id, t.number
        FROM o JOIN tracking.store c ON c.store = o.writer JOIN tracking.tracks t ON t.number = o.id AND t.origin IS NULL
        """;

    public static OriginIds Find(NpgsqlConnection connection, IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks) => new(
        Find(connection, Runs, runs).ToDictionary(found => found.Key, found => (int)found.Value),
        Find(connection, Tracks, tracks));

    private static Dictionary<Origin, long> Find(NpgsqlConnection connection, string text, IReadOnlyList<Origin> origins)
    {
        var found = new Dictionary<Origin, long>();
        var wanted = origins.Distinct().ToList();
        if (wanted.Count == 0)
            return found;
        using var rows = Sql.Read(
            connection, text, Sql.Ids([.. wanted.Select(o => o.Writer)]), Sql.Numbers([.. wanted.Select(o => o.Number)]));
        while (rows.Read())
            found[Rows.Origin(rows, 0)] = rows.GetInt64(2);
        return found;
    }
}

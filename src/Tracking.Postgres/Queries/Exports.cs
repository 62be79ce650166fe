using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>Adds to tracks that were found where they, their runs and their steps come from.</summary>
internal sealed class Exports(Server server, CancellationToken cancellation)
{
    private const int ChunkSize = 500;

    private const string Origins = $"""
        SELECT t.number, COALESCE(t.origin, c.store), COALESCE(t.origin_number, t.number), {Rows.RunOrigin},
            CASE WHEN s.step_id IS NOT NULL THEN COALESCE(s.origin, c.store) END, COALESCE(s.origin_number, s.step_id)
        FROM tracking.store c, tracking.tracks t
        JOIN tracking.runs r ON r.run_id = t.run_id
        LEFT JOIN tracking.steps s ON s.step_id = t.step_id
        WHERE t.number = ANY($1)
        """;

    public IEnumerable<TrackExport> Of(IEnumerable<TrackRecord> tracks)
    {
        foreach (var chunk in tracks.Chunk(ChunkSize))
        {
            var origins = server.Query(connection => Find(connection, [.. chunk.Select(track => track.Number)]), cancellation);
            foreach (var track in chunk)
            {
                // One that was removed since it was found is not copied.
                if (origins.TryGetValue(track.Number, out var found))
                    yield return new TrackExport(track, found.Origin, found.RunOrigin, found.StepOrigin);
            }
        }
    }

    private static Dictionary<long, (Origin Origin, Origin RunOrigin, Origin? StepOrigin)> Find(NpgsqlConnection connection, long[] numbers)
    {
        using var rows = Sql.Read(connection, Origins, Sql.Numbers(numbers));
        var found = new Dictionary<long, (Origin, Origin, Origin?)>();
        while (rows.Read())
            found.Add(rows.GetInt64(0), (Rows.Origin(rows, 1), Rows.Origin(rows, 3), Rows.OriginOrNull(rows, 5)));
        return found;
    }
}

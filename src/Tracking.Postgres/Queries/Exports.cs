using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Postgres;

/// <summary>Adds to tracks that were found where they, and their runs, come from.</summary>
internal sealed class Exports(Server server)
{
    private const int AtOnce = 500;

    private const string Origins = $"""
        SELECT t.number, COALESCE(t.origin, c.store), COALESCE(t.origin_number, t.number), {Rows.RunOrigin}
        FROM tracking.counters c, tracking.tracks t JOIN tracking.runs r ON r.run_id = t.run_id
        WHERE t.number = ANY($1)
        """;

    public IEnumerable<TrackExport> Of(IEnumerable<TrackRecord> tracks)
    {
        foreach (var part in tracks.Chunk(AtOnce))
        {
            var origins = Find([.. part.Select(track => track.Number)]);
            foreach (var track in part)
            {
                // One that was removed since it was found is nothing to be copied.
                if (origins.TryGetValue(track.Number, out var found))
                    yield return new TrackExport(track, found.Origin, found.RunOrigin);
            }
        }
    }

    private Dictionary<long, (Origin Origin, Origin RunOrigin)> Find(long[] numbers) => server.Ask(connection =>
    {
        using var rows = Sql.Read(connection, Origins, Sql.Numbers(numbers));
        var found = new Dictionary<long, (Origin, Origin)>();
        while (rows.Read())
            found.Add(rows.GetInt64(0), (Rows.Origin(rows, 1), Rows.Origin(rows, 3)));
        return found;
    });
}

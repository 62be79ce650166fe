using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Makes the tokens of tracks that have none that count: those that an older version of the module saved or replaced. It goes in small
/// steps, each a transaction of its own, and nobody waits for it but who replaces one of the same tracks.
/// </summary>
internal static class TokenFill
{
    private const int Step = 500;

    private const string Next = $"""
        SELECT {Rows.TrackColumns} FROM tracking.tracks t
        WHERE number > $1 AND tokens_version IS DISTINCT FROM version ORDER BY number LIMIT $2
        """;

    /// <summary>One that was replaced meanwhile has its own.</summary>
    private static readonly string Fill = $"""
        UPDATE tracking.tracks t SET tokens = {Tokens.FromOneText("u.tokens")}, tokens_version = u.version
        FROM unnest($1, $2, $3) AS u (number, version, tokens) WHERE t.number = u.number AND t.version = u.version
        """;

    public static void Run(Server server, CancellationToken cancellation)
    {
        for (long? last = 0; last != null;)
        {
            var after = last;
            last = server.Query(connection => FillAfter(connection, after), cancellation);
        }
    }

    /// <summary>The last track of the step; null when there are no more.</summary>
    private static long? FillAfter(NpgsqlConnection connection, long? after)
    {
        var tracks = Sql.ReadAll(connection, Next, Rows.Track, Sql.Number(after), Sql.Number(Step));
        if (tracks.Count == 0)
            return null;
        using var batch = Sql.Batch(connection, Sql.Command(
            Fill,
            Sql.Numbers([.. tracks.Select(track => track.Number)]),
            Sql.Numbers([.. tracks.Select(track => track.Version)]),
            Tokens.InOneTextEach(tracks.Select(track => track.Data))));
        Sql.Execute(batch);
        return tracks[^1].Number;
    }
}

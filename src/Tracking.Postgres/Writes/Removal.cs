using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>Removes a track for good.</summary>
internal sealed class Removal(long number) : IWrite<TrackRecord>
{
    private const string Track = """
        SELECT t.number, t.task, t.run_id, t.user_name, t.at, t.given, t.data, t.types, t.version, t.step_id, k.tracks, k.last_number
        FROM tracking.tracks t JOIN tracking.keys k ON k.task_key = t.task_key AND k.run_id = t.run_id AND k.user_key = t.user_key
        WHERE t.number = $1
        """;

    public IReadOnlyList<NpgsqlBatchCommand> Reads() => [Sql.Command(Track, Sql.Number((long?)number))];

    public TrackRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoTrack(number);
        var track = Rows.Track(answers);
        var isOnly = answers.GetInt64(Rows.BehindTrack) == 1;
        var isLast = answers.GetInt64(Rows.BehindTrack + 1) == number;
        transaction.Write("DELETE FROM tracking.tracks WHERE number = $1", Sql.Number((long?)number));
        transaction.WriteEnd(track);
        if (isOnly)
        {
            transaction.RemoveKey(track);
        }
        else
        {
            transaction.WriteOneLess(track);
            if (isLast)
                transaction.WriteLast(track);
        }
        return track;
    }
}

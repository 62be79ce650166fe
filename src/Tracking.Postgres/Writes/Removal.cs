using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>Removes a track for good, and its run where that goes with its last track (rule 4.11).</summary>
internal sealed class Removal(long number) : IWrite<TrackRecord>
{
    private const string Track = $"""
        SELECT {Rows.TrackColumns}, k.tracks, k.last_number
        FROM tracking.tracks t JOIN tracking.keys k ON k.task_key = t.task_key AND k.run_id = t.run_id AND k.user_key = t.user_key
        WHERE t.number = $1
        """;

    private const string RunOfTrack = $"""
        SELECT {Rows.RunColumnsAsSaid}, EXISTS (SELECT 1 FROM tracking.steps s WHERE s.run_id = r.run_id),
            (SELECT sum(k.tracks) FROM tracking.keys k WHERE k.run_id = r.run_id)::bigint
        FROM tracking.runs r WHERE r.run_id = (SELECT t.run_id FROM tracking.tracks t WHERE t.number = $1)
        """;

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
        [Sql.Command(Track, Sql.Number((long?)number)), Sql.Command(RunOfTrack, Sql.Number((long?)number))];

    public TrackRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoTrack(number);
        var track = Rows.Track(answers);
        var isOnly = answers.GetInt64(Rows.BehindTrack) == 1;
        var isLast = answers.GetInt64(Rows.BehindTrack + 1) == number;
        answers.NextResult();
        if (answers.Read() && answers.GetInt64(Rows.BehindRun + 1) == 1
            && RunRule.GoesWithItsLastTrack(transaction.Run(answers), hasSteps: answers.GetBoolean(Rows.BehindRun)))
        {
            transaction.RemoveRun(transaction.Run(answers));
            return track;
        }
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

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
        SELECT {Rows.TrackColumns} FROM tracking.tracks t WHERE t.number = $1
        """;

    private const string Run = """
        SELECT r.run_id FROM tracking.runs r WHERE r.run_id = (SELECT t.run_id FROM tracking.tracks t WHERE t.number = $1) FOR UPDATE
        """;

    private const string RunOfTrack = $"""
        SELECT {Rows.RunColumnsAsSaid}, EXISTS (SELECT 1 FROM tracking.steps s WHERE s.run_id = r.run_id),
            EXISTS (SELECT 1 FROM tracking.tracks t WHERE t.run_id = r.run_id AND t.number <> $1)
        FROM tracking.runs r WHERE r.run_id = (SELECT t.run_id FROM tracking.tracks t WHERE t.number = $1)
        """;

    public IReadOnlyList<NpgsqlBatchCommand> Locks() => [Sql.Command(Run, Sql.Number((long?)number))];

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
        [Sql.Command(Track, Sql.Number((long?)number)), Sql.Command(RunOfTrack, Sql.Number((long?)number))];

    public TrackRecord Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoTrack(number);
        var track = Rows.Track(answers);
        answers.NextResult();
        if (answers.Read() && !answers.GetBoolean(Rows.BehindRun + 1)
            && RunRule.GoesWithItsLastTrack(change.Run(answers), hasSteps: answers.GetBoolean(Rows.BehindRun)))
        {
            change.RemoveRun(change.Run(answers));
            return track;
        }
        change.Write("DELETE FROM tracking.tracks WHERE number = $1", Sql.Number((long?)number));
        change.WriteEnd(track);
        return track;
    }
}

using System.Collections.Generic;
using Npgsql;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Removes some of a run's tracks, and when few are left some of its steps, the inner ones first. It stays a run that ends when it did, and
/// takes saves meanwhile; keys stay too, since a save relies on them (rule 4.25).
/// </summary>
internal sealed class RunPartRemoval(RemovableRun removable) : IWrite<bool>
{
    private static readonly string Tracks = $"""
        WITH gone AS (
            DELETE FROM tracking.tracks
            WHERE number IN (SELECT number FROM tracking.tracks WHERE run_id = $1 LIMIT {RemovableRun.MostRows})
            RETURNING at
        )
        UPDATE tracking.runs r SET end_at = l.at FROM (SELECT max(at) AS at FROM gone) l WHERE r.run_id = $1 AND r.end_at < l.at
        """;

    private static readonly string Steps = $"""
        DELETE FROM tracking.steps
        WHERE step_id IN (SELECT step_id FROM tracking.steps WHERE run_id = $1 ORDER BY step_id DESC LIMIT {RemovableRun.MostRows})
            AND (SELECT count(*) = 0 FROM (SELECT 1 FROM tracking.tracks WHERE run_id = $1 LIMIT 1) t)
        """;

    public IReadOnlyList<NpgsqlBatchCommand> Reads() => removable.Reads();

    public IReadOnlyList<NpgsqlBatchCommand> Checks() => removable.Checks();

    public bool Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        var (run, isLarge) = removable.Read(change, answers);
        if (isLarge)
        {
            change.Write(Tracks, Sql.Number(run.RunId));
            change.Write(Steps, Sql.Number(run.RunId));
        }
        return isLarge;
    }
}

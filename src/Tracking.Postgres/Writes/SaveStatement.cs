using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// The statements that save one new track: its id, the run that it goes to or starts, its time, and all that is written, decided by the
/// server under the lock, so that a save takes one round trip. They mirror rule 4.2 (the run), rule 4.4 (<see cref="SaveRule"/>) and rule
/// 4.5 (<see cref="ClockRule"/>). They give number, run_id, at and whether the clock stepped back. No row means that nothing was written:
/// by the first, where the track is the first of its key or of its writer; by the second, where the run is not there, was continued, or
/// does not hold the step.
/// </summary>
internal static class SaveStatement
{
    private const string Saved = """
        INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data, types, step_id, writer)
        SELECT number, at, run_id, $6 IS NOT NULL, $1, $2, $3, $4, $10, $11, $12, $8 FROM d
        """;

    /// <summary>The time given, or the clock's (rule 4.5).</summary>
    private static readonly string Time = $"""
        COALESCE($6, CASE WHEN c.last_clock - c.now BETWEEN 0 AND {ClockRule.MaxCorrectionTicks} THEN c.last_clock ELSE c.now END)
        """;

    /// <summary>The run named begins earlier (rule 10.3). A current one does not, so that most saves do not look.</summary>
    private const string BegunEarlier = $"""
        UPDATE tracking.runs r SET start_at = d.at FROM d
        WHERE $5 <> 0 AND r.run_id = d.run_id AND r.start_at > d.at AND {RunRows.BeginsWithItsTracks}
        """;

    private static readonly string SteppedBack = $"($6 IS NULL AND c.last_clock - c.now > {ClockRule.MaxCorrectionTicks})";

    /// <summary>
    /// Less work for the server than the other one, and right nearly always: it updates what is there, and adds nothing but the track.
    /// </summary>
    private static readonly string OfKnownKey = $"""
        WITH d AS MATERIALIZED (
            SELECT c.next_track AS number, k.run_id, {Time} AS at, {SteppedBack} AS stepped_back
            FROM (
                SELECT next_track, last_clock, COALESCE($7, {WriteTransaction.ServerTicks}) AS now FROM tracking.counters OFFSET 0
            ) c, tracking.keys k, tracking.writers w
            WHERE k.run_id = CASE WHEN $5 = 0
                    THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = $2 AND host_key = $13)
                    ELSE (SELECT run_id FROM tracking.runs WHERE run_id = $5 AND continued_by IS NULL)
                END
                AND k.task_key = $2 AND k.user_key = $4 AND w.writer = $8
                AND ($12 = 0 OR EXISTS (SELECT 1 FROM tracking.steps s WHERE s.step_id = $12 AND s.run_id = k.run_id))
        ), counted AS (
            UPDATE tracking.counters SET next_track = next_track + 1, last_clock = CASE WHEN $6 IS NULL THEN d.at ELSE last_clock END FROM d
        ), listed AS (
            UPDATE tracking.keys k SET
                tracks = k.tracks + 1,
                task = CASE WHEN d.at >= k.last_at THEN $1 ELSE k.task END,
                user_name = CASE WHEN d.at >= k.last_at THEN $3 ELSE k.user_name END,
                last_number = CASE WHEN d.at >= k.last_at THEN d.number ELSE k.last_number END,
                last_at = GREATEST(d.at, k.last_at)
            FROM d WHERE k.run_id = d.run_id AND k.task_key = $2 AND k.user_key = $4
        ), written AS (
            UPDATE tracking.writers w SET operation = $9, number = d.number, run_id = d.run_id, at = d.at, written = now()
            FROM d WHERE w.writer = $8
        ), begun AS (
            {BegunEarlier}
        ), saved AS (
            {Saved}
        )
        SELECT number, run_id, at, stepped_back FROM d
        """;

    private static readonly string Complete = $"""
        WITH c AS MATERIALIZED (
            SELECT next_track, next_run, last_clock, COALESCE($7, {WriteTransaction.ServerTicks}) AS now FROM tracking.counters
        ), r AS MATERIALIZED (
            SELECT CASE WHEN $5 = 0
                THEN COALESCE((SELECT run_id FROM tracking.current_runs WHERE task_key = $2 AND host_key = $13), 0)
                ELSE (SELECT run_id FROM tracking.runs WHERE run_id = $5 AND continued_by IS NULL)
            END AS run_id
        ), d AS MATERIALIZED (
            SELECT c.next_track AS number,
                CASE WHEN r.run_id = 0 THEN c.next_run ELSE r.run_id END AS run_id,
                r.run_id = 0 AS starts,
                {Time} AS at,
                {SteppedBack} AS stepped_back
            FROM c, r
            WHERE r.run_id IS NOT NULL
                AND ($12 = 0 OR EXISTS (SELECT 1 FROM tracking.steps s WHERE s.step_id = $12 AND s.run_id = r.run_id))
        ), counted AS (
            UPDATE tracking.counters SET
                next_track = next_track + 1,
                next_run = CASE WHEN d.starts THEN next_run + 1 ELSE next_run END,
                last_clock = CASE WHEN $6 IS NULL THEN d.at ELSE last_clock END
            FROM d
        ), started AS (
            INSERT INTO tracking.runs (run_id, task, task_key, start_at, end_at, status, status_at, writer, host_key)
            SELECT run_id, $1, $2, at, at, {(int)RunStatus.Open}, at, $8, $13 FROM d WHERE starts
        ), made_current AS (
            INSERT INTO tracking.current_runs (task_key, run_id, host_key) SELECT $2, run_id, $13 FROM d WHERE starts
        ), listed AS (
            INSERT INTO tracking.keys AS k (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number)
            SELECT $2, run_id, $4, $1, $3, 1, at, number FROM d
            {KeyRows.OnKnownKey}
        ), written AS (
            INSERT INTO tracking.writers (writer, operation, number, run_id, at)
            SELECT $8, $9, number, run_id, at FROM d
            ON CONFLICT (writer) DO UPDATE SET
                operation = EXCLUDED.operation, number = EXCLUDED.number, run_id = EXCLUDED.run_id, at = EXCLUDED.at, written = now()
        ), begun AS (
            {BegunEarlier}
        ), saved AS (
            {Saved}
        )
        SELECT number, run_id, at, stepped_back FROM d
        """;

    public static NpgsqlBatchCommand Command(
        TrackDraft draft, WriterIdentity writer, long operation, long? clock, bool isOfKnownKey) => Sql.Command(
        isOfKnownKey ? OfKnownKey : Complete,
        Sql.Text(NameKey.ToText(draft.TaskId)),
        Sql.Text(NameKey.Of(draft.TaskId)),
        Sql.Text(NameKey.ToText(draft.UserName)),
        Sql.Text(NameKey.Of(draft.UserName)),
        Sql.Number(draft.RunId),
        Sql.Number(draft.TimeUtc?.Ticks),
        Sql.Number(clock),
        Sql.Id(writer.Id),
        Sql.Number(operation),
        Sql.Text(draft.Data.Json),
        Sql.Text(draft.Data.Types),
        Sql.Number(draft.StepId),
        Sql.Text(writer.HostKey));

    /// <summary>What has to be known to say why nothing was written: the run, and what continued it.</summary>
    public static NpgsqlBatchCommand SuccessorOf(TrackDraft draft) => Sql.Command(
        "SELECT run_id, continued_by FROM tracking.runs WHERE run_id = $1", Sql.Number(draft.RunId));
}

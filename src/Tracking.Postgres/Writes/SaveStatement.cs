using System;
using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres;

/// <summary>
/// The statements that save one new track: the id, the run that it goes to or starts, its time, and all that is written, decided by the server under the lock. They give number, run_id,
/// at and whether the clock stepped back. No row means that nothing was changed: by the first, where the track is the first of its key or its writer; by the second, where the run is not
/// there.
/// </summary>
internal static class SaveStatement
{
    /// <summary>Less work for the server than the other one, and right nearly always: it changes what is there, and adds but the track.</summary>
    private const string OfKnownKey = $"""
        WITH d AS MATERIALIZED (
            SELECT c.next_track AS number, k.run_id, {Time} AS at, {SteppedBack} AS stepped_back
            FROM (SELECT next_track, last_clock, COALESCE($7, {Change.ServerTicks}) AS now FROM tracking.counters OFFSET 0) c, tracking.keys k, tracking.writers w
            WHERE k.run_id = CASE WHEN $5 = 0 THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = $2) ELSE $5 END
                AND k.task_key = $2 AND k.user_key = $4 AND w.writer = $8
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
            UPDATE tracking.writers w SET operation = $9, number = d.number, run_id = d.run_id, at = d.at, written = now() FROM d WHERE w.writer = $8
        ), saved AS (
            {Saved}
        )
        SELECT number, run_id, at, stepped_back FROM d
        """;

    private const string Complete = $"""
        WITH c AS MATERIALIZED (
            SELECT next_track, next_run, last_clock, COALESCE($7, {Change.ServerTicks}) AS now FROM tracking.counters
        ), r AS MATERIALIZED (
            SELECT CASE WHEN $5 = 0
                THEN COALESCE((SELECT run_id FROM tracking.current_runs WHERE task_key = $2), 0)
                ELSE (SELECT run_id FROM tracking.runs WHERE run_id = $5)
            END AS run_id
        ), d AS MATERIALIZED (
            SELECT c.next_track AS number,
                CASE WHEN r.run_id = 0 THEN c.next_run ELSE r.run_id END AS run_id,
                r.run_id = 0 AS starts,
                {Time} AS at,
                {SteppedBack} AS stepped_back
            FROM c, r WHERE r.run_id IS NOT NULL
        ), counted AS (
            UPDATE tracking.counters SET
                next_track = next_track + 1,
                next_run = CASE WHEN d.starts THEN next_run + 1 ELSE next_run END,
                last_clock = CASE WHEN $6 IS NULL THEN d.at ELSE last_clock END
            FROM d
        ), started AS (
            INSERT INTO tracking.runs (run_id, task, task_key, start_at, end_at, status, status_at)
            SELECT run_id, $1, $2, at, at, 0, at FROM d WHERE starts
        ), made_current AS (
            INSERT INTO tracking.current_runs (task_key, run_id) SELECT $2, run_id FROM d WHERE starts
        ), listed AS (
            INSERT INTO tracking.keys AS k (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number)
            SELECT $2, run_id, $4, $1, $3, 1, at, number FROM d
            {OnKnownKey}
        ), written AS (
            INSERT INTO tracking.writers (writer, operation, number, run_id, at)
            SELECT $8, $9, number, run_id, at FROM d
            ON CONFLICT (writer) DO UPDATE SET
                operation = EXCLUDED.operation, number = EXCLUDED.number, run_id = EXCLUDED.run_id, at = EXCLUDED.at, written = now()
        ), saved AS (
            {Saved}
        )
        SELECT number, run_id, at, stepped_back FROM d
        """;

    /// <summary>The time given, or the clock's, as <see cref="Change.TimeFor"/> has it.</summary>
    private const string Time = "COALESCE($6, CASE WHEN c.now < c.last_clock AND c.last_clock - c.now <= 864000000000 THEN c.last_clock ELSE c.now END)";

    private const string SteppedBack = "($6 IS NULL AND c.last_clock - c.now > 864000000000)";

    private const string Saved = """
        INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data, types)
        SELECT number, at, run_id, $6 IS NOT NULL, $1, $2, $3, $4, $10, $11 FROM d
        """;

    /// <summary>What a key that is there takes over from tracks that are added to it.</summary>
    public const string OnKnownKey = """
        ON CONFLICT (task_key, run_id, user_key) DO UPDATE SET
            tracks = k.tracks + EXCLUDED.tracks,
            task = CASE WHEN EXCLUDED.last_at >= k.last_at THEN EXCLUDED.task ELSE k.task END,
            user_name = CASE WHEN EXCLUDED.last_at >= k.last_at THEN EXCLUDED.user_name ELSE k.user_name END,
            last_number = CASE WHEN EXCLUDED.last_at >= k.last_at THEN EXCLUDED.last_number ELSE k.last_number END,
            last_at = GREATEST(EXCLUDED.last_at, k.last_at)
        """;

    public static NpgsqlBatchCommand Command(TrackDraft draft, Guid writer, long operation, long? clock, bool isOfKnownKey) => Sql.Command(
        isOfKnownKey ? OfKnownKey : Complete,
        Sql.Text(NameKey.ToText(draft.TaskId)),
        Sql.Text(NameKey.Of(draft.TaskId)),
        Sql.Text(NameKey.ToText(draft.UserName)),
        Sql.Text(NameKey.Of(draft.UserName)),
        Sql.Number(draft.RunId),
        Sql.Number(draft.TimeUtc?.Ticks),
        Sql.Number(clock),
        Sql.Id(writer),
        Sql.Number(operation),
        Sql.Text(draft.Data.Json),
        Sql.Text(draft.Data.Types));
}

using Npgsql;
using Tracking.Data;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// The statement that saves one new track to a run that is there. It adds rows and changes none, so that no writer waits for another: it
/// only shares a lock on its run, so that nobody removes that meanwhile. It mirrors rule 4.2 (the run), rule 4.4 (<see cref="SaveRule"/>)
/// and rule 4.5 (<see cref="ClockRule"/>), and gives number, run_id and at. No row means that nothing was written: the run is to be
/// started, to begin earlier (rule 10.3), is not there, was continued, or does not hold the step, or the clock stepped back.
/// </summary>
internal static class SaveStatement
{
    private static readonly string Text = $"""
        WITH r AS MATERIALIZED (
            SELECT r.run_id, COALESCE($6, GREATEST(c.now, $14)) AS at
            FROM (
                SELECT COALESCE($7, {DecidedChange.ServerTicks}) AS now, set_config('lock_timeout', $16, true) OFFSET 0
            ) c, tracking.runs r
            WHERE r.run_id = CASE WHEN $5 = 0
                    THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = $2 AND host_key = $13)
                    ELSE $5
                END
                AND (SELECT s.writers_from_14 FROM tracking.store s) AND r.continued_by IS NULL
                AND ($6 IS NOT NULL OR $14 - c.now <= {ClockRule.MaxCorrectionTicks})
                AND ($5 = 0 OR r.key IS NULL OR r.start_at <= COALESCE($6, GREATEST(c.now, $14)))
                AND ($12 = 0 OR EXISTS (SELECT 1 FROM tracking.steps s WHERE s.step_id = $12 AND s.run_id = r.run_id))
            FOR KEY SHARE OF r
        ), d AS MATERIALIZED (
            SELECT nextval('tracking.track_numbers') AS number, run_id, at FROM r
        ), n AS MATERIALIZED (
            SELECT run_id FROM d WHERE NOT EXISTS (
                SELECT 1 FROM tracking.keys k
                WHERE k.run_id = d.run_id AND k.task_key = $2 AND k.user_key = $4 AND k.task = $1 AND k.user_name = $3
            )
        ), named AS (
            INSERT INTO tracking.names (name_key, name)
            SELECT u.key, u.name FROM n, (VALUES ($2, $1), ($4, $3)) u (key, name) ORDER BY u.key, u.name
            ON CONFLICT (name_key, md5(name)) DO NOTHING
        ), listed AS (
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name)
            SELECT $2, run_id, $4, $1, $3 FROM n
            ON CONFLICT (run_id, task_key, user_key) DO NOTHING
        ), noted AS (
            INSERT INTO tracking.operations (writer, operation, numbers, run_ids, ats)
            SELECT $8, $9, ARRAY[number], ARRAY[run_id], ARRAY[at] FROM d
        ), saved AS (
            INSERT INTO tracking.tracks (
                number, at, run_id, given, task, task_key, user_name, user_key, data, types, step_id, writer, tokens, tokens_version
            )
            SELECT number, at, run_id, $6 IS NOT NULL, $1, $2, $3, $4, $10, $11, $12, $8, $15, 0 FROM d
        )
        SELECT number, run_id, at FROM d
        """;

    /// <param name="draft">The track.</param>
    /// <param name="writer">Who saves it.</param>
    /// <param name="operation">The operation's number.</param>
    /// <param name="clock">The clock's ticks; null for the server's clock.</param>
    /// <param name="lastClock">The last time that the clock gave to this writer, in ticks.</param>
    /// <param name="lockTimeout">How long it waits for the lock of a row, as the server's setting says it.</param>
    public static NpgsqlBatchCommand Command(
        TrackDraft draft, WriterIdentity writer, long operation, long? clock, long lastClock, string lockTimeout) =>
        Sql.Command(
            Text,
            Sql.Text(NameKey.ToText(draft.TaskId)),
            Sql.Text(NameKey.Of(draft.TaskId)),
            Sql.Text(NameKey.ToText(draft.UserName)),
            Sql.Text(NameKey.Of(draft.UserName)),
            Sql.Number(draft.RunId),
            Sql.Number(draft.TimeUtc?.Ticks),
            Sql.Number(clock),
            Sql.Id(writer.Id),
            Sql.Number((long?)operation),
            Sql.Text(draft.Data.Json),
            Sql.Text(draft.Data.Types),
            Sql.Number(draft.StepId),
            Sql.Text(writer.HostKey),
            Sql.Number((long?)lastClock),
            Sql.Texts(DataTokens.Of(draft.Data)),
            Sql.Text(lockTimeout));
}

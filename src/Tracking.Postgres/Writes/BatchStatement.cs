using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// The statement that saves many new tracks as <see cref="SaveStatement"/> saves one: all of them, or none where one of them takes more. It
/// is one message with arrays, so that nothing is held on the server while a client sends. Its parts are such that the server expects few
/// rows, whatever it knows of the tables: where it expects many, it compiles the statement, for seconds.
/// </summary>
internal static class BatchStatement
{
    private static readonly string Text = $"""
        WITH c AS MATERIALIZED (
            SELECT COALESCE($10, {DecidedChange.ServerTicks}) AS now, set_config('lock_timeout', $16, true) AS waits
            WHERE (SELECT s.writers_from_14 FROM tracking.store s)
        ), i AS MATERIALIZED (
            SELECT u.*, COALESCE(u.given_at, GREATEST(c.now, $14)) AS at,
                CASE WHEN u.named = 0
                    THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = u.task_key AND host_key = $13)
                    ELSE u.named
                END AS run_id
            FROM c, unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $15) WITH ORDINALITY
                AS u (task, task_key, user_name, user_key, named, given_at, data, types, step_id, tokens, place)
        ), r AS MATERIALIZED (
            SELECT r.run_id, r.key, r.start_at FROM tracking.runs r
            WHERE r.run_id = ANY (ARRAY(SELECT DISTINCT i.run_id FROM i)) AND r.continued_by IS NULL
            ORDER BY r.run_id FOR KEY SHARE
        ), fit AS MATERIALIZED (
            SELECT count(*) = cardinality($1) AS all_fit
            FROM i JOIN r ON r.run_id = i.run_id CROSS JOIN c
            WHERE (i.given_at IS NOT NULL OR $14 - c.now <= {ClockRule.MaxCorrectionTicks})
                AND (i.named = 0 OR r.key IS NULL OR r.start_at <= i.at)
                AND (i.step_id = 0 OR EXISTS (SELECT 1 FROM tracking.steps s WHERE s.step_id = i.step_id AND s.run_id = i.run_id))
        ), d AS MATERIALIZED (
            SELECT nextval('tracking.track_numbers') AS number, o.*
            FROM (SELECT i.* FROM i, fit WHERE fit.all_fit ORDER BY i.place) o
        ), n AS MATERIALIZED (
            SELECT task_key, run_id, user_key, task, user_name FROM d
            WHERE NOT EXISTS (
                SELECT 1 FROM tracking.keys k
                WHERE k.run_id = d.run_id AND k.task_key = d.task_key AND k.user_key = d.user_key
                    AND k.task = d.task AND k.user_name = d.user_name
            )
        ), named AS (
            INSERT INTO tracking.names (name_key, name)
            SELECT task_key, task FROM n UNION SELECT user_key, user_name FROM n ORDER BY 1, 2
            ON CONFLICT (name_key, md5(name)) DO NOTHING
        ), listed AS (
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name)
            SELECT DISTINCT ON (run_id, task_key, user_key) task_key, run_id, user_key, task, user_name FROM n
            ORDER BY run_id, task_key, user_key
            ON CONFLICT (run_id, task_key, user_key) DO NOTHING
        ), noted AS (
            INSERT INTO tracking.operations (writer, operation, numbers, run_ids, ats)
            SELECT $11, $12, array_agg(number ORDER BY place), array_agg(run_id ORDER BY place), array_agg(at ORDER BY place)
            FROM d HAVING count(*) > 0
        ), saved AS (
            INSERT INTO tracking.tracks (
                number, at, run_id, given, task, task_key, user_name, user_key, data, types, step_id, writer, tokens, tokens_version
            )
            SELECT number, at, run_id, given_at IS NOT NULL, task, task_key, user_name, user_key, data, types, step_id, $11,
                {Tokens.FromOneText("tokens")}, 0
            FROM d ORDER BY place
        )
        SELECT number, run_id, at FROM d ORDER BY place
        """;

    /// <summary>Whether drafts can be saved by it, as far as they show by themselves.</summary>
    public static bool Fits(IReadOnlyList<TrackDraft> drafts)
    {
        try
        {
            foreach (var draft in drafts)
            {
                if (draft.RunKey != null)
                    return false;
                SaveRule.RequireDraft(draft);
                StoreErrors.RequireSize(draft.TaskId, draft.UserName, draft.Data);
            }
            return true;
        }
        catch (TrackingException)
        {
            // Those before it are saved by whoever says what is wrong with it.
            return false;
        }
    }

    /// <param name="drafts">The tracks.</param>
    /// <param name="writer">Who saves them.</param>
    /// <param name="operation">The operation's number.</param>
    /// <param name="clock">The clock's ticks; null for the server's clock.</param>
    /// <param name="lastClock">The last time that the clock gave to this writer, in ticks.</param>
    /// <param name="lockTimeout">How long it waits for the lock of a row, as the server's setting says it.</param>
    public static NpgsqlBatchCommand Command(
        IReadOnlyList<TrackDraft> drafts, WriterIdentity writer, long operation, long? clock, long lastClock, string lockTimeout)
    {
        // Names come again and again: their keys are made once.
        var keys = drafts.Select(draft => draft.TaskId).Concat(drafts.Select(draft => draft.UserName)).Distinct()
            .ToDictionary(name => name, NameKey.Of);
        return Sql.Command(
            Text,
            Sql.Texts([.. drafts.Select(draft => NameKey.ToText(draft.TaskId))]),
            Sql.Texts([.. drafts.Select(draft => keys[draft.TaskId])]),
            Sql.Texts([.. drafts.Select(draft => NameKey.ToText(draft.UserName))]),
            Sql.Texts([.. drafts.Select(draft => keys[draft.UserName])]),
            Sql.Numbers([.. drafts.Select(draft => draft.RunId)]),
            Sql.Numbers([.. drafts.Select(draft => draft.TimeUtc?.Ticks)]),
            Sql.Texts([.. drafts.Select(draft => draft.Data.Json)]),
            Sql.Texts([.. drafts.Select(draft => draft.Data.Types)]),
            Sql.Numbers([.. drafts.Select(draft => draft.StepId)]),
            Sql.Number(clock),
            Sql.Id(writer.Id),
            Sql.Number((long?)operation),
            Sql.Text(writer.HostKey),
            Sql.Number((long?)lastClock),
            Tokens.InOneTextEach(drafts.Select(draft => draft.Data)),
            Sql.Text(lockTimeout));
    }
}

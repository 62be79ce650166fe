using System;
using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Replaces data and time of the last track of a key, or lays the new data over the old; saves a new track where there is none (rule 4.4,
/// <see cref="SaveRule"/>).
/// </summary>
internal sealed class Replacement(TrackDraft draft, Guid writer) : IWrite<TrackRecord>
{
    /// <summary>
    /// The last track of the key, and the run (rule 4.2): null where it is not there. Then what continued the run, and the run of the step.
    /// </summary>
    private const string Last = """
        SELECT t.number, t.task, t.run_id, t.user_name, t.at, t.given, t.data, t.types, t.version, t.step_id, r.run_id,
            (SELECT run_id FROM tracking.steps WHERE step_id = $4),
            (SELECT continued_by FROM tracking.runs WHERE run_id = r.run_id)
        FROM (
            SELECT CASE WHEN $3 = 0
                THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = $1)
                ELSE (SELECT run_id FROM tracking.runs WHERE run_id = $3)
            END AS run_id
        ) r
        LEFT JOIN tracking.keys k ON k.task_key = $1 AND k.run_id = r.run_id AND k.user_key = $2
        LEFT JOIN tracking.tracks t ON t.number = k.last_number
        """;

    private readonly Additions _additions = new([draft], writer);

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
    [
        Sql.Command(
            Last,
            Sql.Text(NameKey.Of(draft.TaskId)),
            Sql.Text(NameKey.Of(draft.UserName)),
            Sql.Number(draft.RunId),
            Sql.Number(draft.StepId)),
    ];

    public TrackRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        answers.Read();
        int? runId = answers.IsDBNull(Rows.BehindTrack) ? null : answers.GetInt32(Rows.BehindTrack);
        int? runOfStep = answers.IsDBNull(Rows.BehindTrack + 1) ? null : answers.GetInt32(Rows.BehindTrack + 1);
        int? continuedBy = answers.IsDBNull(Rows.BehindTrack + 2) ? null : answers.GetInt32(Rows.BehindTrack + 2);
        if (answers.IsDBNull(0))
            return _additions.DecideOnly(transaction, runId, continuedBy, runOfStep);
        StoreErrors.RequireNotContinued(runId!.Value, continuedBy);
        if (draft.StepId != 0 && runOfStep != runId)
            throw StoreErrors.NoStep(draft.StepId);
        var last = Rows.Track(answers);
        var replaced = SaveRule.Replace(draft, last, transaction.TimeFor(draft.TimeUtc));
        transaction.Write(
            $"""
            UPDATE tracking.tracks SET at = $2, given = $3, data = $4, types = $5, version = $6, changed = {WriteTransaction.Number}
            WHERE number = $1
            """,
            Sql.Number((long?)replaced.Number),
            Sql.Number((long?)replaced.TimeTicks),
            Sql.Flag(replaced.TimeIsGiven),
            Sql.Text(replaced.Data.Json),
            Sql.Text(replaced.Data.Types),
            Sql.Number(replaced.Version));
        transaction.WriteEnd(last);
        if (replaced.TimeTicks >= last.TimeTicks)
            transaction.WriteLastTime(replaced);
        else
            transaction.WriteLast(replaced);
        return replaced;
    }

    /// <summary>Writes the new track itself, where there was none to be replaced.</summary>
    public void Copy(WriteTransaction transaction) => _additions.Copy(transaction);
}

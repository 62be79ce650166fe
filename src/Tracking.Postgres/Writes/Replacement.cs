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
internal sealed class Replacement(TrackDraft draft) : IWrite<TrackRecord>
{
    /// <summary>The last track of the key, and the run (rule 4.2): null where it is not there.</summary>
    private const string Last = """
        SELECT t.number, t.task, t.run_id, t.user_name, t.at, t.given, t.data, t.types, t.version, r.run_id
        FROM (
            SELECT CASE WHEN $3 = 0
                THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = $1)
                ELSE (SELECT run_id FROM tracking.runs WHERE run_id = $3)
            END AS run_id
        ) r
        LEFT JOIN tracking.keys k ON k.task_key = $1 AND k.run_id = r.run_id AND k.user_key = $2
        LEFT JOIN tracking.tracks t ON t.number = k.last_number
        """;

    private readonly Additions _additions = new([draft]);

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
        [Sql.Command(Last, Sql.Text(NameKey.Of(draft.TaskId)), Sql.Text(NameKey.Of(draft.UserName)), Sql.Number(draft.RunId))];

    public TrackRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        answers.Read();
        int? runId = answers.IsDBNull(9) ? null : answers.GetInt32(9);
        if (answers.IsDBNull(0))
            return _additions.DecideOnly(transaction, runId);
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

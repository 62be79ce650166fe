using Npgsql;
using Tracking.Data;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>Replaces data and time of the last track of a key, or lays the new data over the old; saves a new track where there is none (rule 4.4).</summary>
internal sealed class Replacement(TrackDraft draft)
{
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

    public TrackRecord Run(Writer writer) => writer.Change(
        () => [Sql.Command(Last, Sql.Text(NameKey.Of(draft.TaskId)), Sql.Text(NameKey.Of(draft.UserName)), Sql.Number(draft.RunId))],
        Decide,
        _additions.Copy);

    private TrackRecord Decide(Change change, NpgsqlDataReader answers)
    {
        answers.Read();
        int? runId = answers.IsDBNull(9) ? null : answers.GetInt32(9);
        if (draft.RunId > 0 && runId == null)
            throw Refusal.NoRun(draft.RunId);
        if (answers.IsDBNull(0))
            return _additions.Decide(change, runId);
        var last = Rows.Track(answers);
        var data = draft.Mode == SaveMode.Merge ? DataMerge.Lay(draft.Data, last.Data) : draft.Data;
        Refusal.RequireSize(last.TaskId, last.UserName, data);
        var record = new TrackRecord(last.Number, last.TaskId, last.RunId, last.UserName, change.TimeFor(draft.TimeUtc), draft.TimeUtc != null, data, last.Version + 1);
        change.Write(
            $"UPDATE tracking.tracks SET at = $2, given = $3, data = $4, types = $5, version = $6, changed = {Change.Number} WHERE number = $1",
            Sql.Number((long?)record.Number), Sql.Number((long?)record.TimeTicks), new NpgsqlParameter<bool> { TypedValue = record.TimeIsGiven }, Sql.Text(data.Json), Sql.Text(data.Types),
            Sql.Number(record.Version));
        change.WriteEnd(last);
        if (record.TimeTicks >= last.TimeTicks)
            change.WriteLastTime(record);
        else
            change.WriteLast(record);
        return record;
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Npgsql;
using Tracking.Data;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Replaces data and time of the last track of a key, or of the track that is named, or lays the new data over the old; saves a new track
/// where there is none, and nothing where nothing is to change (rule 4.4, rules 10.4 to 10.6, <see cref="SaveRule"/>).
/// </summary>
internal sealed class Replacement(TrackDraft draft, WriterIdentity writer) : IWrite<TrackRecord>
{
    /// <summary>
    /// How many of the last tracks are looked at that have a key of data at some depth: whether it is a key of the data themselves shows
    /// here.
    /// </summary>
    private const int MostCandidates = 256;

    private const string Columns = $"SELECT {Rows.TrackColumns}, {RunColumns}";

    /// <summary>What tells whether the track and its run are as they were.</summary>
    private const string ColumnsOfCheck = $"SELECT t.number, t.xid, {RunColumns}";

    private const string RunColumns = """
        r.run_id, (SELECT run_id FROM tracking.steps WHERE step_id = $4), (SELECT continued_by FROM tracking.runs WHERE run_id = r.run_id)
        """;

    private const string Run = """
        (
            SELECT CASE
                WHEN $5 IS NOT NULL THEN (
                    SELECT run_id FROM tracking.runs WHERE task_key = $1 AND key = $5 ORDER BY start_at DESC, run_id DESC LIMIT 1
                )
                WHEN $3 = 0 THEN (SELECT run_id FROM tracking.current_runs WHERE task_key = $1 AND host_key = $6)
                ELSE (SELECT run_id FROM tracking.runs WHERE run_id = $3)
            END AS run_id
        ) r
        """;

    /// <summary>
    /// The last track of the key, and the run (rule 4.2): null where it is not there. Then what continued the run, and the run of the step.
    /// </summary>
    private const string Last = $"""
        FROM {Run}
        LEFT JOIN LATERAL (
            SELECT * FROM tracking.tracks c
            WHERE c.run_id = r.run_id AND c.task_key = $1 AND c.user_key = $2 ORDER BY c.at DESC, c.number DESC LIMIT 1
        ) t ON true
        """;

    /// <summary>The same with the last tracks of the key whose data match an expression.</summary>
    private static readonly string Candidates = $"""
        FROM {Run}
        LEFT JOIN LATERAL (
            SELECT * FROM tracking.tracks c
            WHERE c.run_id = r.run_id AND c.task_key = $1 AND c.user_key = $2 AND c.data ~* $7
            ORDER BY c.at DESC, c.number DESC LIMIT {MostCandidates}
        ) t ON true
        ORDER BY t.at DESC, t.number DESC
        """;

    /// <summary>The same with the track that is named; no row where it is not there.</summary>
    private const string Named = $"""
        SELECT {Rows.TrackColumns}, t.run_id, NULL::int,
            (SELECT continued_by FROM tracking.runs WHERE run_id = t.run_id)
        FROM tracking.tracks t WHERE t.number = $1
        """;

    private const string NamedCheck = """
        SELECT t.number, t.xid, t.run_id, (SELECT continued_by FROM tracking.runs WHERE run_id = t.run_id)
        FROM tracking.tracks t WHERE t.number = $1
        """;

    private readonly Additions _additions = new([draft], writer);

    public IReadOnlyList<NpgsqlBatchCommand> Reads() => Statement(Columns, Named);

    public IReadOnlyList<NpgsqlBatchCommand> Checks() => Statement(ColumnsOfCheck, NamedCheck);

    private IReadOnlyList<NpgsqlBatchCommand> Statement(string columns, string named)
    {
        if (draft.Number != 0)
            return [Sql.Command(named, Sql.Number((long?)draft.Number))];
        List<NpgsqlParameter> parameters =
        [
            Sql.Text(NameKey.Of(draft.TaskId)),
            Sql.Text(NameKey.Of(draft.UserName)),
            Sql.Number(draft.RunId),
            Sql.Number(draft.StepId),
            Sql.Text(draft.RunKey == null ? null : NameKey.ToText(draft.RunKey)),
            Sql.Text(writer.HostKey),
        ];
        if (draft.ReplacesThoseWith is not { } keys)
            return [Sql.Command($"{columns} {Last}", parameters)];
        // Within a text of JSON, a quote has a backslash before it.
        parameters.Add(Sql.Text($"\"({string.Join("|", keys.Select(Regex.Escape))})\":"));
        return [Sql.Command($"{columns} {Candidates}", parameters)];
    }

    public TrackRecord Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoTrack(draft.Number);
        int? runId = answers.IsDBNull(Rows.BehindTrack) ? null : answers.GetInt32(Rows.BehindTrack);
        int? runOfStep = answers.IsDBNull(Rows.BehindTrack + 1) ? null : answers.GetInt32(Rows.BehindTrack + 1);
        int? continuedBy = answers.IsDBNull(Rows.BehindTrack + 2) ? null : answers.GetInt32(Rows.BehindTrack + 2);
        if (FindReplaced(answers) is not { } last)
            return _additions.DecideOnly(change, runId, continuedBy, runOfStep);
        StoreErrors.RequireNotContinued(runId!.Value, continuedBy);
        if (draft.StepId != 0 && runOfStep != runId)
            throw StoreErrors.NoStep(draft.StepId);
        if (SaveRule.ChangesNothing(draft, last))
            return last;
        if (draft.Mode == SaveMode.Add)
            return _additions.DecideOnly(change, runId, continuedBy, runOfStep);
        var replaced = SaveRule.Replace(draft, last, change.TimeFor(draft.TimeUtc ?? (draft.Number != 0 ? last.TimeUtc : null)))
            .SavedOn(writer.Host);
        change.Write(
            $"""
            UPDATE tracking.tracks SET at = $2, given = $3, data = $4, types = $5, version = $6, writer = $7,
                xid = {DecidedChange.Number}, tokens = $8, tokens_version = $6
            WHERE number = $1
            """,
            Sql.Number((long?)replaced.Number),
            Sql.Number((long?)replaced.TimeTicks),
            Sql.Flag(replaced.TimeIsGiven),
            Sql.Text(replaced.Data.Json),
            Sql.Text(replaced.Data.Types),
            Sql.Number(replaced.Version),
            Sql.Id(writer.Id),
            Sql.Texts(DataTokens.Of(replaced.Data)));
        change.WriteEnd(last);
        if (replaced.TimeTicks < last.TimeTicks)
            change.BeginEarlier([(replaced.RunId, replaced.TimeTicks)]);
        return replaced;
    }

    private TrackRecord? FindReplaced(NpgsqlDataReader answers)
    {
        do
        {
            if (answers.IsDBNull(0))
                return null;
            var track = Rows.Track(answers);
            if (SaveRule.MayReplace(draft, track))
                return track;
        }
        while (answers.Read());
        return null;
    }
}

using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Runs, steps and tracks that are copied from another store, decided by what is here of them already and written in one go (<see
/// cref="ImportPlan"/>).
/// </summary>
internal sealed class Imports(
    IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, IReadOnlyList<StepExport> steps, WriterIdentity writer)
    : IWrite<ImportResult>
{
    /// <summary>What is here by the origins $1 and $2: first what was copied here, then the database's own.</summary>
    private const string KnownTracks = $"""
        WITH o AS (SELECT * FROM unnest($1, $2) AS o (writer, id))
        SELECT {Rows.TrackColumns}, t.origin, t.origin_number
        FROM o JOIN tracking.tracks t ON t.origin = o.writer AND t.origin_number = o.id
        UNION ALL
        SELECT {Rows.TrackColumns}, c.store, t.number
        FROM o JOIN tracking.store c ON c.store = o.writer JOIN tracking.tracks t ON t.number = o.id AND t.origin IS NULL
        """;

    private const string KnownRuns = $"""
        WITH o AS (SELECT * FROM unnest($1, $2) AS o (writer, id))
        SELECT {Rows.RunColumnsAsSaid}
        FROM o JOIN tracking.runs r ON r.origin = o.writer AND r.origin_number = o.id
        UNION ALL
        SELECT {Rows.RunColumnsAsSaid}
        FROM o JOIN tracking.store c ON c.store = o.writer JOIN tracking.runs r ON r.run_id = o.id AND r.origin IS NULL
        """;

    private const string KnownSteps = $"""
        WITH o AS (SELECT * FROM unnest($1, $2) AS o (writer, id))
        SELECT {Rows.StepColumnsAsSaid}
        FROM o JOIN tracking.steps s ON s.origin = o.writer AND s.origin_number = o.id
        UNION ALL
        SELECT {Rows.StepColumnsAsSaid}
        FROM o JOIN tracking.store c ON c.store = o.writer JOIN tracking.steps s ON s.step_id = o.id AND s.origin IS NULL
        """;

    private readonly NewTracks _newTracks = new();

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
    [
        Known(KnownTracks, tracks.Select(track => track.Origin)),
        Known(KnownRuns, runs.Select(run => run.Origin)
            .Concat(tracks.Select(track => track.RunOrigin)).Concat(steps.Select(step => step.RunOrigin))),
        Known(KnownSteps, steps.Select(step => step.Step.Identity)
            .Concat(steps.Select(step => step.ParentOrigin).Concat(tracks.Select(track => track.StepOrigin)).OfType<Origin>())),
    ];

    public ImportResult Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        _newTracks.Clear();
        var target = new Target(change, answers, runs, tracks, steps);
        var plan = new ImportPlan(target, runs, tracks, steps);
        WriteRuns(change, plan.Result.Runs);
        WriteSteps(change, plan.Result.Steps, target);
        WriteTracks(change, plan.Result.Tracks);
        return plan.Result;
    }

    private static NpgsqlBatchCommand Known(string text, IEnumerable<Origin> origins)
    {
        var wanted = origins.Distinct().ToList();
        return Sql.Command(text, Sql.Ids([.. wanted.Select(o => o.Writer)]), Sql.Numbers([.. wanted.Select(o => o.Number)]));
    }

    private void WriteRuns(DecidedChange change, IReadOnlyList<ImportedRun> imported)
    {
        var added = new Dictionary<int, (RunRecord Run, Origin Origin)>();
        var updated = new Dictionary<int, RunRecord>();
        foreach (var ((run, outcome), given) in imported.Zip(runs))
        {
            // One that is new may be brought up to date in the same batch.
            if (outcome == ImportOutcome.Added || (outcome == ImportOutcome.Updated && added.ContainsKey(run.RunId)))
                added[run.RunId] = (run, given.Origin);
            else if (outcome == ImportOutcome.Updated)
                updated[run.RunId] = run;
        }
        if (added.Count > 0)
        {
            RunRecord[] records = [.. added.Values.Select(each => each.Run)];
            change.Write(
                """
                INSERT INTO tracking.runs (
                    run_id, task, task_key, start_at, end_at, status, status_at, message, origin, origin_number,
                    key, facts, continues, continues_number, carried_steps
                )
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                """,
                Sql.Numbers([.. records.Select(run => run.RunId)]),
                Sql.Texts([.. records.Select(run => run.TaskId == null ? null : NameKey.ToText(run.TaskId))]),
                Sql.Texts([.. records.Select(run => run.TaskId == null ? null : _newTracks.KeyOf(run.TaskId))]),
                Sql.Numbers([.. records.Select(run => run.StartUtc.Ticks)]),
                Ends(records),
                Statuses(records),
                StatusTimes(records),
                Messages(records),
                Sql.Ids([.. added.Values.Select(each => each.Origin.Writer)]),
                Sql.Numbers([.. added.Values.Select(each => each.Origin.Number)]),
                Sql.Texts([.. records.Select(run => run.Key == null ? null : NameKey.ToText(run.Key))]),
                Sql.Texts([.. records.Select(run => run.Facts?.Json)]),
                Sql.Ids([.. records.Select(run => run.Continues?.Writer)]),
                Sql.Numbers([.. records.Select(run => run.Continues?.Number)]),
                Sql.Numbers([.. records.Select(run => run.CarriedSteps)]));
        }
        if (updated.Count > 0)
        {
            change.Write(
                $"""
                UPDATE tracking.runs r
                SET start_at = u.start_at, end_at = u.end_at, status = u.status, status_at = u.status_at, message = u.message,
                    xid = {DecidedChange.Number}
                FROM unnest($1, $2, $3, $4, $5, $6) AS u (run_id, end_at, status, status_at, message, start_at) WHERE r.run_id = u.run_id
                """,
                Sql.Numbers([.. updated.Keys]),
                Ends(updated.Values),
                Statuses(updated.Values),
                StatusTimes(updated.Values),
                Messages(updated.Values),
                Sql.Numbers([.. updated.Values.Select(run => run.StartUtc.Ticks)]));
        }
    }

    private void WriteSteps(DecidedChange change, IReadOnlyList<ImportedStep> imported, Target target)
    {
        var added = new Dictionary<int, StepRecord>();
        var updated = new Dictionary<int, StepRecord>();
        foreach (var (step, outcome) in imported)
        {
            if (outcome == ImportOutcome.Added || (outcome == ImportOutcome.Updated && added.ContainsKey(step.StepId)))
                added[step.StepId] = step;
            else if (outcome == ImportOutcome.Updated)
                updated[step.StepId] = step;
        }
        foreach (var step in updated.Values)
        {
            change.WriteStep(step, writer);
            change.WriteTimes(step);
        }
        change.AddSteps(StepRows.Placed([.. added.Values.OrderBy(step => step.StepId)], target.PathOf), writer);
    }

    private void WriteTracks(DecidedChange change, IReadOnlyList<ImportedTrack> imported)
    {
        var added = new Dictionary<long, (TrackRecord Record, Origin Origin)>();
        var updated = new Dictionary<long, TrackRecord>();
        foreach (var ((track, outcome), given) in imported.Zip(tracks))
        {
            if (outcome == ImportOutcome.Added || (outcome == ImportOutcome.Updated && added.ContainsKey(track.Number)))
                added[track.Number] = (track, given.Origin);
            else if (outcome == ImportOutcome.Updated)
                updated[track.Number] = track;
        }
        if (updated.Count > 0)
            WriteUpdated(change, updated.Values);
        foreach (var (record, origin) in added.Values)
            _newTracks.Add(record, origin);
        _newTracks.Write(change, writer: null);
    }

    private static void WriteUpdated(DecidedChange change, ICollection<TrackRecord> updated) =>
        change.Write(
            $"""
            UPDATE tracking.tracks t
            SET at = u.at, given = true, data = u.data, types = u.types, version = u.version, writer = NULL,
                xid = {DecidedChange.Number}, tokens = {Tokens.FromOneText("u.tokens")}, tokens_version = u.version
            FROM unnest($1, $2, $3, $4, $5, $6) AS u (number, at, data, types, version, tokens) WHERE t.number = u.number
            """,
            Sql.Numbers([.. updated.Select(track => track.Number)]),
            Sql.Numbers([.. updated.Select(track => track.TimeTicks)]),
            Sql.Texts([.. updated.Select(track => track.Data.Json)]),
            Sql.Texts([.. updated.Select(track => track.Data.Types)]),
            Sql.Numbers([.. updated.Select(track => track.Version)]),
            Tokens.InOneTextEach(updated.Select(track => track.Data)));

    private static NpgsqlParameter Ends(IEnumerable<RunRecord> of) => Sql.Numbers([.. of.Select(run => run.EndUtc.Ticks)]);

    private static NpgsqlParameter Statuses(IEnumerable<RunRecord> of) => Sql.Numbers([.. of.Select(run => (short)run.Status)]);

    private static NpgsqlParameter StatusTimes(IEnumerable<RunRecord> of) => Sql.Numbers([.. of.Select(run => run.StatusUtc.Ticks)]);

    private static NpgsqlParameter Messages(IEnumerable<RunRecord> of) =>
        Sql.Texts([.. of.Select(run => run.Message == null ? null : NameKey.ToText(run.Message))]);

    /// <summary>What is here of the runs and tracks that are copied.</summary>
    private sealed class Target : IImportTarget
    {
        private readonly Dictionary<Origin, TrackRecord> _tracks = [];
        private readonly Dictionary<Origin, RunRecord> _runs = [];
        private readonly Dictionary<Origin, StepRecord> _steps = [];
        private readonly Dictionary<int, string> _paths = [];
        private readonly long[] _newNumbers;
        private readonly int[] _newRunIds;
        private readonly int[] _newStepIds;

        public Target(
            DecidedChange change,
            NpgsqlDataReader answers,
            IReadOnlyList<RunExport> runs,
            IReadOnlyList<TrackExport> tracks,
            IReadOnlyList<StepExport> steps)
        {
            while (answers.Read())
                _tracks.TryAdd(Rows.Origin(answers, Rows.BehindTrack), Rows.Track(answers));
            answers.NextResult();
            while (answers.Read())
            {
                var (run, origin) = Rows.RunWithOrigin(answers);
                _runs.TryAdd(origin, run);
            }
            answers.NextResult();
            while (answers.Read())
            {
                var step = Rows.Step(answers);
                _steps.TryAdd(step.Identity, step);
                _paths[step.StepId] = step.Path;
            }
            // One id for each that is not here: none is left over unless the import fails.
            _newNumbers = change.NewNumbers(CountNew(tracks.Select(track => track.Origin), _tracks));
            _newRunIds = change.NewRunIds(CountNew(runs.Select(run => run.Origin), _runs));
            _newStepIds = change.NewStepIds(CountNew(steps.Select(step => step.Step.Identity), _steps));
        }

        public long NumberBehind(int given) => _newNumbers[given];

        public int RunIdBehind(int given) => _newRunIds[given];

        public int StepIdBehind(int given) => _newStepIds[given];

        /// <summary>The path of a step that is here; null when it is not.</summary>
        public string? PathOf(int stepId) => _paths.GetValueOrDefault(stepId);

        public StepRecord? FindStep(Origin origin) => _steps.GetValueOrDefault(origin);

        private static int CountNew<T>(IEnumerable<Origin> origins, Dictionary<Origin, T> known) =>
            origins.Distinct().Count(origin => !known.ContainsKey(origin));

        public RunRecord? FindRun(Origin origin) => _runs.GetValueOrDefault(origin);

        public TrackRecord? FindTrack(Origin origin) => _tracks.GetValueOrDefault(origin);
    }
}

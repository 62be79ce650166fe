using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Many new tracks, decided in their order and written in one go. The first that is rejected ends them: those before it are stored (rule
/// 4.4).
/// </summary>
/// <param name="drafts">The tracks; all have names.</param>
/// <param name="writer">Who saves them.</param>
internal sealed class Additions(IReadOnlyList<TrackDraft> drafts, WriterIdentity writer) : IWrite<Additions>
{
    private readonly Dictionary<string, int> _currentRuns = new(StringComparer.Ordinal);

    // What continued each run that is named, if anything did.
    private readonly Dictionary<int, int?> _runs = [];
    private readonly Dictionary<int, int> _runsOfSteps = [];
    private readonly Dictionary<(string TaskKey, string Key), int> _runsOfKeys = [];
    private readonly List<RunRecord> _started = [];
    private readonly List<(TrackDraft Draft, int RunId, DateTime Time)> _decided = [];
    private readonly NewTracks _tracks = new();

    public IEnumerable<TrackRecord> Records => _tracks.Records;

    public TrackingException? Error { get; private set; }

    /// <summary>The current runs of the tasks, and which of the runs and steps that are named are there.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Reads()
    {
        var tasks = drafts.Where(draft => draft is { RunId: 0, RunKey: null }).Select(draft => draft.TaskId)
            .Distinct(StringComparer.Ordinal);
        var keys = drafts.Where(draft => draft.RunKey != null).Select(draft => (Task: _tracks.KeyOf(draft.TaskId), Key: draft.RunKey!))
            .Distinct().ToList();
        return
        [
            Sql.Command(
                "SELECT task_key, run_id FROM tracking.current_runs WHERE task_key = ANY($1) AND host_key = $2",
                Sql.Texts([.. tasks.Select(_tracks.KeyOf).Distinct(StringComparer.Ordinal)]), Sql.Text(writer.HostKey)),
            Sql.Command(
                "SELECT run_id, continued_by FROM tracking.runs WHERE run_id = ANY($1)",
                Sql.Numbers([.. drafts.Select(draft => draft.RunId).Where(id => id > 0).Distinct()])),
            Sql.Command(
                "SELECT step_id, run_id FROM tracking.steps WHERE step_id = ANY($1)",
                Sql.Numbers([.. drafts.Select(draft => draft.StepId).Where(id => id > 0).Distinct()])),
            Sql.Command(
                """
                SELECT DISTINCT ON (r.task_key, r.key) r.task_key, r.key, r.run_id, r.continued_by
                FROM unnest($1, $2) AS u (task_key, key) JOIN tracking.runs r ON r.task_key = u.task_key AND r.key = u.key
                ORDER BY r.task_key, r.key, r.start_at DESC, r.run_id DESC
                """,
                Sql.Texts([.. keys.Select(key => key.Task)]), Sql.Texts([.. keys.Select(key => NameKey.ToText(key.Key))])),
        ];
    }

    public Additions Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        Clear();
        while (answers.Read())
            _currentRuns.Add(answers.GetString(0), answers.GetInt32(1));
        answers.NextResult();
        while (answers.Read())
            _runs.Add(answers.GetInt32(0), answers.IsDBNull(1) ? null : answers.GetInt32(1));
        answers.NextResult();
        while (answers.Read())
            _runsOfSteps.Add(answers.GetInt32(0), answers.GetInt32(1));
        answers.NextResult();
        while (answers.Read())
        {
            _runsOfKeys.Add((answers.GetString(0), NameKey.FromText(answers.GetString(1))), answers.GetInt32(2));
            _runs[answers.GetInt32(2)] = answers.IsDBNull(3) ? null : answers.GetInt32(3);
        }
        try
        {
            foreach (var draft in drafts)
                Add(draft, change);
        }
        catch (TrackingException error)
        {
            if (_decided.Count == 0)
                throw;
            Error = error;
        }
        Write(change);
        return this;
    }

    /// <summary>
    /// Decides the only track of these by what is known already: its run, what continued that, and the run of its step, each null where it
    /// is not there.
    /// </summary>
    public TrackRecord DecideOnly(DecidedChange change, int? runId, int? continuedBy, int? runOfStep)
    {
        Clear();
        if (runId is { } id)
        {
            _runs.Add(id, continuedBy);
            if (drafts[0].RunKey is { } key)
                _runsOfKeys.Add((_tracks.KeyOf(drafts[0].TaskId), key), id);
            else
                _currentRuns.Add(_tracks.KeyOf(drafts[0].TaskId), id);
        }
        if (runOfStep is { } run)
            _runsOfSteps.Add(drafts[0].StepId, run);
        Add(drafts[0], change);
        Write(change);
        return Records.Single();
    }

    private void Clear()
    {
        Error = null;
        _currentRuns.Clear();
        _runs.Clear();
        _runsOfSteps.Clear();
        _runsOfKeys.Clear();
        _started.Clear();
        _decided.Clear();
        _tracks.Clear();
    }

    private void Add(TrackDraft draft, DecidedChange change)
    {
        SaveRule.RequireDraft(draft);
        int? continuedBy = null;
        var named = draft.RunKey is { } key ? _runsOfKeys.GetValueOrDefault((_tracks.KeyOf(draft.TaskId), key)) : draft.RunId;
        if (named > 0 && !_runs.TryGetValue(named, out continuedBy))
            throw StoreErrors.NoRun(named);
        StoreErrors.RequireNotContinued(named, continuedBy);
        if (draft.StepId != 0 && (!_runsOfSteps.TryGetValue(draft.StepId, out var run) || run != RunOf(draft)))
            throw StoreErrors.NoStep(draft.StepId);
        StoreErrors.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        var time = change.TimeFor(draft.TimeUtc);
        var runId = named != 0 ? named : draft.RunKey != null ? BeginRun(draft, time, change)
            : CurrentRun(draft.TaskId, time, change);
        _decided.Add((draft, runId, time));
    }

    /// <summary>The run of a draft; 0 where it would start one.</summary>
    private int RunOf(TrackDraft draft) =>
        draft.RunId != 0 ? draft.RunId : _currentRuns.GetValueOrDefault(_tracks.KeyOf(draft.TaskId));

    private int BeginRun(TrackDraft draft, DateTime time, DecidedChange change)
    {
        var run = SaveRule.BeginRun(draft, change.NewRunId(), time);
        _runsOfKeys.Add((_tracks.KeyOf(draft.TaskId), draft.RunKey!), run.RunId);
        _runs.Add(run.RunId, null);
        _started.Add(run);
        return run.RunId;
    }

    private int CurrentRun(string task, DateTime time, DecidedChange change)
    {
        var taskKey = _tracks.KeyOf(task);
        if (!_currentRuns.TryGetValue(taskKey, out var runId))
        {
            runId = change.NewRunId();
            _currentRuns.Add(taskKey, runId);
            _runs.Add(runId, null);
            _started.Add(OpenRun(runId, task, time));
        }
        return runId;
    }

    private void Write(DecidedChange change)
    {
        foreach (var run in _started)
            change.AddRun(run, writer);
        var numbers = change.NewNumbers(_decided.Count);
        foreach (var ((draft, runId, time), number) in _decided.Zip(numbers))
            _tracks.Add(SaveRule.Add(draft, number, runId, time).SavedOn(writer.Host));
        _tracks.Write(change, writer);
    }

    /// <summary>A run that a save starts: nobody says that it is at work (rule 4.16).</summary>
    private static RunRecord OpenRun(int runId, string task, DateTime time) =>
        new(runId, task, time, time, RunStatus.Open, IsCurrent: true);
}

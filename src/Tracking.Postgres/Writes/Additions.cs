using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>Many new tracks, decided in their order and written in one go. The first that is to be refused ends them: those before it are stored.</summary>
/// <param name="drafts">The tracks; all have names.</param>
internal sealed class Additions(IReadOnlyList<TrackDraft> drafts)
{
    private readonly Dictionary<string, int> _currentRuns = new(StringComparer.Ordinal);
    private readonly HashSet<int> _runs = [];
    private readonly List<(int RunId, string Task, long At)> _started = [];
    private readonly NewTracks _tracks = new();

    public IEnumerable<TrackRecord> Records => _tracks.Records;

    public TrackingException? Error { get; private set; }

    /// <summary>The current runs of the tasks, and which of the runs that are named are there.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Questions() =>
    [
        Sql.Command(
            "SELECT task_key, run_id FROM tracking.current_runs WHERE task_key = ANY($1)",
            Sql.Texts([.. drafts.Where(d => d.RunId == 0).Select(d => d.TaskId).Distinct(StringComparer.Ordinal).Select(_tracks.KeyOf).Distinct(StringComparer.Ordinal)])),
        Sql.Command("SELECT run_id FROM tracking.runs WHERE run_id = ANY($1)", Sql.Numbers([.. drafts.Select(d => d.RunId).Where(id => id > 0).Distinct()])),
    ];

    public Additions Decide(Change change, NpgsqlDataReader answers)
    {
        Clear();
        while (answers.Read())
            _currentRuns.Add(answers.GetString(0), answers.GetInt32(1));
        answers.NextResult();
        while (answers.Read())
            _runs.Add(answers.GetInt32(0));
        try
        {
            foreach (var draft in drafts)
                Add(draft, change);
        }
        catch (TrackingException error)
        {
            if (_tracks.Count == 0)
                throw;
            Error = error;
        }
        Write(change);
        return this;
    }

    /// <summary>Decides the only track of these by what is known already: its run, where there is one.</summary>
    public TrackRecord Decide(Change change, int? runId)
    {
        Clear();
        if (runId is { } id)
        {
            _runs.Add(id);
            _currentRuns.Add(_tracks.KeyOf(drafts[0].TaskId), id);
        }
        Add(drafts[0], change);
        Write(change);
        return Records.Single();
    }

    /// <summary>Writes the tracks themselves, if any were decided.</summary>
    public void Copy(Change change)
    {
        if (_tracks.Count > 0)
            _tracks.Copy(change);
    }

    /// <summary>It may all be done again, after a lost connection.</summary>
    private void Clear()
    {
        Error = null;
        _currentRuns.Clear();
        _runs.Clear();
        _started.Clear();
        _tracks.Clear();
    }

    private void Add(TrackDraft draft, Change change)
    {
        if (draft.RunId < 0)
            throw Refusal.NegativeRun();
        if (draft.RunId > 0 && !_runs.Contains(draft.RunId))
            throw Refusal.NoRun(draft.RunId);
        Refusal.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        var time = change.TimeFor(draft.TimeUtc);
        var number = change.NextTrack++;
        _tracks.Add(new TrackRecord(number, draft.TaskId, draft.RunId != 0 ? draft.RunId : CurrentRun(draft.TaskId, time, change), draft.UserName, time, draft.TimeUtc != null, draft.Data));
    }

    private int CurrentRun(string task, DateTime time, Change change)
    {
        var taskKey = _tracks.KeyOf(task);
        if (!_currentRuns.TryGetValue(taskKey, out var runId))
        {
            runId = change.NextRun++;
            _currentRuns.Add(taskKey, runId);
            _runs.Add(runId);
            _started.Add((runId, task, time.Ticks));
        }
        return runId;
    }

    private void Write(Change change)
    {
        foreach (var run in _started)
            change.WriteRun(run.RunId, run.Task, run.At);
        _tracks.WriteKeys(change);
    }
}

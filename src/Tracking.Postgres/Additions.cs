using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using NpgsqlTypes;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>Many new tracks, decided in their order and written in one go. The first that is to be refused ends them: those before it are stored.</summary>
/// <param name="drafts">The tracks; all have names.</param>
internal sealed class Additions(IReadOnlyList<TrackDraft> drafts)
{
    private readonly Dictionary<string, int> _currentRuns = new(StringComparer.Ordinal);
    private readonly HashSet<int> _runs = [];
    private readonly List<(int RunId, string Task, string TaskKey, long At)> _started = [];
    private readonly Dictionary<(string TaskKey, int RunId, string UserKey), (TrackRecord Last, long Count)> _keys = [];

    // Names come again and again: their keys are made once.
    private readonly Dictionary<string, string> _keysOfNames = new(StringComparer.Ordinal);

    public List<TrackRecord> Records { get; private set; } = [];

    public TrackingException? Error { get; private set; }

    /// <summary>The current runs of the tasks, and which of the runs that are named are there.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Questions() =>
    [
        Sql.Command(
            "SELECT task_key, run_id FROM tracking.current_runs WHERE task_key = ANY($1)",
            Sql.Texts([.. drafts.Where(d => d.RunId == 0).Select(d => d.TaskId).Distinct(StringComparer.Ordinal).Select(KeyOf).Distinct(StringComparer.Ordinal)])),
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
            if (Records.Count == 0)
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
            _currentRuns.Add(KeyOf(drafts[0].TaskId), id);
        }
        Add(drafts[0], change);
        Write(change);
        return Records[0];
    }

    /// <summary>Writes the tracks themselves.</summary>
    public void Copy(Change change)
    {
        using var copy = change.Copy("COPY tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data, types) FROM STDIN (FORMAT BINARY)");
        foreach (var record in Records)
        {
            copy.StartRow();
            copy.Write(record.Number);
            copy.Write(record.TimeUtc.Ticks);
            copy.Write(record.RunId);
            copy.Write(record.TimeIsGiven);
            copy.Write(NameKey.ToText(record.TaskId), NpgsqlDbType.Text);
            copy.Write(KeyOf(record.TaskId), NpgsqlDbType.Text);
            copy.Write(NameKey.ToText(record.UserName), NpgsqlDbType.Text);
            copy.Write(KeyOf(record.UserName), NpgsqlDbType.Text);
            copy.Write(record.Data.Json, NpgsqlDbType.Text);
            if (record.Data.Types is { } types)
                copy.Write(types, NpgsqlDbType.Text);
            else
                copy.WriteNull();
        }
        copy.Complete();
    }

    /// <summary>It may all be done again, after a lost connection.</summary>
    private void Clear()
    {
        Records = [];
        Error = null;
        _currentRuns.Clear();
        _runs.Clear();
        _started.Clear();
        _keys.Clear();
    }

    private void Add(TrackDraft draft, Change change)
    {
        if (draft.RunId < 0)
            throw Refusal.NegativeRun();
        if (draft.RunId > 0 && !_runs.Contains(draft.RunId))
            throw Refusal.NoRun(draft.RunId);
        Refusal.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        var time = change.TimeFor(draft.TimeUtc);
        var taskKey = KeyOf(draft.TaskId);
        var record = new TrackRecord(change.NextTrack++, draft.TaskId, draft.RunId != 0 ? draft.RunId : CurrentRun(draft.TaskId, taskKey, time, change), draft.UserName, time, draft.TimeUtc != null, draft.Data);
        Records.Add(record);
        var key = (taskKey, record.RunId, KeyOf(draft.UserName));
        var (last, count) = _keys.GetValueOrDefault(key);
        _keys[key] = (last != null && last.TimeTicks > record.TimeTicks ? last : record, count + 1);
    }

    private int CurrentRun(string task, string taskKey, DateTime time, Change change)
    {
        if (!_currentRuns.TryGetValue(taskKey, out var runId))
        {
            runId = change.NextRun++;
            _currentRuns.Add(taskKey, runId);
            _runs.Add(runId);
            _started.Add((runId, task, taskKey, time.Ticks));
        }
        return runId;
    }

    private void Write(Change change)
    {
        foreach (var run in _started)
            change.WriteRun(run.RunId, run.Task, run.At);
        change.Write(
            $"""
            INSERT INTO tracking.keys AS k (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            {SaveStatement.OnKnownKey}
            """,
            Sql.Texts([.. _keys.Keys.Select(k => k.TaskKey)]),
            Sql.Numbers([.. _keys.Keys.Select(k => k.RunId)]),
            Sql.Texts([.. _keys.Keys.Select(k => k.UserKey)]),
            Sql.Texts([.. _keys.Values.Select(k => NameKey.ToText(k.Last.TaskId))]),
            Sql.Texts([.. _keys.Values.Select(k => NameKey.ToText(k.Last.UserName))]),
            Sql.Numbers([.. _keys.Values.Select(k => k.Count)]),
            Sql.Numbers([.. _keys.Values.Select(k => k.Last.TimeTicks)]),
            Sql.Numbers([.. _keys.Values.Select(k => k.Last.Number)]));
    }

    private string KeyOf(string name)
    {
        if (!_keysOfNames.TryGetValue(name, out var key))
            _keysOfNames.Add(name, key = NameKey.Of(name));
        return key;
    }
}

using System;
using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.State;

/// <summary>
/// The sorted indexes over the tracks: by number, and in the order of time for all, each task, user, run and key (task, run, user).
/// </summary>
internal sealed class TrackIndexes
{
    private readonly SortedDictionary<string, TaskNode> _tasks = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, UserNode> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<int, RunNode> _runs = [];
    private readonly Dictionary<TrackKey, KeyNode> _keys = [];
    private readonly SnapshotCounter _snapshots = new();
    private bool _withoutTimeLists;

    // While there are no lists by time nobody knows which tracks a run has: they are gone with it, and are taken out of the list later.
    private HashSet<int>? _removedRuns;

    // The bytes of data that were added since the replay began, and those of them that are replaced or removed.
    private long _addedBytes;
    private long _deadBytes;

    /// <param name="withoutTimeLists">Whether the lists by time are built later, by <see cref="BuildTimeLists"/>: at once for all tracks
    /// that are left then. Until then no question is asked of them.</param>
    public TrackIndexes(bool withoutTimeLists = false)
    {
        _withoutTimeLists = withoutTimeLists;
        ByNumber = new(_snapshots);
        ByTime = new(_snapshots);
    }

    public SortedTracks<ByNumber> ByNumber { get; }

    public SortedTracks<ByTime> ByTime { get; }

    /// <summary>Tasks by name, sorted: those that have tracks or a current run.</summary>
    public IReadOnlyDictionary<string, TaskNode> Tasks => _tasks;

    /// <summary>Users that have tracks, by name, sorted.</summary>
    public IReadOnlyDictionary<string, UserNode> Users => _users;

    /// <summary>Runs by id, sorted.</summary>
    public IReadOnlyDictionary<int, RunNode> Runs => _runs;

    /// <summary>About how many bytes the lines of the tracks and runs take that are here now.</summary>
    public long LiveLength { get; private set; }

    /// <summary>Runs by the task that they were started for.</summary>
    public StartedRuns Started { get; } = new();

    public TrackRecord? Find(long number) =>
        ByNumber.Find(new SortKey(number, 0)) is { } record && _removedRuns?.Contains(record.RunId) != true ? record : null;

    public TrackRecord? FindLast(string taskId, int runId, string userName) =>
        FindKey(new TrackKey(taskId, runId, userName))?.Tracks.Last;

    public KeyNode? FindKey(TrackKey key) => _keys.TryGetValue(key, out var node) ? node : null;

    /// <summary>Adds a track and returns its run.</summary>
    public RunNode Add(TrackRecord record)
    {
        ByNumber.Add(record);
        LiveLength += State.LiveLength.Of(record);
        if (!_withoutTimeLists)
            return AddToTimeLists(record);
        _addedBytes += record.Data.Length;
        return _runs[record.RunId];
    }

    /// <summary>Puts a track in the place of one with the same number and key, and returns its run.</summary>
    public RunNode Replace(TrackRecord old, TrackRecord record)
    {
        ByNumber.Replace(old, record);
        LiveLength += State.LiveLength.Of(record) - State.LiveLength.Of(old);
        if (_withoutTimeLists)
        {
            _addedBytes += record.Data.Length;
            _deadBytes += old.Data.Length;
            return _runs[record.RunId];
        }
        var key = _keys[KeyOf(old)];
        var lists = TimeListsOf(key);
        if (old.TimeTicks == record.TimeTicks)
        {
            foreach (var list in lists)
                list.Replace(old, record);
            return key.Run;
        }
        foreach (var list in lists)
        {
            list.Remove(old);
            list.Add(record);
        }
        return key.Run;
    }

    public void Remove(TrackRecord record)
    {
        ByNumber.Remove(record);
        LiveLength -= State.LiveLength.Of(record);
        if (_withoutTimeLists)
        {
            _deadBytes += record.Data.Length;
            return;
        }
        var key = _keys[KeyOf(record)];
        foreach (var list in TimeListsOf(key))
            list.Remove(record);
        ForgetEmpty(key);
    }

    public RunNode AddRun(RunRecord begun, bool isCurrent)
    {
        var run = new RunNode(begun, _snapshots);
        _runs.Add(run.RunId, run);
        LiveLength += State.LiveLength.Of(begun);
        Started.Add(run);
        if (isCurrent)
            MakeCurrent(run);
        return run;
    }

    /// <summary>Removes a run, if it is there, with its tracks.</summary>
    public void RemoveRun(int runId)
    {
        if (_withoutTimeLists)
            (_removedRuns ??= []).Add(runId);
        if (!_runs.TryGetValue(runId, out var run))
            return;
        EndCurrent(run);
        foreach (var record in new List<TrackRecord>(run.Tracks.ReadNow()))
            Remove(record);
        _runs.Remove(runId);
        LiveLength -= State.LiveLength.Of(run.Begun) + (run.Message?.Length ?? 0);
        Started.Remove(run);
    }

    /// <summary>Whether a run was removed since the replay began: a line that is out of its place does not bring it back.</summary>
    public bool IsRemoved(int runId) => _removedRuns?.Contains(runId) == true;

    /// <summary>Has a run begin earlier than it did.</summary>
    public void BeginEarlier(RunNode run, long ticks)
    {
        Started.Remove(run);
        run.Begun = run.Begun with { StartUtc = new DateTime(ticks, DateTimeKind.Utc) };
        Started.Add(run);
    }

    /// <summary>Says what there is to say of a run's end.</summary>
    public void SetMessage(RunNode run, string? message)
    {
        LiveLength += (message?.Length ?? 0) - (run.Message?.Length ?? 0);
        run.Message = message;
    }

    /// <summary>Makes a run its task's current one; a run of no task is nobody's.</summary>
    public void MakeCurrent(RunNode run)
    {
        if (run.TaskId != null)
            TaskFor(run.TaskId).CurrentRun = run;
    }

    public void EndCurrent(RunNode run)
    {
        if (run.TaskId == null || !_tasks.TryGetValue(run.TaskId, out var task) || task.CurrentRun != run)
            return;
        task.CurrentRun = null;
        if (task.Tracks.Count == 0)
            _tasks.Remove(task.Name);
    }

    public bool IsCurrent(RunNode run) => run.TaskId != null && _tasks.TryGetValue(run.TaskId, out var task) && task.CurrentRun == run;

    /// <param name="meter">Counts each track.</param>
    public void BuildTimeLists(ProgressMeter? meter)
    {
        _withoutTimeLists = false;
        if (_removedRuns != null)
        {
            foreach (var record in new List<TrackRecord>(ByNumber.ReadNow()).FindAll(record => _removedRuns.Contains(record.RunId)))
            {
                ByNumber.Remove(record);
                LiveLength -= State.LiveLength.Of(record);
                _deadBytes += record.Data.Length;
            }
            _removedRuns = null;
        }
        if (_deadBytes > (_addedBytes - _deadBytes) / 2)
            PackData();
        var added = 0L;
        foreach (var record in ByNumber.ReadNow())
        {
            AddToTimeLists(record);
            meter?.Step(++added, ByNumber.Count);
        }
    }

    /// <summary>
    /// Moves the data of all tracks into arrays that hold nothing else: those that they were read into would be kept in memory with what is
    /// dead in them (rule 9.3).
    /// </summary>
    private void PackData()
    {
        var packed = new SharedBytes();
        foreach (var record in new List<TrackRecord>(ByNumber.ReadNow()))
        {
            var data = record.Data;
            var buffer = packed.Add(data.Buffer, data.Start, data.Length, out var start);
            ByNumber.Replace(record, record.With(new TrackData(buffer, start, data.Length, data.Types)));
        }
    }

    private static TrackKey KeyOf(TrackRecord record) => new(record.TaskId, record.RunId, record.UserName);

    private RunNode AddToTimeLists(TrackRecord record)
    {
        if (!_keys.TryGetValue(KeyOf(record), out var key))
            key = AddKey(record);
        ByTime.Add(record);
        key.Task.Tracks.Add(record);
        key.Tracks.Add(record);
        key.User.Tracks.Add(record);
        key.Run.Tracks.Add(record);
        return key.Run;
    }

    private SortedTracks<ByTime>[] TimeListsOf(KeyNode key) => [ByTime, key.Task.Tracks, key.Tracks, key.User.Tracks, key.Run.Tracks];

    private KeyNode AddKey(TrackRecord record)
    {
        var task = TaskFor(record.TaskId);
        if (!task.Users.TryGetValue(record.UserName, out var taskUser))
            task.Users.Add(record.UserName, taskUser = new TaskUserNode());
        if (!_users.TryGetValue(record.UserName, out var user))
            _users.Add(record.UserName, user = new UserNode(record.UserName, _snapshots));
        var key = new KeyNode(task, user, _runs[record.RunId], _snapshots);
        taskUser.Runs.Add(record.RunId, key.Tracks);
        _keys.Add(KeyOf(record), key);
        return key;
    }

    private void ForgetEmpty(KeyNode key)
    {
        if (key.Tracks.Count > 0)
            return;
        var (task, user, runId) = (key.Task, key.User, key.Run.RunId);
        _keys.Remove(new TrackKey(task.Name, runId, user.Name));
        var taskUser = task.Users[user.Name];
        taskUser.Runs.Remove(runId);
        if (taskUser.Runs.Count == 0)
            task.Users.Remove(user.Name);
        if (task.Tracks.Count == 0 && task.CurrentRun == null)
            _tasks.Remove(task.Name);
        if (user.Tracks.Count == 0)
            _users.Remove(user.Name);
    }

    private TaskNode TaskFor(string taskId)
    {
        if (!_tasks.TryGetValue(taskId, out var task))
            _tasks.Add(taskId, task = new TaskNode(taskId, _snapshots));
        return task;
    }

    /// <summary>The same content in lists that are built anew and packed.</summary>
    public TrackIndexes Rebuild(ProgressMeter? meter = null)
    {
        var fresh = new TrackIndexes(withoutTimeLists: true);
        foreach (var run in _runs.Values)
        {
            var copy = fresh.AddRun(run.Begun, IsCurrent(run));
            copy.EndTicks = run.EndTicks;
            copy.Status = run.Status;
            copy.StatusTicks = run.StatusTicks;
            copy.Message = run.Message;
            copy.Steps.AddRange(run.Steps);
        }
        foreach (var record in ByNumber.ReadNow())
            fresh.ByNumber.Add(record);
        fresh.LiveLength = LiveLength;
        fresh.BuildTimeLists(meter);
        return fresh;
    }
}

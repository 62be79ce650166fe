using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.State;

/// <summary>The sorted indexes over the tracks: by number, and in the order of time for all, each task, user, run and key (task, run, user).</summary>
internal sealed class TrackIndexes
{
    private readonly SortedDictionary<string, TaskNode> _tasks = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, UserNode> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<int, RunNode> _runs = [];
    private readonly SnapshotCounter _snapshots = new();

    public TrackIndexes()
    {
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

    public TrackRecord? Find(long number) => ByNumber.Find(new SortKey(number, 0));

    public TrackRecord? FindLast(string taskId, int runId, string userName) =>
        _tasks.TryGetValue(taskId, out var task) && task.Users.TryGetValue(userName, out var user) && user.Runs.TryGetValue(runId, out var tracks) ? tracks.Last : null;

    public void Add(TrackRecord record)
    {
        ByNumber.Add(record);
        AddToTimeLists(record);
    }

    public void Replace(TrackRecord old, TrackRecord record)
    {
        ByNumber.Replace(old, record);
        if (old.TimeTicks == record.TimeTicks)
        {
            foreach (var list in TimeListsOf(old))
                list.Replace(old, record);
            return;
        }
        foreach (var list in TimeListsOf(old))
        {
            list.Remove(old);
            list.Add(record);
        }
    }

    public void Remove(TrackRecord record)
    {
        foreach (var list in TimeListsOf(record))
            list.Remove(record);
        ByNumber.Remove(record);
        ForgetEmpty(record);
    }

    public RunNode AddRun(int runId, string? taskId, long startTicks, bool isCurrent)
    {
        var run = new RunNode(runId, taskId, startTicks, _snapshots);
        _runs.Add(runId, run);
        if (isCurrent && taskId != null)
            TaskFor(taskId).CurrentRun = run;
        return run;
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

    private void AddToTimeLists(TrackRecord record)
    {
        ByTime.Add(record);
        var task = TaskFor(record.TaskId);
        task.Tracks.Add(record);
        if (!task.Users.TryGetValue(record.UserName, out var taskUser))
            task.Users.Add(record.UserName, taskUser = new TaskUserNode());
        if (!taskUser.Runs.TryGetValue(record.RunId, out var keyTracks))
            taskUser.Runs.Add(record.RunId, keyTracks = new SortedTracks<ByTime>(_snapshots));
        keyTracks.Add(record);
        if (!_users.TryGetValue(record.UserName, out var user))
            _users.Add(record.UserName, user = new UserNode(record.UserName, _snapshots));
        user.Tracks.Add(record);
        _runs[record.RunId].Tracks.Add(record);
    }

    private SortedTracks<ByTime>[] TimeListsOf(TrackRecord record)
    {
        var task = _tasks[record.TaskId];
        return [ByTime, task.Tracks, task.Users[record.UserName].Runs[record.RunId], _users[record.UserName].Tracks, _runs[record.RunId].Tracks];
    }

    private void ForgetEmpty(TrackRecord record)
    {
        var task = _tasks[record.TaskId];
        var taskUser = task.Users[record.UserName];
        if (taskUser.Runs[record.RunId].Count == 0)
            taskUser.Runs.Remove(record.RunId);
        if (taskUser.Runs.Count == 0)
            task.Users.Remove(record.UserName);
        if (task.Tracks.Count == 0 && task.CurrentRun == null)
            _tasks.Remove(record.TaskId);
        if (_users[record.UserName].Tracks.Count == 0)
            _users.Remove(record.UserName);
    }

    private TaskNode TaskFor(string taskId)
    {
        if (!_tasks.TryGetValue(taskId, out var task))
            _tasks.Add(taskId, task = new TaskNode(taskId, _snapshots));
        return task;
    }

    /// <summary>The same content in lists that are built anew and packed.</summary>
    public TrackIndexes Rebuild()
    {
        var fresh = new TrackIndexes();
        foreach (var run in _runs.Values)
        {
            var copy = fresh.AddRun(run.RunId, run.TaskId, run.StartTicks, IsCurrent(run));
            copy.EndTicks = run.EndTicks;
            copy.Finished = run.Finished;
        }
        foreach (var record in ByNumber.SliceAll().Read(descending: false))
            fresh.ByNumber.Add(record);
        foreach (var record in ByNumber.SliceAll().Read(descending: false).OrderBy(r => r.TimeTicks))
            fresh.AddToTimeLists(record);
        return fresh;
    }
}

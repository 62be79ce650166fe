using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.State;

/// <summary>What the state knows of a task: its tracks, its current run, and its users.</summary>
internal sealed class TaskNode(string name, SnapshotCounter snapshots)
{
    public string Name { get; } = name;

    public SortedTracks<ByTime> Tracks { get; } = new(snapshots);

    public SortedDictionary<string, TaskUserNode> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public RunNode? CurrentRun { get; set; }
}

/// <summary>The tracks of one user for one task, by run: a list for each (task, run, user).</summary>
internal sealed class TaskUserNode
{
    public Dictionary<int, SortedTracks<ByTime>> Runs { get; } = [];
}

/// <summary>The tracks of one (task, run, user), and whose they are: one look-up for a track finds all of its lists.</summary>
internal sealed class KeyNode(TaskNode task, UserNode user, RunNode run, SnapshotCounter snapshots)
{
    public TaskNode Task { get; } = task;

    public UserNode User { get; } = user;

    public RunNode Run { get; } = run;

    public SortedTracks<ByTime> Tracks { get; } = new(snapshots);
}

/// <summary>The tracks of one user for all tasks.</summary>
internal sealed class UserNode(string name, SnapshotCounter snapshots)
{
    public string Name { get; } = name;

    public SortedTracks<ByTime> Tracks { get; } = new(snapshots);
}

/// <summary>A run and its tracks, whatever their tasks.</summary>
internal sealed class RunNode(int runId, string? taskId, long startTicks, SnapshotCounter snapshots)
{
    public int RunId { get; } = runId;

    public string? TaskId { get; } = taskId;

    public long StartTicks { get; } = startTicks;

    public long EndTicks { get; set; } = startTicks;

    public RunStatus Status { get; set; }

    /// <summary>When the status was last said (<see cref="RunRecord.StatusUtc"/>).</summary>
    public long StatusTicks { get; set; } = startTicks;

    public string? Message { get; set; }

    public SortedTracks<ByTime> Tracks { get; } = new(snapshots);
}

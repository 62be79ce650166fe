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
internal sealed class RunNode(RunRecord begun, SnapshotCounter snapshots)
{
    public int RunId => Begun.RunId;

    public string? TaskId => Begun.TaskId;

    /// <summary>What it began with. Only the start may become an earlier one (rule 10.3).</summary>
    public RunRecord Begun { get; set; } = begun;

    public long StartTicks => Begun.StartUtc.Ticks;

    public long EndTicks { get; set; } = begun.StartUtc.Ticks;

    public RunStatus Status { get; set; } = begun.Status;

    public bool HasEnded => Status.IsEnded();

    /// <summary>When the status was last said (<see cref="RunRecord.StatusUtc"/>).</summary>
    public long StatusTicks { get; set; } = begun.StartUtc.Ticks;

    public string? Message { get; set; }

    /// <summary>Its steps, as ids that rise.</summary>
    public List<int> Steps { get; } = [];

    public SortedTracks<ByTime> Tracks { get; } = new(snapshots);
}

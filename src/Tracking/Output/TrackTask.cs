using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking;

/// <summary>A task that has tracks.</summary>
public sealed class TrackTask
{
    internal TrackTask(TaskSummary summary, IReadOnlyList<TrackStore> stores)
    {
        TaskId = summary.TaskId;
        TrackCount = summary.TrackCount;
        UserNames = summary.UserNames;
        CurrentRunId = summary.CurrentRunId;
        LastTimeStamp = summary.LastTimeUtc.ToLocalTime();
        Stores = stores;
    }

    /// <summary>The task, as its last track spells it.</summary>
    public string TaskId { get; }

    /// <summary>How many tracks it has.</summary>
    public long TrackCount { get; }

    /// <summary>The users that have tracks of it, sorted.</summary>
    public IReadOnlyList<string> UserNames { get; }

    /// <summary>Its current run; null when it has none.</summary>
    public int? CurrentRunId { get; }

    /// <summary>The time of its last track, local.</summary>
    public DateTime LastTimeStamp { get; }

    /// <summary>The store that the task is in; with -AllSessions it may stand for several, all of which a question goes to.</summary>
    public TrackStore Store => Stores.Count == 1 ? Stores[0] : new TrackStore(Stores);

    /// <summary>All stores that the task is in.</summary>
    public IReadOnlyList<TrackStore> Stores { get; }

    /// <summary>The task's name.</summary>
    public override string ToString() => TaskId;
}

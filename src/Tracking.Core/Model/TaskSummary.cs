using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>A task that has tracks.</summary>
public sealed class TaskSummary
{
    /// <summary>The task, as its last track spells it.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>How many tracks it has.</summary>
    public long TrackCount { get; init; }

    /// <summary>The users that have tracks of it, sorted.</summary>
    public IReadOnlyList<string> UserNames { get; init; } = [];

    /// <summary>The id of its current run; null when it has none.</summary>
    public int? CurrentRunId { get; init; }

    /// <summary>The time of its last track in UTC.</summary>
    public DateTime LastTimeUtc { get; init; }
}

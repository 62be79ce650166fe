using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>A run to be started (rule 4.6).</summary>
/// <param name="taskId">The task; null for a run of no task.</param>
public sealed class RunDraft(string? taskId)
{
    /// <summary>The task; null for a run of no task.</summary>
    public string? TaskId { get; } = taskId;

    /// <summary>The start in UTC; null for the time of the store's clock.</summary>
    public DateTime? TimeUtc { get; init; }

    /// <summary>Whether it is open rather than running: nobody says that it is at work (rule 4.16).</summary>
    public bool IsOpen { get; init; }

    /// <summary>What tells it from other runs of the task, for a run that is to continue it (rule 8.2); null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Who began it, where and how, by the keys of <c>RunFacts</c>; null when nothing is known.</summary>
    public TrackData? Facts { get; init; }

    /// <summary>The run that it continues; null when it continues none.</summary>
    public Origin? Continues { get; init; }

    /// <summary>
    /// What that run completed, which this one begins with: outer steps before those inside them. Each has the id that it has there, and
    /// gets another one here.
    /// </summary>
    public IReadOnlyList<StepRecord> Carried { get; init; } = [];
}

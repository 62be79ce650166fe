using System;

namespace Tracking;

/// <summary>A run as it was at one moment.</summary>
public sealed class RunRecord
{
    /// <summary>Makes a record.</summary>
    public RunRecord(int runId, string? taskId, DateTime startUtc, DateTime endUtc, bool finished, bool isCurrent)
    {
        RunId = runId;
        TaskId = taskId;
        StartUtc = startUtc;
        EndUtc = endUtc;
        Finished = finished;
        IsCurrent = isCurrent;
    }

    /// <summary>The run's id; one counter over all tasks of a store.</summary>
    public int RunId { get; }

    /// <summary>The task that the run was started for; null when for none.</summary>
    public string? TaskId { get; }

    /// <summary>When it started, in UTC.</summary>
    public DateTime StartUtc { get; }

    /// <summary>The latest of its start, its tracks' times and its stop, in UTC (design.md 4.3).</summary>
    public DateTime EndUtc { get; }

    /// <summary>Whether it was stopped as finished.</summary>
    public bool Finished { get; }

    /// <summary>Whether new tracks of its task go to it.</summary>
    public bool IsCurrent { get; }
}

using System;

namespace Tracking.Model;

/// <summary>A question for the last runs that were started for a task; all that is given must hold.</summary>
/// <param name="TaskId">The task, taken literally.</param>
public sealed record RunQuery(string TaskId)
{
    /// <summary>The key of the runs (rule 8.2); null for any, or none.</summary>
    public string? Key { get; init; }

    /// <summary>The earliest start; null for any.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>The run that they continue; null for any, or none.</summary>
    public Origin? Continues { get; init; }

    /// <summary>
    /// Whether the runs that this machine started come before all others (rule 3.6), where the store tells machines apart (rule 4.26).
    /// </summary>
    public bool ThisHostFirst { get; init; }

    /// <summary>How many of the newest are wanted; null for all.</summary>
    public int? Most { get; init; }
}

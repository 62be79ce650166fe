using System;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>Whether a task did what is expected of it.</summary>
/// <param name="IsMet">Whether it did.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="SinceUtc">Since when a success was expected, in UTC.</param>
public sealed record ExpectationResult(bool IsMet, TaskReason Reason, DateTime SinceUtc)
{
    /// <summary>Its last run, by start and then by id; null where there is none.</summary>
    public RunRecord? LastRun { get; init; }

    /// <summary>Its last success, by end; null where there is none.</summary>
    public RunRecord? LastSuccess { get; init; }

    /// <summary>By when the next success is due, or was due, in UTC; null where that cannot be said.</summary>
    public DateTime? DueUtc { get; init; }

    /// <summary>A run that begins or ended in the future, and does not count; null where there is none.</summary>
    public RunRecord? FutureRun { get; init; }
}

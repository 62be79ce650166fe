using System;
using System.Collections.Generic;

namespace Tracking.Report.Model;

/// <summary>What a report is about.</summary>
public sealed record ReportScope
{
    /// <summary>Its title.</summary>
    public string Title { get; init; } = "Tracking report";

    /// <summary>When it is created, in UTC.</summary>
    public DateTime MadeUtc { get; init; } = DateTime.UtcNow;

    /// <summary>The time zone of the times in it.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>The stores that were read, including those in which nothing was found.</summary>
    public IReadOnlyList<ReportStore> Stores { get; init; } = [];

    /// <summary>
    /// Since when all runs that ended are in it, in UTC, up to when it is created; null where some may be missing. Without them it cannot
    /// be said that a task is overdue.
    /// </summary>
    public DateTime? CompleteSinceUtc { get; init; }

    /// <summary>The query in words: <c>tasks b*; from 2026-03-01</c>; null when everything was asked for.</summary>
    public string? Question { get; init; }
}

using System;
using System.Collections.Generic;

namespace Tracking.Report.Model;

/// <summary>What a report is asked to be about.</summary>
public sealed record ReportScope
{
    /// <summary>Its title.</summary>
    public string Title { get; init; } = "Tracking report";

    /// <summary>When it is made, in UTC.</summary>
    public DateTime MadeUtc { get; init; } = DateTime.UtcNow;

    /// <summary>The zone in which it gives times.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>The stores, also those that nothing is found in.</summary>
    public IReadOnlyList<ReportStore> Stores { get; init; } = [];

    /// <summary>What was asked for, in words: <c>tasks b*; from 2026-03-01</c>; null when all was.</summary>
    public string? Question { get; init; }
}

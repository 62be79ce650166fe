using System;
using System.Collections.Generic;

namespace Tracking.Report.Model;

/// <summary>The content of a report: counts of everything, and as much of the rest as its page shows.</summary>
public sealed class ReportModel
{
    private IReadOnlyList<ReportFailure>? _failures;
    private IReadOnlyList<OverdueTask>? _overdue;
    private RunNesting? _nesting;

    internal ReportModel(ReportScope scope) => Scope = scope;

    /// <summary>How many tracks were read.</summary>
    public long TrackCount { get; internal init; }

    internal ReportScope Scope { get; }

    /// <summary>The earliest and the latest time of the tracks and runs, in UTC; null when there are none.</summary>
    internal (DateTime From, DateTime To)? Span { get; init; }

    /// <summary>All runs, by start time.</summary>
    internal IReadOnlyList<ReportRun> Runs { get; init; } = [];

    /// <summary>What failed and what was abandoned, as every form of the report says it first.</summary>
    internal IReadOnlyList<ReportFailure> Failures => _failures ??= FailureFinder.Find(Runs, Nesting);

    /// <summary>Which runs were started within which others.</summary>
    internal RunNesting Nesting => _nesting ??= RunNesting.Of(Runs);

    /// <summary>What should have run, and did not: it stands before all failures.</summary>
    internal IReadOnlyList<OverdueTask> Overdue => _overdue ??= OverdueTask.Find(Tasks, Scope);

    /// <summary>All tasks that have runs or tracks, by name.</summary>
    internal IReadOnlyList<ReportTask> Tasks { get; init; } = [];

    /// <summary>How many tracks each user saved in each hour of the day; the most active user first.</summary>
    internal IReadOnlyList<UserHours> Users { get; init; } = [];

    /// <summary>How many tracks belong to users beyond <see cref="ReportLimits.Names"/>.</summary>
    internal long TracksOfOtherUsers { get; init; }

    /// <summary>The numbers in the data; the series with the most numbers first.</summary>
    internal IReadOnlyList<NumberSeries> Numbers { get; init; } = [];

    /// <summary>Whether there are more keys with numbers than <see cref="ReportLimits.Names"/>.</summary>
    internal bool HasMoreNumbers { get; init; }

    /// <summary>The newest tracks, newest first.</summary>
    internal IReadOnlyList<ReportTrack> Tracks { get; init; } = [];

    /// <summary>How many steps were read, and how many the runs show.</summary>
    internal (long All, int Shown) StepCounts { get; init; }

    /// <summary>A time in the report's zone.</summary>
    internal DateTime Local(DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Scope.Zone);
}

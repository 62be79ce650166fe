using System;
using System.Collections.Generic;

namespace Tracking.Report.Model;

/// <summary>What a report says: counts of all, and of the rest what its page has place for.</summary>
public sealed class ReportModel
{
    internal ReportModel(ReportScope scope) => Scope = scope;

    /// <summary>How many tracks were read.</summary>
    public long TrackCount { get; internal init; }

    internal ReportScope Scope { get; }

    /// <summary>The earliest and the latest time of the tracks and runs, in UTC; null when there are none.</summary>
    internal (DateTime From, DateTime To)? Span { get; init; }

    /// <summary>All runs, by their starts.</summary>
    internal IReadOnlyList<RunItem> Runs { get; init; } = [];

    /// <summary>All tasks that have runs or tracks, by name.</summary>
    internal IReadOnlyList<TaskItem> Tasks { get; init; } = [];

    /// <summary>Who saved tracks at which hour of the day; most active first.</summary>
    internal IReadOnlyList<UserHours> Users { get; init; } = [];

    /// <summary>The tracks of users beyond those that are told apart, by the hour.</summary>
    internal long TracksOfOtherUsers { get; init; }

    /// <summary>The courses of the numbers in the data; those with the most numbers first.</summary>
    internal IReadOnlyList<NumberCourse> Numbers { get; init; } = [];

    /// <summary>Whether there are more keys with numbers than are told apart.</summary>
    internal bool HasMoreNumbers { get; init; }

    /// <summary>The newest tracks, newest first.</summary>
    internal IReadOnlyList<TrackRow> Tracks { get; init; } = [];

    /// <summary>Steps that were read, and steps that are remembered.</summary>
    internal (long All, int Kept) StepCounts { get; init; }

    /// <summary>A time as the report gives it.</summary>
    internal DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Scope.Zone);
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Report.Model;

/// <summary>A task in a report, of one store or of several.</summary>
/// <param name="TaskId">Its name.</param>
/// <param name="TrackCount">How many of its tracks were read.</param>
/// <param name="Runs">Its runs, by start time.</param>
internal sealed record ReportTask(string TaskId, long TrackCount, IReadOnlyList<ReportRun> Runs)
{
    /// <summary>The median duration of its finished runs, with errors or without; null when none has finished.</summary>
    public TimeSpan? Median { get; } =
        MedianOf([.. Runs.Where(run => run.Status.IsFinished()).Select(run => run.Duration.Ticks).OrderBy(ticks => ticks)]);

    /// <summary>Its run that started last; null when it has none.</summary>
    public ReportRun? LatestRun => Runs.Count > 0 ? Runs[Runs.Count - 1] : null;

    public int Count(RunStatus status) => Runs.Count(run => run.Status == status);

    private static TimeSpan? MedianOf(long[] sorted)
    {
        if (sorted.Length == 0)
            return null;
        var upper = sorted[sorted.Length / 2];
        var lower = sorted[(sorted.Length - 1) / 2];
        return TimeSpan.FromTicks(lower + ((upper - lower) / 2));
    }
}

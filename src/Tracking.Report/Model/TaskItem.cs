using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>A task in a report, of one store or of several.</summary>
/// <param name="TaskId">Its name.</param>
/// <param name="TrackCount">How many tracks of it were read.</param>
/// <param name="Runs">Its runs, by their starts.</param>
internal sealed record TaskItem(string TaskId, long TrackCount, IReadOnlyList<RunItem> Runs)
{
    /// <summary>The median duration of its finished runs; null when none has finished.</summary>
    public TimeSpan? Median { get; } = MedianOf([.. Runs.Where(run => run.Record.Finished).Select(run => run.Duration.Ticks).OrderBy(ticks => ticks)]);

    public int Count(RunStatus status) => Runs.Count(run => run.Record.Status == status);

    private static TimeSpan? MedianOf(long[] sorted)
    {
        if (sorted.Length == 0)
            return null;
        var upper = sorted[sorted.Length / 2];
        var lower = sorted[(sorted.Length - 1) / 2];
        return TimeSpan.FromTicks(lower + ((upper - lower) / 2));
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Report.Model;

/// <summary>How long something took each time: the runs of a task on one host, or a step of those (rule 11.6).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Host">The host, where the task has several; null where it has one.</param>
/// <param name="Path">The step; null for the runs themselves.</param>
/// <param name="Times">Those that came to their end, by start time.</param>
internal sealed record ReportTrend(string TaskId, string? Host, string? Path, IReadOnlyList<(ReportRun Run, TimeSpan Duration)> Times)
{
    /// <summary>Fewer do not say what is usual.</summary>
    private const int Fewest = 5;

    /// <summary>How many times the median deviation, and what share of the median, an unusual duration is away from it.</summary>
    private const int Deviations = 4;
    private const double Share = 0.25;

    /// <summary>The median duration; null when nothing came to its end.</summary>
    public TimeSpan? Median { get; } = MedianOf(Times.Select(time => time.Duration.Ticks));

    /// <summary>The runs in which it took unusually long or short.</summary>
    public IReadOnlyList<(ReportRun Run, TimeSpan Duration)> Outliers => [.. Times.Where(time => IsUnusual(Times, time.Duration))];

    /// <summary>
    /// The last time and what was usual before, if it took unusually long; null where it did not, or where too little is known.
    /// </summary>
    public (ReportRun Run, TimeSpan Duration, TimeSpan Usual)? Slower
    {
        get
        {
            if (Times.Count <= Fewest)
                return null;
            var (run, duration) = Times[Times.Count - 1];
            var before = Times.Take(Times.Count - 1).ToList();
            var usual = MedianOf(before.Select(time => time.Duration.Ticks))!.Value;
            return duration > usual && IsUnusual(before, duration) ? (run, duration, usual) : null;
        }
    }

    /// <summary>The runs of each task, those of each host by themselves, and those that are slower than usual first.</summary>
    public static IReadOnlyList<(ReportTrend Trend, IReadOnlyList<ReportRun> Runs)> OfRuns(ReportModel model) =>
    [
        .. model.Tasks.SelectMany(ByHost).Where(runs => runs.Runs.Count > 1)
            .Select(runs => (Trend: new ReportTrend(runs.TaskId, runs.Host, null,
                [.. runs.Runs.Where(run => run.Status.IsFinished()).Select(run => (run, run.Duration))]), runs.Runs))
            .OrderByDescending(trend => trend.Trend.Slower != null).ThenByDescending(trend => trend.Runs.Count),
    ];

    /// <summary>The steps of each task on each host.</summary>
    public static IEnumerable<ReportTrend> OfSteps(ReportModel model) =>
        model.Tasks.SelectMany(ByHost).SelectMany(runs => runs.Runs
            .SelectMany(run => run.Steps, (run, step) => (Run: run, Step: step))
            .Where(one => one.Step.TookTime && one.Step.Status is StepStatus.Completed or StepStatus.CompletedWithErrors)
            .GroupBy(one => one.Step.Path, StringComparer.Ordinal)
            .Select(same => new ReportTrend(runs.TaskId, runs.Host, same.Key, [.. same.Select(one => (one.Run, one.Step.Duration))])));

    private static IEnumerable<(string TaskId, string? Host, IReadOnlyList<ReportRun> Runs)> ByHost(ReportTask task)
    {
        var hosts = task.Runs.GroupBy(run => run.Host ?? "", StringComparer.OrdinalIgnoreCase).ToList();
        return hosts.Select(host => (task.TaskId, hosts.Count > 1 && host.Key.Length > 0 ? host.Key : null,
            (IReadOnlyList<ReportRun>)[.. host]));
    }

    private static bool IsUnusual(IReadOnlyList<(ReportRun Run, TimeSpan Duration)> times, TimeSpan duration)
    {
        if (times.Count < Fewest)
            return false;
        var median = MedianOf(times.Select(time => time.Duration.Ticks))!.Value.Ticks;
        var deviation = MedianOf(times.Select(time => Math.Abs(time.Duration.Ticks - median)))!.Value.Ticks;
        return Math.Abs(duration.Ticks - median) > Math.Max(Deviations * deviation, Share * median);
    }

    private static TimeSpan? MedianOf(IEnumerable<long> ticks)
    {
        var sorted = ticks.OrderBy(tick => tick).ToArray();
        if (sorted.Length == 0)
            return null;
        var (lower, upper) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        return TimeSpan.FromTicks(lower + ((upper - lower) / 2));
    }
}

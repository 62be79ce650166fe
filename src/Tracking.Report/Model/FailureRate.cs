using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>How often a task or a step of it failed (rule 11.6).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Path">The step; null for the task's runs.</param>
/// <param name="Failed">How many failed, were abandoned or had errors.</param>
/// <param name="All">How many there were, those that are still at work or may be left out.</param>
internal sealed record FailureRate(string TaskId, string? Path, int Failed, int All)
{
    public double Share => Failed / (double)All;

    /// <summary>The rates of tasks and steps that failed at all; the most frequent first.</summary>
    public static IReadOnlyList<FailureRate> Of(ReportModel model) =>
    [
        .. model.Tasks.SelectMany(task => OfSteps(task).Prepend(OfRuns(task))).Where(rate => rate.Failed > 0)
            .OrderByDescending(rate => rate.Share).ThenByDescending(rate => rate.Failed)
            .ThenBy(rate => rate.TaskId, StringComparer.OrdinalIgnoreCase).ThenBy(rate => rate.Path, StringComparer.Ordinal),
    ];

    private static FailureRate OfRuns(ReportTask task) => new(
        task.TaskId, null, task.Runs.Count(run => run.IsProblem),
        task.Runs.Count(run => run.Status is not (RunStatus.Running or RunStatus.Open or RunStatus.Unknown)));

    private static IEnumerable<FailureRate> OfSteps(ReportTask task) => task.Runs.SelectMany(run => run.Steps)
        .Where(step => step.TookTime && step.Status != StepStatus.Running)
        .GroupBy(step => step.Path, StringComparer.Ordinal)
        .Select(same => new FailureRate(task.TaskId, same.Key, same.Count(step => step.IsProblem), same.Count()));
}

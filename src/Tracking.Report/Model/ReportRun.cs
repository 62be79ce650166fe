using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Report.Model;

/// <summary>A run in a report.</summary>
/// <param name="Store">The store that it is in.</param>
/// <param name="Record">The run.</param>
/// <param name="Steps">
/// Its steps, each before those inside it; old ones are missing when there are more than a report can hold.
/// </param>
internal sealed record ReportRun(ReportStore Store, RunRecord Record, IReadOnlyList<ReportStep> Steps)
{
    /// <summary>Stands for the task of a run that was started without one.</summary>
    public const string NoTask = "(no task)";

    /// <summary>The host that it was started on; null when that is not on record.</summary>
    public string? Host { get; init; }

    /// <summary>The identity of the run around it, or of the one whose hook it is; null where there is none.</summary>
    public string? Around { get; init; }

    /// <summary>What tells it from all other runs of the report.</summary>
    public (ReportStore Store, int RunId) Place => (Store, Record.RunId);

    /// <summary>Whether all of its steps are here; there may be more than a report can hold.</summary>
    public bool HasAllSteps { get; init; } = true;

    public string TaskId => Record.TaskId ?? NoTask;

    public TimeSpan Duration => Record.EndUtc - Record.StartUtc;

    /// <summary>
    /// Its status. Who stopped it as finished may not have known of errors in its steps: they tell of a run that finished with errors.
    /// </summary>
    public RunStatus Status =>
        Record.Status == RunStatus.Finished && Steps.Any(step => step.HasErrors && !step.IsCarried)
            ? RunStatus.FinishedWithErrors
            : Record.Status;

    /// <summary>Whether the run failed, was abandoned or finished with errors.</summary>
    public bool IsProblem => Status is RunStatus.Failed or RunStatus.Abandoned or RunStatus.FinishedWithErrors;

    /// <summary>The steps that went wrong. An error that went on through the steps around it is that of the innermost one.</summary>
    public IReadOnlyList<ReportStep> FindProblems()
    {
        var problems = Steps.Where(step => step.IsProblem && !step.IsCarried).ToList();
        return [.. problems.Where(step => !problems.Exists(step.IsExplainedBy))];
    }

    /// <summary>What it was stopped with; null when nothing was said.</summary>
    public string? Message { get; } =
        string.IsNullOrWhiteSpace(Record.Message) ? null : ReportText.Shorten(ReadableText.Of(Record.Message!).Trim(), ReportLimits.Error);

    /// <summary>Whether its message is what one of its steps that went wrong says, or those around it; or it has none.</summary>
    public bool IsMessageOf(IReadOnlyList<ReportStep> problems) =>
        Message is not { } message || Steps.Any(step => step.IsMessage(message) && problems.Any(step.IsExplainedByOrIs));
}

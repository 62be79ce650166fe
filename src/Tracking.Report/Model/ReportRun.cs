using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Report.Model;

/// <summary>A run in a report.</summary>
/// <param name="Store">The store that it is in.</param>
/// <param name="Record">The run.</param>
/// <param name="Steps">Its step attempts, by start time; old ones are missing when there are more than a report can hold.</param>
internal sealed record ReportRun(ReportStore Store, RunRecord Record, IReadOnlyList<StepAttempt> Steps)
{
    /// <summary>Stands for the task of a run that was started without one.</summary>
    public const string NoTask = "(no task)";

    public string TaskId => Record.TaskId ?? NoTask;

    public TimeSpan Duration => Record.EndUtc - Record.StartUtc;

    /// <summary>Whether the run failed or was abandoned.</summary>
    public bool IsProblem => Record.Status is RunStatus.Failed or RunStatus.Abandoned;

    /// <summary>What went wrong: the run's message, or else the error of its last failed step.</summary>
    public string? Message => Record.Message ?? Steps.LastOrDefault(step => step.Outcome == StepOutcome.Failed)?.Error;
}

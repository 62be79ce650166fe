using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Report.Model;

/// <summary>A run in a report.</summary>
/// <param name="Store">Where it is.</param>
/// <param name="Record">The run.</param>
/// <param name="Steps">Those of its steps that are remembered, by their starts.</param>
internal sealed record RunItem(ReportStore Store, RunRecord Record, IReadOnlyList<StepItem> Steps)
{
    /// <summary>What stands for the task of a run that was started for none.</summary>
    public const string NoTask = "(no task)";

    public string TaskId => Record.TaskId ?? NoTask;

    public TimeSpan Duration => Record.EndUtc - Record.StartUtc;

    /// <summary>Whether it is one of those that a reader must know of first.</summary>
    public bool IsProblem => Record.Status is RunStatus.Failed or RunStatus.Abandoned;

    /// <summary>What went wrong: what the run says, else what its last failed step says.</summary>
    public string? Message => Record.Message ?? Steps.LastOrDefault(step => step.Outcome == StepOutcome.Failed)?.Error;
}

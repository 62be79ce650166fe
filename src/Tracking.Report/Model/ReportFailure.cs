using System;

namespace Tracking.Report.Model;

/// <summary>
/// Something that went wrong: a step, or a run where no step says it. The same step of later runs is the same failure until one fixes it
/// (rule 11.1).
/// </summary>
/// <param name="Run">The last run in which it went wrong.</param>
/// <param name="Step">The step; null for the run itself.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record ReportFailure(ReportRun Run, ReportStep? Step, string Error)
{
    /// <summary>When it went wrong first, in UTC.</summary>
    public DateTime SinceUtc { get; init; }

    /// <summary>In how many runs it went wrong.</summary>
    public int RunCount { get; init; } = 1;

    /// <summary>How many other steps of the run went wrong that are no failures of their own here.</summary>
    public int OtherSteps { get; init; }

    /// <summary>The later run that fixed it; null when none did.</summary>
    public ReportRun? FixedBy { get; init; }

    /// <summary>Whether a later run may have fixed it: steps of later runs are not all here.</summary>
    public bool MayBeFixed { get; init; }

    /// <summary>The run that continues the last one in which it went wrong, if that did not fix it; null when there is none.</summary>
    public ReportRun? ContinuedBy { get; init; }

    /// <summary>When it went wrong in its last run, in UTC: when a step or run ended, or an abandoned step began.</summary>
    public DateTime TimeUtc =>
        Step is not { } step ? Run.Record.EndUtc : step.Status == StepStatus.Abandoned ? step.StartUtc : step.EndUtc;

    private bool IsAbandoned => Step is { } step ? step.Status == StepStatus.Abandoned : Run.Status == RunStatus.Abandoned;

    /// <summary>
    /// Whether it says nothing but what a failure of a run within its run says, from which the error came. One that is fixed does not speak
    /// for one that is not.
    /// </summary>
    public bool IsExplainedBy(ReportFailure inner)
    {
        if ((FixedBy == null && inner.FixedBy != null) || !WasAtWork(inner.Run.Record.StartUtc))
            return false;
        return (Step == null ? Run.Message : Step.Error) is { } said
            ? said == inner.Error || said == inner.Run.Message
            : IsAbandoned == inner.IsAbandoned && Step is not { HasFailedProgram: true };
    }

    /// <summary>Whether the step, or the run itself, was at work at a time. When one that was abandoned ended is not on record.</summary>
    private bool WasAtWork(DateTime utc) => Step is { } step
        ? step.StartUtc <= utc && (utc <= step.EndUtc || IsAbandoned)
        : utc < Run.Record.EndUtc || IsAbandoned;
}

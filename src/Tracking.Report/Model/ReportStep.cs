using System;

namespace Tracking.Report.Model;

/// <summary>A step of a run in a report.</summary>
/// <param name="Path">Its name and key behind those of the steps around it.</param>
/// <param name="Depth">How many steps are around it.</param>
/// <param name="Status">Its status.</param>
/// <param name="StartUtc">When its last attempt began.</param>
/// <param name="EndUtc">When it ended; for one whose end is not recorded, when its run ended.</param>
internal sealed record ReportStep(string Path, int Depth, StepStatus Status, DateTime StartUtc, DateTime EndUtc)
{
    /// <summary>The last part of its path: its own name and key.</summary>
    public string Name { get; init; } = Path;

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>How many errors were written in it, those of steps inside left out.</summary>
    public int ErrorCount { get; init; }

    /// <summary>How many warnings were written in it, those of steps inside left out.</summary>
    public int WarningCount { get; init; }

    /// <summary>Why it was not run; null where it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Where in the script it went wrong: <c>copy.ps1:12:5</c>; null when that is not known.</summary>
    public string? Position { get; init; }

    /// <summary>The exit code of its last native program; null when none ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether it was done in an earlier run, which its own run continues.</summary>
    public bool IsCarried { get; init; }

    /// <summary>Its last native program ended with another code than 0, which is what went wrong where no error says so.</summary>
    public bool HasFailedProgram => ExitCode is not (null or 0);

    public TimeSpan Duration => EndUtc - StartUtc;

    /// <summary>The status of a run that ended as it did; null where it did nothing in its run.</summary>
    public RunStatus? Mark => !TookTime ? null : Status switch
    {
        StepStatus.Running => RunStatus.Running,
        StepStatus.CompletedWithErrors => RunStatus.FinishedWithErrors,
        StepStatus.Failed => RunStatus.Failed,
        StepStatus.Stopped => RunStatus.Stopped,
        StepStatus.Abandoned => RunStatus.Abandoned,
        _ => RunStatus.Finished,
    };

    /// <summary>Whether it was at work in its run: time passed with it.</summary>
    public bool TookTime => !IsCarried && Status != StepStatus.Skipped;

    /// <summary>Whether an error was in it.</summary>
    public bool HasErrors => Status is StepStatus.Failed or StepStatus.CompletedWithErrors;

    /// <summary>Whether it went wrong: with errors, or without an end.</summary>
    public bool IsProblem => HasErrors || Status == StepStatus.Abandoned;

    /// <summary>Whether it says nothing but what a step inside it says, from which the error came.</summary>
    public bool IsExplainedBy(ReportStep other) =>
        other.Path.Length > Path.Length && other.Path[Path.Length] == '/' && other.Path.StartsWith(Path, StringComparison.Ordinal)
        && (Error == null || Error == other.Error);

    /// <summary>Whether a step says all that it says: the same one, or one inside it.</summary>
    public bool IsExplainedByOrIs(ReportStep other) => other == this || IsExplainedBy(other);

    /// <summary>Whether a run's message is what Invoke-TrackRun says of a step that ended it, or that was the first to go wrong.</summary>
    public bool IsMessage(string message) =>
        message == Error || message == ReportText.Shorten($"{Path}: {Error ?? Status.ToString()}", ReportLimits.Error);
}

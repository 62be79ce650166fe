using System;

namespace Tracking.Report.Model;

/// <summary>How an attempt at a step ended.</summary>
internal enum StepOutcome
{
    Completed,
    Failed,

    /// <summary>It began, and no track says that it ended.</summary>
    Unfinished,
}

/// <summary>An attempt at a step of a run, as Invoke-TrackStep records it.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="StartUtc">When it began.</param>
/// <param name="EndUtc">When it ended; for an unfinished one, when its run ended.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The error message of a failed one.</param>
internal sealed record StepAttempt(string Name, DateTime StartUtc, DateTime EndUtc, StepOutcome Outcome, string? Error = null)
{
    public TimeSpan Duration => EndUtc - StartUtc;
}

using System;

namespace Tracking.Report.Model;

/// <summary>How an attempt of a step ended.</summary>
internal enum StepOutcome
{
    Completed,
    Failed,

    /// <summary>It began, and nothing says that it ended.</summary>
    Open,
}

/// <summary>An attempt of a step of a run, as Invoke-TrackStep records it.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="StartUtc">When it began.</param>
/// <param name="EndUtc">When it ended; for an open one when its run did.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">What a failed one says.</param>
internal sealed record StepItem(string Name, DateTime StartUtc, DateTime EndUtc, StepOutcome Outcome, string? Error = null);

namespace Tracking.Model;

/// <summary>What several statuses of runs have in common.</summary>
public static class RunStatuses
{
    /// <summary>Whether a run with the status came to its end, with errors or without.</summary>
    public static bool IsFinished(this RunStatus status) => status is RunStatus.Finished or RunStatus.FinishedWithErrors;

    /// <summary>Whether a run with the status was stopped, in whatever way.</summary>
    public static bool IsEnded(this RunStatus status) => status.IsFinished() || status is RunStatus.Stopped or RunStatus.Failed;
}

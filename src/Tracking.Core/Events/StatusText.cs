namespace Tracking.Events;

/// <summary>
/// How the status of a run or a step is written in a file. That a run or step of this file is abandoned is never written: it shows when
/// the file is read. A copy of a run may say it.
/// </summary>
internal static class StatusText
{
    /// <summary>The statuses of runs that the first version of the format has.</summary>
    private const int RunStatusesOfVersion1 = 5;

    private static readonly string[] OfRuns =
        ["running", "finished", "stopped", "failed", "abandoned", "open", "finishedWithErrors", "unknown"];

    private static readonly string[] OfSteps =
        ["running", "completed", "completedWithErrors", "failed", "stopped", "skipped", "abandoned"];

    public static string Of(RunStatus status) => OfRuns[(int)status];

    public static string Of(StepStatus status) => OfSteps[(int)status];

    /// <summary>The status of a run that a text stands for, or null.</summary>
    public static RunStatus? ParseRun(string text) => System.Array.IndexOf(OfRuns, text) is >= 0 and var index ? (RunStatus)index : null;

    /// <summary>The status of a step that a text stands for, or null.</summary>
    public static StepStatus? ParseStep(string text) =>
        System.Array.IndexOf(OfSteps, text) is >= 0 and var index ? (StepStatus)index : null;

    /// <summary>The first version of the format that has the status (format 10).</summary>
    public static int Since(RunStatus status) => (int)status < RunStatusesOfVersion1 ? 1 : 2;
}

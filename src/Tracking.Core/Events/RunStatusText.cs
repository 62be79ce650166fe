namespace Tracking.Events;

/// <summary>
/// How the status of a run is written in a file. That a run of this file is abandoned is never written: it shows when the file is read. A
/// copy may say it.
/// </summary>
internal static class RunStatusText
{
    private static readonly string[] Texts = ["running", "finished", "stopped", "failed", "abandoned"];

    public static string Of(RunStatus status) => Texts[(int)status];

    /// <summary>The status that a text stands for, or null.</summary>
    public static RunStatus? Parse(string text) => System.Array.IndexOf(Texts, text) is >= 0 and var index ? (RunStatus)index : null;
}

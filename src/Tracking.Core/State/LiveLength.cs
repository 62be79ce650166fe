using Tracking.Model;

namespace Tracking.State;

/// <summary>
/// About how many bytes the lines take in a log to which what is there now is written: enough to say how much of a log is dead, and known
/// without looking at it (format 9.9).
/// </summary>
internal static class LiveLength
{
    /// <summary>The keys, numbers and times of a line.</summary>
    private const int OfLine = 160;

    public static long Of(TrackRecord track) => OfLine + track.TaskId.Length + track.UserName.Length + Of(track.Data);

    public static long Of(RunRecord run) => OfLine + (run.TaskId?.Length ?? 0) + (run.Key?.Length ?? 0) + Of(run.Facts);

    public static long Of(StepRecord step) => OfLine + step.Name.Length + (step.Key?.Length ?? 0) + Of(step.Facts) + Of(step.Output);

    private static long Of(TrackData? data) => data is { } known ? known.Length + (known.Types?.Length ?? 0) : 0;
}

using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Runs;

/// <summary>How many steps a run will have, as far as is known.</summary>
internal static class ExpectedSteps
{
    /// <summary>
    /// How many the last finished run of the task had: that of the same key, or else, as a key may be new each night, that of any; 0 when
    /// none has finished.
    /// </summary>
    public static int Of(ITrackStore opened, RunRecord run, CancellationToken cancellation)
    {
        if (run.TaskId == null)
            return 0;
        var ofTask = new RunQuery(run.TaskId);
        var before = opened.FindLastRun(ofTask with { Key = run.Key }, other => IsBefore(other) && other.Key == run.Key, cancellation)
            ?? opened.FindLastRun(ofTask, IsBefore, cancellation);
        return before == null ? 0 : opened.ListSteps([before.RunId], cancellation).Count;

        bool IsBefore(RunRecord other) => other.Finished && other.RunId < run.RunId;
    }
}

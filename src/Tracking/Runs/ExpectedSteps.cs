using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Rules;
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
        var finished = opened.ListRuns(run.TaskId, cancellation)
            .Where(other => other.Finished && other.RunId < run.RunId && NameRule.IsSame(other.TaskId, run.TaskId)).ToList();
        var before = finished.LastOrDefault(other => other.Key == run.Key) ?? finished.LastOrDefault();
        return before == null ? 0 : opened.ListSteps([before.RunId], cancellation).Count;
    }
}

using System;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>Starts runs of which nothing is said but the task.</summary>
public static class RunStarts
{
    /// <summary>Starts a run and makes it the task's current one; for no task when <paramref name="taskId"/> is null.</summary>
    public static RunRecord StartRun(
        this ITrackStore store, string? taskId, DateTime? timeUtc = null, CancellationToken cancellation = default) =>
        (store ?? throw new ArgumentNullException(nameof(store))).Start(new RunDraft(taskId) { TimeUtc = timeUtc }, cancellation);
}

using System;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What stopping and resuming make of a run (rule 4.6, rule 4.7).</summary>
public static class RunRule
{
    /// <summary>Requires what can be said of a stop without looking into the store.</summary>
    /// <exception cref="TrackingException">TrackNameInvalid, TrackDataTooLarge, TrackRunNotFound, TrackRunInvalid.</exception>
    public static void RequireStop(string? taskId, int runId, RunStatus status, string? message)
    {
        StoreErrors.RequireOutcome(status, message);
        if (runId == 0 && taskId == null)
            throw StoreErrors.NoRunNamed();
        RequireRunId(runId);
    }

    /// <exception cref="TrackingException">TrackRunInvalid.</exception>
    public static void RequireRunId(int runId)
    {
        if (runId < 0)
            throw StoreErrors.NegativeRun();
    }

    /// <summary>Requires what can be said of a run's beginning without looking into the store.</summary>
    /// <exception cref="TrackingException">TrackNameInvalid.</exception>
    public static void RequireStart(RunDraft draft)
    {
        if (draft.TaskId != null)
            StoreErrors.RequireName(draft.TaskId, "task id");
        if (draft.Key != null)
            StoreErrors.RequireKey(draft.Key);
    }

    /// <summary>The run after it was stopped.</summary>
    public static RunRecord Stop(RunRecord run, RunStatus status, string? message, DateTime time) => run with
    {
        Status = status,
        Message = message,
        EndUtc = time > run.EndUtc ? time : run.EndUtc,
        StatusUtc = NextStatus(run, time),
        IsCurrent = false,
    };

    private static DateTime NextStatus(RunRecord run, DateTime time) =>
        new(RunRecord.NextStatusTicks(run.StatusUtc.Ticks, time), DateTimeKind.Utc);
}

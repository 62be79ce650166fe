using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
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

    /// <summary>
    /// Whether a run is removed with its last track (rule 4.11): it is open, and nobody is on record who began it, as where a save started
    /// it.
    /// </summary>
    public static bool GoesWithItsLastTrack(RunRecord run, bool hasSteps) => !hasSteps && run is
    {
        Status: RunStatus.Open,
        Key: null,
        Facts: null,
        Continues: null,
        CarriedSteps: 0,
    };

    /// <summary>
    /// Whether a run begins with the earliest of its tracks (rule 10.3): saves made it for a key, and nobody is on record who began it.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="isCurrent">Whether it is its task's current one, which someone started as it is.</param>
    public static bool BeginsWithItsTracks(RunRecord run, bool isCurrent) => !isCurrent && run is
    {
        Key: not null,
        Facts: null,
        Continues: null,
        CarriedSteps: 0,
    };

    /// <summary>Requires that nobody is at work on a run that is to be removed (rule 4.25).</summary>
    /// <param name="run">The run as it stands.</param>
    /// <param name="steps">Its steps as they stand; those that did not end are enough.</param>
    /// <exception cref="TrackingException">TrackRunClaimed.</exception>
    public static void RequireNotAtWork(RunRecord run, IEnumerable<StepRecord> steps)
    {
        // Whether a step of a copy is at work cannot be known here.
        if (run.Status == RunStatus.Running
            || (run.Status == RunStatus.Open && steps.Any(step => step.Status == StepStatus.Running && step.Origin == null)))
        {
            throw StoreErrors.RunAtWork(run.RunId);
        }
    }

    /// <summary>What is said of a run that is not removed, since its task and key are claimed (rule 4.25).</summary>
    /// <param name="runId">The run.</param>
    /// <param name="holder">Who holds the claim; null when that is not known.</param>
    public static TrackingException Claimed(int runId, string? holder) => StoreErrors.RunClaimed(runId, holder);

    /// <summary>
    /// Whether a run may be about to be continued, if it is the last one of its task and key: whoever holds the claim on them may do so
    /// (rule 8.6).
    /// </summary>
    public static bool MayBeContinued(RunRecord run) =>
        run.TaskId != null && run.Status != RunStatus.Finished && RunFacts.SaysThatItCanBeContinued(run.Facts);

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

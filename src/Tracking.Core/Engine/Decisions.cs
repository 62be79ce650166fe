using System;
using Tracking.Events;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>
/// Works out the event that a request leads to on a state. It changes nothing, and refuses what cannot be (rule 4.1 to rule 4.7).
/// </summary>
internal static class Decisions
{
    /// <param name="state">The state.</param>
    /// <param name="draft">What is to be saved.</param>
    /// <param name="time">The draft's time or, where it has none, the clock's.</param>
    public static TrackWritten Save(TrackState state, TrackDraft draft, DateTime time)
    {
        SaveRule.RequireDraft(draft);
        var run = draft.RunId == 0 ? state.CurrentRun(draft.TaskId) : RequireRun(state, draft.RunId);
        if (draft.Mode != SaveMode.Add && run != null && state.Indexes.FindLast(draft.TaskId, run.RunId, draft.UserName) is { } last)
            return new TrackUpdated(SaveRule.Replace(draft, last, time));
        StoreErrors.RequireIds(state.NextNumber <= StoreLimits.MaxTrackNumber && (run != null || state.NextRunId <= StoreLimits.MaxRunId));
        return new TrackSaved(SaveRule.Add(draft, state.NextNumber, run?.RunId ?? state.NextRunId, time), startsRun: run == null);
    }

    public static TrackRemoved Remove(TrackState state, long number) =>
        state.Indexes.Find(number) != null ? new TrackRemoved(number) : throw StoreErrors.NoTrack(number);

    public static RunStarted Start(TrackState state, string? taskId, DateTime time, bool timeIsGiven)
    {
        if (taskId != null)
            StoreErrors.RequireName(taskId, "task id");
        StoreErrors.RequireIds(state.NextRunId <= StoreLimits.MaxRunId);
        return new RunStarted(state.NextRunId, taskId, time, timeIsGiven);
    }

    public static RunStopped Stop(
        TrackState state, string? taskId, int runId, RunStatus status, string? message, DateTime time, bool timeIsGiven)
    {
        RunRule.RequireStop(taskId, runId, status, message);
        var run = runId != 0 ? RequireRun(state, runId) : state.CurrentRun(taskId!) ?? throw StoreErrors.NothingToStop();
        return new RunStopped(run.RunId, status, message, time, timeIsGiven);
    }

    public static RunResumed Resume(TrackState state, int runId, DateTime time)
    {
        RunRule.RequireResumable(runId, RequireRun(state, runId).Status, state.IsCopiedRun(runId));
        return new RunResumed(runId, time);
    }

    private static RunNode RequireRun(TrackState state, int runId)
    {
        RunRule.RequireRunId(runId);
        return state.Indexes.Runs.TryGetValue(runId, out var run) ? run : throw StoreErrors.NoRun(runId);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
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
    public static DecidedSave Save(TrackState state, TrackDraft draft, DateTime time)
    {
        SaveRule.RequireDraft(draft);
        if (draft.Mode != SaveMode.Add)
            draft = draft.With(draft.Data.Alone());
        if (draft.Number != 0)
            return Replace(draft, state.Indexes.Find(draft.Number) ?? throw StoreErrors.NoTrack(draft.Number), time);
        var run = FindRun(state, draft);
        if (draft.StepId != 0 && (run == null || state.Steps.Find(draft.StepId)?.RunId != run.RunId))
            throw StoreErrors.NoStep(draft.StepId);
        if ((draft.Mode != SaveMode.Add || draft.OnlyIfChanged) && run != null && FindReplaced(state, draft, run) is { } last
            && (draft.Mode != SaveMode.Add || SaveRule.ChangesNothing(draft, last)))
        {
            return Replace(draft, last, time);
        }
        StoreErrors.RequireIds(state.NextNumber <= StoreLimits.MaxTrackNumber && (run != null || state.NextRunId <= StoreLimits.MaxRunId));
        var isBegun = run == null && draft.RunKey != null;
        return new DecidedSave(
            new TrackSaved(
                SaveRule.Add(draft, state.NextNumber, run?.RunId ?? state.NextRunId, time), startsRun: run == null && !isBegun),
            isBegun ? new RunRecorded(SaveRule.BeginRun(draft, state.NextRunId, time)) : null);
    }

    /// <summary>The removal of a track, or of its run where that goes with its last track (rule 4.11): one event in either case.</summary>
    public static TrackEvent Remove(TrackState state, long number)
    {
        if (state.Indexes.Find(number) is not { } track)
            throw StoreErrors.NoTrack(number);
        var run = state.Indexes.Runs[track.RunId];
        return run.Tracks.Count == 1 && RunRule.GoesWithItsLastTrack(state.Record(run), hasSteps: run.Steps.Count > 0)
            ? new RunRemoved(run.RunId) : new TrackRemoved(number);
    }

    /// <param name="state">The state.</param>
    /// <param name="runId">The run that is to be removed.</param>
    /// <param name="observer">Tells how the run and its steps stand.</param>
    public static RunRemoved RemoveRun(TrackState state, int runId, RunObserver observer)
    {
        var run = runId == 0 ? throw StoreErrors.NoRun(runId) : RequireRun(state, runId);
        RunRule.RequireNotAtWork(
            observer.Observe(state.Record(run)), run.Steps.Select(step => observer.Observe(state.Steps.Find(step)!)));
        return new RunRemoved(runId);
    }

    /// <summary>The start of a run, and the steps that it begins with.</summary>
    public static IReadOnlyList<TrackEvent> Start(TrackState state, RunDraft draft, DateTime time)
    {
        RunRule.RequireStart(draft);
        StoreErrors.RequireIds(
            state.NextRunId <= StoreLimits.MaxRunId && state.NextStepId <= StoreLimits.MaxStepId - draft.Carried.Count);
        var status = draft.IsOpen ? RunStatus.Open : RunStatus.Running;
        var run = new RunRecord(state.NextRunId, draft.TaskId, time, time, status, IsCurrent: draft.TaskId != null)
        {
            Key = draft.Key,
            Facts = draft.Facts,
            Continues = draft.Continues,
            CarriedSteps = draft.Carried.Count,
        };
        return [new RunStarted(run, draft.TimeUtc != null), .. StepRule.Carry(draft.Carried, run.RunId, state.NextStepId)
            .Select(step => new StepRecorded(step))];
    }

    /// <param name="state">The state.</param>
    /// <param name="step">What is to be recorded; its id is 0 when it is new.</param>
    public static StepRecorded SaveStep(TrackState state, StepRecord step)
    {
        StepRule.RequireStep(step);
        RequireRun(state, step.RunId);
        if (step.StepId != 0)
        {
            var known = state.Steps.Find(step.StepId);
            StepRule.RequireSame(step, known);
            return new StepRecorded(step with { Origin = known!.Origin });
        }
        StepRule.RequireParent(step, state.Steps.Find(step.ParentId));
        StoreErrors.RequireIds(state.NextStepId <= StoreLimits.MaxStepId);
        return new StepRecorded(step with { StepId = state.NextStepId, Origin = null });
    }

    public static RunStopped Stop(
        TrackState state, string? taskId, int runId, RunStatus status, string? message, DateTime time, bool timeIsGiven)
    {
        RunRule.RequireStop(taskId, runId, status, message);
        var run = runId != 0 ? RequireRun(state, runId) : state.CurrentRun(taskId!) ?? throw StoreErrors.NothingToStop(taskId!);
        return new RunStopped(run.RunId, status, message, time, timeIsGiven);
    }

    private static DecidedSave Replace(TrackDraft draft, TrackRecord there, DateTime time) => SaveRule.ChangesNothing(draft, there)
        ? new DecidedSave(there)
        : new DecidedSave(new TrackUpdated(SaveRule.Replace(draft, there, time)));

    /// <summary>The run of a draft; null where the save is to begin it.</summary>
    private static RunNode? FindRun(TrackState state, TrackDraft draft) =>
        draft.RunKey is { } key ? state.Indexes.Started.Newest(new RunQuery(draft.TaskId) { Key = key }).FirstOrDefault()
        : draft.RunId == 0 ? state.CurrentRun(draft.TaskId)
        : RequireRun(state, draft.RunId);

    /// <summary>The last track of a draft's task, run and user that it may replace; null when there is none.</summary>
    private static TrackRecord? FindReplaced(TrackState state, TrackDraft draft, RunNode run)
    {
        var tracks = state.Indexes.FindKey(new TrackKey(draft.TaskId, run.RunId, draft.UserName))?.Tracks;
        return draft.ReplacesThoseWith == null
            ? tracks?.Last
            : tracks?.ReadNow().Reverse().FirstOrDefault(track => SaveRule.MayReplace(draft, track));
    }

    private static RunNode RequireRun(TrackState state, int runId)
    {
        RunRule.RequireRunId(runId);
        return state.Indexes.Runs.TryGetValue(runId, out var run) ? run : throw StoreErrors.NoRun(runId);
    }
}

/// <summary>What a save leads to.</summary>
/// <param name="Written">The event; null when nothing is to be saved.</param>
/// <param name="Record">The track as it is then.</param>
/// <param name="Begun">The run that the save begins for a key, before the track (rule 10.3); null when it begins none.</param>
internal readonly record struct DecidedSave(TrackWritten? Written, TrackRecord Record, RunRecorded? Begun)
{
    public DecidedSave(TrackWritten written, RunRecorded? begun = null)
        : this(written, written.Record, begun)
    {
    }

    public DecidedSave(TrackRecord there)
        : this(null, there, null)
    {
    }
}

using System;
using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A run that had not finished was resumed, by a module of version 0.1: a run that is continued since is a new one.</summary>
internal sealed class RunResumed(int runId, DateTime timeUtc) : TrackEvent
{
    public static EventKind Form { get; } = new("resume", EventId.Run, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <summary>The run.</summary>
    public int RunId { get; } = runId;

    public DateTime TimeUtc { get; } = timeUtc;

    /// <inheritdoc/>
    public override EventIds Ids => new(Run: RunId);

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        !state.Indexes.Runs.TryGetValue(RunId, out var run) ? "it takes up a run that does not exist"
        : run.Status.IsFinished() ? "it takes up a run that has finished"
        : state.IsCopiedRun(RunId) ? "it takes up a run that was copied"
        : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.ResumeRun(RunId, TimeUtc);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [ChangeOfRun(state, RunId)];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) => line.Ascii(",\"resume\":").Number(RunId).At(TimeUtc, isGiven: false);

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static RunResumed? Read(EventFields fields) =>
        fields.HasOnly(EventField.At, EventField.None) ? new RunResumed((int)fields.Id, fields.At) : null;
}

using System;
using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A run was stopped: finished, stopped before that, or failed (rule 4.7).</summary>
internal sealed class RunStopped(int runId, RunStatus status, string? message, DateTime timeUtc, bool timeIsGiven) : TrackEvent
{
    public static EventKind Form { get; } = new("stop", EventId.Run, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <inheritdoc/>
    public override int Since => StatusText.Since(Status);

    /// <summary>Who passes over the end of a run says that it is still at work.</summary>
    public override int AnswersSince => StatusText.Since(Status);

    /// <inheritdoc/>
    public override bool IsMilestone => true;

    /// <summary>The run.</summary>
    public int RunId { get; } = runId;

    public RunStatus Status { get; } = status;

    public string? Message { get; } = message;

    public DateTime TimeUtc { get; } = timeUtc;

    /// <summary>Whether the caller gave the time; else the clock made it.</summary>
    public bool TimeIsGiven { get; } = timeIsGiven;

    /// <inheritdoc/>
    public override EventIds Ids => new(Run: RunId);

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        !state.Indexes.Runs.ContainsKey(RunId) ? "it stops a run that does not exist" : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.StopRun(RunId, Status, Message, TimeUtc, TimeIsGiven);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [ChangeOfRun(state, RunId)];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) => line.Ascii(",\"stop\":").Number(RunId).Status(Status, Message).At(TimeUtc, TimeIsGiven);

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static RunStopped? Read(EventFields fields) =>
        fields.HasOnly(EventField.Status | EventField.At, EventField.Given | EventField.Message)
            && fields.RunStatus is { } status && status.IsEnded()
            ? new RunStopped((int)fields.Id, status, fields.Message, fields.At, fields.Holds(EventField.Given))
            : null;
}

using System;
using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A run was started on its own, not by a save (rule 4.6).</summary>
internal sealed class RunStarted(int runId, string? taskId, DateTime timeUtc, bool timeIsGiven) : TrackEvent
{
    public static EventKind Form { get; } = new("start", EventId.Run, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <summary>The run.</summary>
    public int RunId { get; } = runId;

    public string? TaskId { get; } = taskId;

    public DateTime TimeUtc { get; } = timeUtc;

    /// <summary>Whether the caller gave the time; else the clock made it.</summary>
    public bool TimeIsGiven { get; } = timeIsGiven;

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) => RunId < state.NextRunId ? "it starts a run whose id was given before" : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.StartRun(RunId, TaskId, TimeUtc, TimeIsGiven);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [ChangeOfRun(state, RunId)];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) => line.Ascii(",\"start\":").Number(RunId).Task(TaskId).At(TimeUtc, TimeIsGiven);

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static RunStarted? Read(EventFields fields) => fields.HasOnly(EventField.At, EventField.Task | EventField.Given)
        ? new RunStarted((int)fields.Id, fields.Task, fields.At, fields.Holds(EventField.Given))
        : null;
}

using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A run was removed, with its steps and tracks (rule 4.25). Who passes over it answers with what is gone.</summary>
internal sealed class RunRemoved(int runId) : TrackEvent
{
    public static EventKind Form { get; } = new("removeRun", EventId.Run, Read) { Since = 3, AnswersSince = 3 };

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <summary>The run.</summary>
    public int RunId { get; } = runId;

    /// <inheritdoc/>
    public override EventIds Ids => new(Run: RunId) { AreRemoved = true };

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        !state.Indexes.Runs.ContainsKey(RunId) ? "it removes a run that does not exist" : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.RemoveRun(RunId);

    /// <summary>Followers do not receive removals.</summary>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) => line.Ascii(",\"removeRun\":").Number(RunId);

    /// <summary>Whatever was lost of the run, it is removed: no later line brings it back, and its id is not given again.</summary>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [this];

    private static RunRemoved? Read(EventFields fields) =>
        fields.HasOnly(EventField.None, EventField.None) ? new RunRemoved((int)fields.Id) : null;
}

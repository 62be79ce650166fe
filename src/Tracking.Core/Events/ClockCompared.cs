using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>The system's clock was found to be behind the times of the store, or to have caught up with them (rule 4.5).</summary>
/// <param name="behindTicks">By how much, in ticks; 0 when it has caught up.</param>
internal sealed class ClockCompared(long behindTicks) : TrackEvent
{
    public static EventKind Form { get; } = new("clock", EventId.Clock, Read) { Since = 3 };

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    public long BehindTicks { get; } = behindTicks;

    /// <inheritdoc/>
    public override EventIds Ids => default;

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) => null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.SetClockBehind(BehindTicks);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) => line.Ascii(",\"clock\":").Number(BehindTicks);

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static ClockCompared? Read(EventFields fields) =>
        fields.HasOnly(EventField.None, EventField.None) ? new ClockCompared(fields.Id) : null;
}

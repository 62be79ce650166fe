using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A track was removed.</summary>
internal sealed class TrackRemoved(long number) : TrackEvent
{
    public static EventKind Form { get; } = new("remove", EventId.Track, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <summary>The track's number.</summary>
    public long Number { get; } = number;

    /// <inheritdoc/>
    public override EventIds Ids => new(Track: Number) { AreRemoved = true };

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        state.Indexes.Find(Number) == null ? "it removes a track that does not exist" : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.RemoveTrack(Number);

    /// <summary>Followers do not receive removals.</summary>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) => line.Ascii(",\"remove\":").Number(Number);

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static TrackRemoved? Read(EventFields fields) =>
        fields.HasOnly(EventField.None, EventField.None) ? new TrackRemoved(fields.Id) : null;
}

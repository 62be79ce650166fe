using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A process began to write; the tracks and runs that follow are its own.</summary>
internal sealed class WriterOpened(WriterRecord record) : TrackEvent
{
    public static EventKind Form { get; } = new("opened", EventId.Writer, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    public WriterRecord Record { get; } = record;

    /// <inheritdoc/>
    public override EventIds Ids => default;

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) => null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.AddWriter(Record);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line)
    {
        line.Ascii(",\"opened\":").Text(Record.Writer.ToString("D")).Ascii(",\"at\":").Time(Record.TimeUtc);
        line.Ascii(",\"process\":").Number(Record.ProcessId).Ascii(",\"host\":").Text(Record.Host);
        if (Record.ProcessStartUtc is { } started)
            line.Ascii(",\"started\":").Time(started);
        if (Record.ProcessSpace is { } space)
            line.Ascii(",\"space\":").Text(space);
    }

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static WriterOpened? Read(EventFields fields) =>
        fields.HasOnly(EventField.At | EventField.Process | EventField.Host, EventField.Started | EventField.Space)
        ? new WriterOpened(new WriterRecord(fields.Writer, fields.At, fields.Process, fields.Host,
            fields.Holds(EventField.Started) ? fields.Started : null, fields.Holds(EventField.Space) ? fields.Space : null))
        : null;
}

using Tracking.Model;

namespace Tracking.Events;

/// <summary>A track was saved, copied or updated.</summary>
/// <param name="record">The track as it is from then on.</param>
internal abstract class TrackWritten(TrackRecord record) : TrackEvent
{
    /// <summary>The track as it is from then on.</summary>
    public TrackRecord Record { get; } = record;

    /// <inheritdoc/>
    public override EventIds Ids => new(Record.Number, Record.RunId, Record.StepId);

    /// <summary>Version 1 has no steps.</summary>
    public override int Since => Record.StepId > 0 ? 2 : base.Since;
}

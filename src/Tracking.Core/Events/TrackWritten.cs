using System;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Events;

/// <summary>A track was saved, copied or updated.</summary>
/// <param name="record">The track as it is from then on.</param>
internal abstract class TrackWritten(TrackRecord record) : TrackEvent
{
    private int _sinceHints;

    /// <summary>The track as it is from then on.</summary>
    public TrackRecord Record { get; } = record;

    /// <inheritdoc/>
    public override EventIds Ids => new(Record.Number, Record.RunId, Record.StepId);

    /// <summary>Version 1 has no steps, and former ones have fewer type hints.</summary>
    public override int Since => Math.Max(Record.StepId > 0 ? 2 : base.Since, SinceHints);

    /// <summary>Who does not know a hint cannot read the data (format 10.3).</summary>
    public override int AnswersSince => Math.Max(base.AnswersSince, SinceHints);

    private int SinceHints => _sinceHints > 0 ? _sinceHints : _sinceHints = TypeHints.Since(Record.Data.Types);
}

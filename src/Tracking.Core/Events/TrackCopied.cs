using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>
/// A track was copied from another store, to a run that is here: a save with an origin. A class of its own, so that no other track pays
/// for the origin.
/// </summary>
internal sealed class TrackCopied(TrackRecord record, Origin origin) : TrackSaved(record, startsRun: false)
{
    /// <summary>Where the track was saved first.</summary>
    public Origin SavedAt { get; } = origin;

    /// <inheritdoc/>
    public override void Apply(TrackState state)
    {
        base.Apply(state);
        state.AddTrackOrigin(Record.Number, SavedAt);
    }

    private protected override Origin? Origin() => SavedAt;

    private protected override TrackSaved WithoutRun(bool startsRun) => this;
}

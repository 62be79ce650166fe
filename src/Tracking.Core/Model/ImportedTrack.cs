namespace Tracking.Model;

/// <summary>A track that came from another store.</summary>
/// <param name="Track">The track as it is here now; the one that came, when its run is in conflict.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct ImportedTrack(TrackRecord Track, ImportOutcome Outcome);

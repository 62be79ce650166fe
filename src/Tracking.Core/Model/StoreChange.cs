namespace Tracking.Model;

/// <summary>
/// One thing that happened in a store: a track was saved or updated, or a run was started,
/// stopped, taken up again or abandoned. One of the two is null.
/// </summary>
/// <param name="Track">The track as it is now.</param>
/// <param name="Run">The run as it is now.</param>
public readonly record struct StoreChange(TrackRecord? Track, RunRecord? Run);

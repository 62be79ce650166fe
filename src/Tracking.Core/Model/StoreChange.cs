namespace Tracking.Model;

/// <summary>
/// A change that a follower delivers: a track was saved or updated, or a run was started, stopped, resumed or abandoned. One of the two is
/// null.
/// </summary>
/// <param name="Track">The track as it is now.</param>
/// <param name="Run">The run as it is now.</param>
public readonly record struct StoreChange(TrackRecord? Track, RunRecord? Run);

namespace Tracking.Model;

/// <summary>
/// A change that a follower delivers: a track was saved or updated, a run was started, stopped or abandoned, or a step began or ended. One
/// of them is given.
/// </summary>
/// <param name="Track">The track as it is now.</param>
/// <param name="Run">The run as it is now.</param>
/// <param name="Step">The step as it is now.</param>
public readonly record struct StoreChange(TrackRecord? Track, RunRecord? Run, StepRecord? Step = null);

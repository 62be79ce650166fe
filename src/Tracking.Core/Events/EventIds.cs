namespace Tracking.Events;

/// <summary>The ids that an event names: of a track, a run and a step; 0 where it names none.</summary>
/// <param name="Track">The track's number.</param>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
internal readonly record struct EventIds(long Track = 0, int Run = 0, int Step = 0)
{
    /// <summary>Whether the event removes what it names.</summary>
    public bool AreRemoved { get; init; }
}

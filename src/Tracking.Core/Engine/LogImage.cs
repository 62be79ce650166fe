using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Events;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>What memory holds, as a log says it.</summary>
/// <param name="Events">The events that give the state at the moment at which the image was taken; they are read lazily, and once.</param>
/// <param name="Count">How many they are.</param>
/// <param name="NextTrack">The lowest track number that was never given.</param>
/// <param name="NextRun">The lowest run id that was never given.</param>
/// <param name="NextStep">The lowest step id that was never given.</param>
/// <param name="ClockUtc">The last time that the clock gave, in UTC; null when it gave none.</param>
/// <param name="ClockBehindTicks">By how much the system's clock is behind it, in ticks.</param>
/// <param name="LostEdits">How many lines were edited by hand of which none is left.</param>
internal sealed record LogImage(
    IEnumerable<TrackEvent> Events, long Count, long NextTrack, int NextRun, int NextStep, DateTime? ClockUtc, long ClockBehindTicks,
    long LostEdits)
{
    /// <summary>Whether anything was ever saved or started.</summary>
    public bool HasGivenIds => NextRun > 1;

    /// <summary>Takes the image of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="acceptsEdits">Whether what was edited by hand is written as anything else.</param>
    public static LogImage Of(TrackState state, bool acceptsEdits = false)
    {
        var (events, count) = Compaction.EventsOf(state);
        var clock = state.LastClockTicks == 0 ? (DateTime?)null : new DateTime(state.LastClockTicks, DateTimeKind.Utc);
        if (!acceptsEdits && state.Edits.Snapshot() is { } edits)
            events = events.Select(happened => happened.WithMark(edits));
        return new LogImage(
            events, count, state.NextNumber, state.NextRunId, state.NextStepId, clock, state.ClockBehindTicks,
            acceptsEdits ? 0 : state.Edits.Lost);
    }
}

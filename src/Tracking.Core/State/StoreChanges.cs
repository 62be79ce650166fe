using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.State;

/// <summary>What a follower receives where events do not tell it: the changes since a time, and those between two states.</summary>
internal static class StoreChanges
{
    /// <summary>
    /// The tracks of that time and later and, between them in the order of time, the runs that ended then or later or have not ended, as
    /// they are now. The answer is a snapshot.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="fromUtc">The time.</param>
    /// <param name="seen">Tells how a run is to be seen.</param>
    public static IEnumerable<StoreChange> Since(TrackState state, DateTime fromUtc, Func<RunRecord, RunRecord> seen)
    {
        var runs = state.Indexes.Runs.Values.Where(run => !run.HasEnded || run.EndTicks >= fromUtc.Ticks)
            .Select(run => seen(state.Record(run))).ToList();
        var steps = state.Steps.All.Where(step => (step.EndUtc ?? DateTime.MaxValue) >= fromUtc).ToList();
        return ChangeOrder.ByTime(TrackSearch.Run(state.Indexes, new TrackQuery { FromUtc = fromUtc }), runs, steps);
    }

    /// <summary>What makes the new state out of the old one, for want of the events.</summary>
    public static IEnumerable<StoreChange> Between(TrackState old, TrackState now)
    {
        var runs = now.Indexes.Runs.Values.Where(run => !IsKnown(old, run)).Select(now.Record);
        var steps = now.Steps.All.Where(step => old.Steps.Find(step.StepId) is not { } known || !IsSame(known, step)).ToList();
        return ChangeOrder.ByEnds(
            TracksBetween(old.Indexes.ByNumber.SliceAll().Read(descending: false), now.Indexes.ByNumber.SliceAll()
                .Read(descending: false)), runs, steps);
    }


    private static bool IsKnown(TrackState old, RunNode run) =>
        old.Indexes.Runs.TryGetValue(run.RunId, out var known) && known.Status == run.Status && known.Message == run.Message
            && known.StartTicks == run.StartTicks && known.TaskId == run.TaskId;

    private static IEnumerable<TrackRecord> TracksBetween(IEnumerable<TrackRecord> old, IEnumerable<TrackRecord> now)
    {
        using var known = old.GetEnumerator();
        var hasKnown = known.MoveNext();
        foreach (var track in now)
        {
            while (hasKnown && known.Current.Number < track.Number)
                hasKnown = known.MoveNext();
            if (!hasKnown || known.Current.Number != track.Number || !IsSame(known.Current, track))
                yield return track;
        }
    }

    private static bool IsSame(StepRecord a, StepRecord b) =>
        a.Path == b.Path && a.RunId == b.RunId && a.Status == b.Status && a.Attempt == b.Attempt && a.StartUtc == b.StartUtc
            && a.EndUtc == b.EndUtc;

    private static bool IsSame(TrackRecord a, TrackRecord b) =>
        a.TimeTicks == b.TimeTicks && a.RunId == b.RunId && a.TaskId == b.TaskId && a.UserName == b.UserName && a.Data.IsSame(b.Data);
}

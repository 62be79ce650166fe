using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.State;

/// <summary>What a follower hears of: the changes that an event makes, those since a time, and those between two states.</summary>
internal static class StoreChanges
{
    /// <summary>The changes that an event made, which was applied to the state.</summary>
    public static IEnumerable<StoreChange> Of(TrackEvent happened, TrackState state)
    {
        switch (happened)
        {
            case TrackSaved saved:
                if (saved.StartsRun)
                    yield return OfRun(state, saved.Record.RunId);
                yield return new StoreChange(saved.Record, Run: null);
                break;
            case TrackUpdated updated:
                yield return new StoreChange(updated.Record, Run: null);
                break;
            case RunStarted started:
                yield return OfRun(state, started.RunId);
                break;
            case RunStopped stopped:
                yield return OfRun(state, stopped.RunId);
                break;
            case RunResumed resumed:
                yield return OfRun(state, resumed.RunId);
                break;
            case RunKept kept:
                yield return OfRun(state, kept.Record.RunId);
                break;
        }
    }

    /// <summary>
    /// The tracks of that time and later and, between them in the order of time, the runs that ended then or later or have not ended, as they are now. The answer is a snapshot.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="fromUtc">The time.</param>
    /// <param name="seen">Tells how a run is to be seen.</param>
    public static IEnumerable<StoreChange> Since(TrackState state, DateTime fromUtc, Func<RunRecord, RunRecord> seen)
    {
        var runs = state.Indexes.Runs.Values.Where(run => run.Status == RunStatus.Running || run.EndTicks >= fromUtc.Ticks).Select(run => seen(state.Record(run))).ToList();
        return ChangeOrder.ByTime(TrackSearch.Run(state.Indexes, new TrackQuery { FromUtc = fromUtc }), runs);
    }

    /// <summary>What makes the new state out of the old one, for want of the events.</summary>
    public static IEnumerable<StoreChange> Between(TrackState old, TrackState now)
    {
        var runs = now.Indexes.Runs.Values.Where(run => !IsKnown(old, run)).Select(now.Record);
        return ChangeOrder.ByEnds(TracksBetween(old.Indexes.ByNumber.SliceAll().Read(descending: false), now.Indexes.ByNumber.SliceAll().Read(descending: false)), runs);
    }

    private static StoreChange OfRun(TrackState state, int runId) => new(Track: null, state.Record(state.Indexes.Runs[runId]));

    private static bool IsKnown(TrackState old, RunNode run) =>
        old.Indexes.Runs.TryGetValue(run.RunId, out var known) && known.Status == run.Status && known.Message == run.Message && known.StartTicks == run.StartTicks && known.TaskId == run.TaskId;

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

    private static bool IsSame(TrackRecord a, TrackRecord b) =>
        a.TimeTicks == b.TimeTicks && a.RunId == b.RunId && a.TaskId == b.TaskId && a.UserName == b.UserName && a.Data.IsSame(b.Data);
}

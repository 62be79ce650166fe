using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

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
        return InOrderOfTime(TrackSearch.Run(state.Indexes, new TrackQuery { FromUtc = fromUtc }), runs);
    }

    /// <summary>What makes the new state out of the old one, for want of the events.</summary>
    public static IEnumerable<StoreChange> Between(TrackState old, TrackState now)
    {
        var runs = now.Indexes.Runs.Values.Where(run => !IsKnown(old, run)).Select(now.Record);
        return InOrderOfEnds(TracksBetween(old.Indexes.ByNumber.SliceAll().Read(descending: false), now.Indexes.ByNumber.SliceAll().Read(descending: false)), runs);
    }

    /// <summary>Tracks, which come in the order of time, and runs between them: one that is open where it started, one that has ended where it ended.</summary>
    public static IEnumerable<StoreChange> InOrderOfTime(IEnumerable<TrackRecord> tracks, IEnumerable<RunRecord> runs)
    {
        var sorted = runs.OrderBy(TimeOf).ToList();
        var next = 0;
        foreach (var track in tracks)
        {
            // What starts at a track's time starts before it, and what ends then ends behind it.
            for (; next < sorted.Count && (TimeOf(sorted[next]) < track.TimeUtc || (sorted[next].Status == RunStatus.Running && TimeOf(sorted[next]) == track.TimeUtc)); next++)
                yield return new StoreChange(Track: null, sorted[next]);
            yield return new StoreChange(track, Run: null);
        }
        for (; next < sorted.Count; next++)
            yield return new StoreChange(Track: null, sorted[next]);
    }

    /// <summary>Runs that are open, then tracks, then runs that have ended: where the order of what happened is not known, no run may end before its tracks have come.</summary>
    public static IEnumerable<StoreChange> InOrderOfEnds(IEnumerable<TrackRecord> tracks, IEnumerable<RunRecord> runs)
    {
        var byState = runs.ToLookup(run => run.Status == RunStatus.Running);
        return byState[true].Select(run => new StoreChange(Track: null, run))
            .Concat(tracks.Select(track => new StoreChange(track, Run: null)))
            .Concat(byState[false].Select(run => new StoreChange(Track: null, run)));
    }

    private static StoreChange OfRun(TrackState state, int runId) => new(Track: null, state.Record(state.Indexes.Runs[runId]));

    private static DateTime TimeOf(RunRecord run) => run.Status is RunStatus.Running ? run.StartUtc : run.EndUtc;

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

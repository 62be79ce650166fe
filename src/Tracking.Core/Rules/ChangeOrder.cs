using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>
/// The order in which a follower delivers tracks and runs where the order in which they happened is not known (rule 6.7).
/// </summary>
public static class ChangeOrder
{
    /// <summary>
    /// Tracks, which come in the order of time, and runs between them: one that is open where it started, one that has ended where it
    /// ended.
    /// </summary>
    public static IEnumerable<StoreChange> ByTime(IEnumerable<TrackRecord> tracks, IEnumerable<RunRecord> runs)
    {
        var sorted = runs.OrderBy(TimeOf).ToList();
        var next = 0;
        foreach (var track in tracks)
        {
            for (; next < sorted.Count && IsBefore(sorted[next], track); next++)
                yield return new StoreChange(Track: null, sorted[next]);
            yield return new StoreChange(track, Run: null);
        }
        for (; next < sorted.Count; next++)
            yield return new StoreChange(Track: null, sorted[next]);
    }

    /// <summary>Runs that are open, then tracks, then runs that have ended, since no run may end before its tracks have come.</summary>
    public static IEnumerable<StoreChange> ByEnds(IEnumerable<TrackRecord> tracks, IEnumerable<RunRecord> runs)
    {
        var byState = runs.ToLookup(run => run.Status == RunStatus.Running);
        return byState[true].Select(run => new StoreChange(Track: null, run))
            .Concat(tracks.Select(track => new StoreChange(track, Run: null)))
            .Concat(byState[false].Select(run => new StoreChange(Track: null, run)));
    }

    /// <summary>What starts at a track's time starts before it, and what ends then ends behind it.</summary>
    private static bool IsBefore(RunRecord run, TrackRecord track) =>
        TimeOf(run) < track.TimeUtc || (run.Status == RunStatus.Running && TimeOf(run) == track.TimeUtc);

    private static DateTime TimeOf(RunRecord run) => run.Status is RunStatus.Running ? run.StartUtc : run.EndUtc;
}

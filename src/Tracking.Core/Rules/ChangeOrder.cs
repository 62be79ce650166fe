using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>
/// The order in which a follower delivers tracks, runs and steps where the order in which they happened is not known (rule 6.7).
/// </summary>
public static class ChangeOrder
{
    /// <summary>
    /// Tracks, which come in the order of time, and runs and steps between them: one that is open where it started, one that has ended or
    /// was abandoned where it ended.
    /// </summary>
    public static IEnumerable<StoreChange> ByTime(
        IEnumerable<TrackRecord> tracks, IEnumerable<RunRecord> runs, IReadOnlyList<StepRecord> steps)
    {
        var sorted = runs.Select(run => (TimeUtc: TimeOf(run), IsOver: IsOver(run), Change: new StoreChange(Track: null, run)))
            .Concat(steps.Select(step =>
                (TimeUtc: step.EndUtc ?? step.StartUtc, IsOver: step.HasEnded, Change: new StoreChange(Track: null, Run: null, step))))
            .OrderBy(other => other.TimeUtc).ToList();
        var next = 0;
        foreach (var track in tracks)
        {
            // What starts at a track's time starts before it, and what ends then ends behind it.
            for (; next < sorted.Count && (sorted[next].TimeUtc < track.TimeUtc
                || (!sorted[next].IsOver && sorted[next].TimeUtc == track.TimeUtc)); next++)
            {
                yield return sorted[next].Change;
            }
            yield return new StoreChange(track, Run: null);
        }
        for (; next < sorted.Count; next++)
            yield return sorted[next].Change;
    }

    /// <summary>Runs that are open, then steps and tracks, then runs that have ended, since no run may end before what is in it.</summary>
    public static IEnumerable<StoreChange> ByEnds(
        IEnumerable<TrackRecord> tracks, IEnumerable<RunRecord> runs, IReadOnlyList<StepRecord> steps)
    {
        var byState = runs.ToLookup(run => !IsOver(run));
        return byState[true].Select(run => new StoreChange(Track: null, run))
            .Concat(steps.Select(step => new StoreChange(Track: null, Run: null, step)))
            .Concat(tracks.Select(track => new StoreChange(track, Run: null)))
            .Concat(byState[false].Select(run => new StoreChange(Track: null, run)));
    }

    private static DateTime TimeOf(RunRecord run) => IsOver(run) ? run.EndUtc : run.StartUtc;

    // Nothing more comes of a run whose writer is gone.
    private static bool IsOver(RunRecord run) => run.HasEnded || run.Status == RunStatus.Abandoned;
}

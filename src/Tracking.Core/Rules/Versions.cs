using System;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>Which of two copies is the later version (rules 4.19 to 4.21). All stores, and all answers, come to the same.</summary>
public static class Versions
{
    /// <summary>The rank up to which a run was not stopped.</summary>
    private const int AtWork = 1;

    /// <summary>
    /// Which of two versions of a track is the later one: the one that was replaced more often, whatever its time, which may have been
    /// given. Where both were replaced, apart from each other, their times decide, and at last their data.
    /// </summary>
    public static int Compare(TrackRecord a, TrackRecord b)
    {
        var order = a.Version.CompareTo(b.Version);
        if (order == 0)
            order = a.TimeTicks.CompareTo(b.TimeTicks);
        return order != 0 ? order : a.Data.CompareTo(b.Data);
    }

    /// <summary>
    /// Which of two states of a run is further on: the one that was said later. A run that is at work shows by its next track whether it
    /// still is.
    /// </summary>
    public static int Compare(RunRecord a, RunRecord b)
    {
        var order = a.StatusUtc.CompareTo(b.StatusUtc);
        if (order == 0 && Rank(a.Status) <= AtWork && Rank(b.Status) <= AtWork)
            order = a.EndUtc.CompareTo(b.EndUtc);
        if (order == 0)
            order = Rank(a.Status).CompareTo(Rank(b.Status));
        return order != 0 ? order : string.CompareOrdinal(a.Message, b.Message);
    }

    /// <summary>Which of two states of a step is further on: by its attempts, and by whether and when the last one ended.</summary>
    public static int Compare(StepRecord a, StepRecord b) => Progress(a).CompareTo(Progress(b));

    private static (int Attempt, bool HasEnded, DateTime EndUtc) Progress(StepRecord step) =>
        (step.Attempt, step.HasEnded, step.EndUtc ?? DateTime.MinValue);

    private static int Rank(RunStatus status) => status switch
    {
        RunStatus.Open or RunStatus.Running or RunStatus.Unknown => 0,
        RunStatus.Abandoned => AtWork,
        RunStatus.Stopped => 2,
        RunStatus.Failed => 3,
        _ => 4,
    };
}

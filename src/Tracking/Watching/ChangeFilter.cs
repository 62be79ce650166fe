using System.Linq;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Watching;

/// <summary>
/// Which changes of a store a question asks for. A run has no user and no data: where those are asked for, only tracks are wanted.
/// </summary>
/// <param name="query">The criteria, as Search-Track has them.</param>
/// <param name="wantsRuns">Whether runs are wanted even so.</param>
internal sealed class ChangeFilter(TrackQuery query, bool wantsRuns)
{
    private readonly bool _wantsRuns = wantsRuns || (query.Users == null && query.Where == null);

    /// <param name="change">The change.</param>
    /// <param name="follower">Knows the run of a step.</param>
    public bool Matches(StoreChange change, IStoreFollower follower) =>
        change.Track is { } track ? Matches(track)
        : change.Step is { } step ? follower.FindRun(step.RunId) is { } around && Matches(around)
        : Matches(change.Run!);

    private bool Matches(TrackRecord track) =>
        IsAsked(track.RunId)
        && NameCriterion.AnyMatches(query.Tasks, track.TaskId)
        && NameCriterion.AnyMatches(query.Users, track.UserName)
        && !(track.TimeUtc < query.FromUtc)
        && query.Where?.Invoke(track) != false;

    private bool Matches(RunRecord run) => _wantsRuns && IsAsked(run.RunId) && NameCriterion.AnyMatches(query.Tasks, run.TaskId);

    private bool IsAsked(int runId) => query.RunIds?.Contains(runId) != false;
}

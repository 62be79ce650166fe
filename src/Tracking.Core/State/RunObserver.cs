using System;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.State;

/// <summary>Who can write to a log at the moment.</summary>
/// <param name="Writer">The writer that opened it last; null when nobody says so.</param>
/// <param name="HoldsLog">Whether that writer still holds it; null when that cannot be seen from here.</param>
/// <param name="Path">The file of the log; null in memory, where there is one writer only.</param>
internal readonly record struct LogOwner(Guid? Writer, bool? HoldsLog, string? Path);

/// <summary>
/// Tells how a run or a step that was not ended stands, which no event says (rule 4.16): at work as long as the writer that began it holds
/// the log, abandoned when that one is gone, and unknown where this cannot be judged from here.
/// </summary>
/// <param name="state">The state.</param>
/// <param name="owner">Who can write to its log.</param>
internal sealed class RunObserver(TrackState state, LogOwner owner)
{
    /// <summary>The run as it stands.</summary>
    public RunRecord Observe(RunRecord run) =>
        run.Status == RunStatus.Running ? run with { Status = StatusOf(run.Identity, run.Origin != null, run.Facts) } : run;

    /// <summary>The step as it stands: one that was not ended in a run that was is abandoned too.</summary>
    public StepRecord Observe(StepRecord step)
    {
        if (step.Status != StepStatus.Running || !state.Indexes.Runs.TryGetValue(step.RunId, out var node))
            return step;
        var run = state.Record(node);
        var isAbandoned = run.HasEnded || StatusOf(step.Identity, step.Origin != null, run.Facts) == RunStatus.Abandoned;
        return isAbandoned ? step with { Status = StepStatus.Abandoned } : step;
    }

    private RunStatus StatusOf(Origin identity, bool isCopy, TrackData? facts)
    {
        if (isCopy)
            return RunStatus.Unknown;
        if (owner.Path == null)
            return RunStatus.Running;
        if (identity.Writer == owner.Writer && owner.HoldsLog != false)
            return owner.HoldsLog == true ? RunStatus.Running : RunStatus.Unknown;
        // The lock of another machine may not reach here, and that of the original says nothing about a copy of the file.
        var isElsewhere = state.FindWriter(identity.Writer) is { } writer && !HostName.IsCurrent(writer.Host);
        return isElsewhere || (RunFacts.StoreOf(facts) is { } store && store != owner.Path) ? RunStatus.Unknown : RunStatus.Abandoned;
    }
}

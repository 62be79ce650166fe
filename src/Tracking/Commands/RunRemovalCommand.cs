using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Files;
using Tracking.Model;
using Tracking.Rules;
using Tracking.Runs;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>A cmdlet that removes runs, and none that anyone is at work on or may be about to continue (rule 4.25).</summary>
public abstract class RunRemovalCommand : TrackingCommand
{
    // Of each task and key, the run that was started last: the one that may be continued.
    private readonly Dictionary<TrackStore, Dictionary<(string TaskId, string? Key), int>> _lastRuns = [];

    /// <summary>Removes a run, if the user lets it; null when it was not removed.</summary>
    /// <exception cref="TrackingException">TrackRunClaimed and those of a change.</exception>
    private protected RunRecord? Remove(TrackStore store, RunRecord run)
    {
        RunRule.RequireNotAtWork(run, []);
        using var claim = Claim(store, run);
        if (!ShouldProcess($"run {run.RunId} of {(run.TaskId == null ? "no task" : "task " + run.TaskId)} in {store}", "Remove run"))
            return null;
        var opened = ForChange(store);
        var removed = opened.RemoveRun(run.RunId, Cancellation);
        WriteWarnings(opened);
        if (IsVerbose)
            WriteVerbose($"Run {run.RunId} of {run.TaskId ?? "no task"} ({removed.Status}) was removed from '{store}'.");
        return removed;
    }

    /// <summary>
    /// Holds the claim on the run's task and key while it is removed, so that nobody continues it meanwhile. A database does so itself.
    /// </summary>
    private IDisposable? Claim(TrackStore store, RunRecord run)
    {
        if (store.Opened is IRunClaims || !RunRule.MayBeContinued(run) || !IsLastOfItsKey(store, run))
            return null;
        try
        {
            return HeldClaims.TryClaim(store, ForQuestion(store), run.TaskId!, run.Key ?? "", out var holder)
                ?? throw RunRule.Claimed(run.RunId, holder);
        }
        catch (Exception error) when (RunClaims.IsFault(error))
        {
            // Where the claims cannot be written, Invoke-TrackRun runs without them.
            return null;
        }
    }

    private bool IsLastOfItsKey(TrackStore store, RunRecord run)
    {
        if (!_lastRuns.TryGetValue(store, out var last))
        {
            last = ForQuestion(store).ListRuns(taskId: null, Cancellation).Where(each => each.TaskId != null)
                .GroupBy(KeyOf).ToDictionary(same => same.Key, same => same.Max(each => each.RunId));
            _lastRuns.Add(store, last);
        }
        return !last.TryGetValue(KeyOf(run), out var lastId) || lastId <= run.RunId;
    }

    private static (string, string?) KeyOf(RunRecord run) => (run.TaskId!.ToUpperInvariant(), run.Key);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>
/// A run whose script block is at work in this process. Steps find it: the innermost of their own runspace, else that of the one other
/// runspace that has any, so that a step in
/// ForEach-Object -Parallel belongs to the run around it.
/// </summary>
internal sealed class ActiveRun : IDisposable
{
    private static readonly List<ActiveRun> All = [];

    private readonly Guid _runspace = CurrentRunspace;
    private readonly Dictionary<string, Queue<string?>>? _completed;

    private ActiveRun(TrackStore store, RunRecord run, Dictionary<string, Queue<string?>>? completed)
    {
        Store = store;
        RunId = run.RunId;
        TaskId = run.TaskId!;
        _completed = completed;
    }

    public TrackStore Store { get; }

    public int RunId { get; }

    public string TaskId { get; }

    /// <summary>Whether a step that belongs to no run made it for itself; steps elsewhere do not join it.</summary>
    private bool IsOfLoneStep => _completed == null;

    private static Guid CurrentRunspace => Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;

    /// <summary>Takes note of a run until it is disposed.</summary>
    /// <param name="store">The store that it is in.</param>
    /// <param name="run">The run.</param>
    /// <param name="completed">By name, the outputs of the steps that it completed before; null for the run of a lone step.</param>
    public static ActiveRun Begin(TrackStore store, RunRecord run, Dictionary<string, Queue<string?>>? completed)
    {
        var begun = new ActiveRun(store, run, completed);
        lock (All)
            All.Add(begun);
        return begun;
    }

    /// <summary>The run that a step belongs to; null when none is at work.</summary>
    /// <param name="taskId">The task that is named, or null for any.</param>
    /// <exception cref="TrackingException">TrackRunNotFound: several runs are at work elsewhere in the process, and which one is meant
    /// cannot be told.</exception>
    public static ActiveRun? Find(string? taskId)
    {
        lock (All)
        {
            var candidates = All.FindAll(run => taskId == null || string.Equals(run.TaskId, taskId, StringComparison.OrdinalIgnoreCase));
            if (candidates.FindLast(run => run._runspace == CurrentRunspace) is { } own)
                return own;
            candidates.RemoveAll(run => run.IsOfLoneStep);
            var found = candidates.LastOrDefault();
            if (candidates.Exists(run => run._runspace != found!._runspace))
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackRunNotFound,
                    "Several runs are at work in this process, and none of them in this runspace. "
                    + "Say by -TaskId which one the step belongs to; each needs a task of its own for that.");
            }
            return found;
        }
    }

    public static bool IsAtWork(TrackStore store, int runId)
    {
        lock (All)
            return All.Exists(run => run.Store == store && run.RunId == runId);
    }

    /// <summary>
    /// Whether the step was completed before the run was taken up again; each completion counts once, so that a name may stand for many
    /// steps.
    /// </summary>
    public bool DequeueCompleted(string step, out string? output)
    {
        output = null;
        if (_completed == null)
            return false;
        lock (_completed)
        {
            if (!_completed.TryGetValue(step, out var outputs) || outputs.Count == 0)
                return false;
            output = outputs.Dequeue();
            return true;
        }
    }

    public void Dispose()
    {
        lock (All)
            All.Remove(this);
    }
}

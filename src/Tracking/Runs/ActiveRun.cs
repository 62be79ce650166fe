using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;

namespace Tracking.Runs;

/// <summary>
/// A run whose script block is at work in this process. Steps find it: the innermost of their own runspace, else the one that is at work in the process, so that a step in another runspace
/// (ForEach-Object -Parallel) belongs to the run around it.
/// </summary>
internal sealed class ActiveRun : IDisposable
{
    private static readonly List<ActiveRun> All = [];

    private readonly Guid _runspace = CurrentRunspace;
    private readonly Dictionary<string, Queue<string?>> _completed;

    private ActiveRun(TrackStore store, RunRecord run, Dictionary<string, Queue<string?>> completed)
    {
        Store = store;
        RunId = run.RunId;
        TaskId = run.TaskId!;
        _completed = completed;
    }

    public TrackStore Store { get; }

    public int RunId { get; }

    public string TaskId { get; }

    private static Guid CurrentRunspace => Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;

    /// <summary>Takes note of a run until it is disposed.</summary>
    /// <param name="store">The store that it is in.</param>
    /// <param name="run">The run.</param>
    /// <param name="completed">By name, the outputs of the steps that it completed before.</param>
    public static ActiveRun Begin(TrackStore store, RunRecord run, Dictionary<string, Queue<string?>> completed)
    {
        var begun = new ActiveRun(store, run, completed);
        lock (All)
            All.Add(begun);
        return begun;
    }

    /// <summary>The run that a step belongs to; null when none is at work.</summary>
    /// <param name="taskId">The task that is named, or null for any.</param>
    /// <exception cref="TrackingException">TrackRunNotFound: runs of several tasks are at work elsewhere in the process, and none is named.</exception>
    public static ActiveRun? Find(string? taskId)
    {
        lock (All)
        {
            var candidates = All.Where(run => taskId == null || IsOf(run, taskId)).ToList();
            var found = candidates.FindLast(run => run._runspace == CurrentRunspace) ?? candidates.LastOrDefault();
            if (found != null && found._runspace != CurrentRunspace && candidates.Exists(run => run.RunId != found.RunId || run.Store != found.Store))
                throw new TrackingException(TrackingErrorCode.TrackRunNotFound, "Several runs are at work in this process, and none of them in this runspace. Say by -TaskId which one the step belongs to.");
            return found;
        }
    }

    public static bool IsAtWork(TrackStore store, int runId)
    {
        lock (All)
            return All.Exists(run => run.Store == store && run.RunId == runId);
    }

    /// <summary>Whether the step was completed before the run was taken up again; each completion counts once, so that a name may stand for many steps.</summary>
    public bool TakeCompleted(string step, out string? output)
    {
        lock (_completed)
        {
            output = null;
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

    private static bool IsOf(ActiveRun run, string taskId) => string.Equals(run.TaskId, taskId, StringComparison.OrdinalIgnoreCase);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Stores;

namespace Tracking.Runs;

/// <summary>Finds the run that -Resume takes up: the task's last one, in whichever of this user's session files it is.</summary>
/// <param name="warn">Receives what cannot be read.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class ResumePoint(Action<string> warn, CancellationToken cancellation)
{
    /// <summary>The task's last run and its store; null when it has none.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="store">Where to look; null for every store where this user's runs may be: the open ones and the session files.</param>
    public (TrackStore Store, RunRecord Run)? FindLast(string taskId, TrackStore? store)
    {
        (TrackStore Store, RunRecord Run)? last = null;
        foreach (var candidate in store != null ? [store] : AllStores())
        {
            foreach (var run in RunsIn(candidate, taskId))
            {
                if (last is not { } known || (run.StartUtc, run.RunId).CompareTo((known.Run.StartUtc, known.Run.RunId)) >= 0)
                    last = (candidate, run);
            }
        }
        return last;
    }

    private IEnumerable<TrackStore> AllStores()
    {
        var files = SessionStore.ListFiles().Select(path => OrWarn(() => StoreRegistry.Instance.ForPath(path))).OfType<TrackStore>();
        return StoreRegistry.Instance.ListOpen().Where(store => !store.IsReadOnly).Concat(files).Distinct();
    }

    private IEnumerable<RunRecord> RunsIn(TrackStore store, string taskId)
    {
        var runs = OrWarn(() => store is { State: StoreState.Open, Opened: { } open }
            ? open.ListRuns(taskId, cancellation)
            : ListSnapshot(store, taskId)) ?? [];
        // Listed are also those of other tasks that hold tracks of this one. A copy is taken up where it was started.
        return runs.Where(run => run.Origin == null && string.Equals(run.TaskId, taskId, StringComparison.OrdinalIgnoreCase));
    }

    private IReadOnlyList<RunRecord> ListSnapshot(TrackStore store, string taskId)
    {
        using var snapshot = store.FileKind!.OpenSnapshot(store.Path!, progress: null, cancellation);
        foreach (var warning in snapshot.DrainWarnings())
            warn(Advice.Warning(warning));
        return snapshot.ListRuns(taskId, cancellation);
    }

    /// <summary>The answer; null, with a warning, when there is none.</summary>
    private T? OrWarn<T>(Func<T> question)
        where T : class
    {
        try
        {
            return question();
        }
        catch (TrackingException error)
        {
            // A file that is not there has no runs.
            if (error.Code != TrackingErrorCode.TrackStoreNotFound)
                warn($"{Advice.Message(error)} Runs in it are not seen.");
            return null;
        }
    }
}

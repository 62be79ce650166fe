using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Errors;
using Tracking.Model;
using Tracking.SessionFile;
using Tracking.Stores;

namespace Tracking.Runs;

/// <summary>Finds the run that -Resume takes up: the task's last one, in whichever of this user's session files it is.</summary>
internal static class ResumePoint
{
    /// <summary>The task's last run and its store; null when it has none.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="stores">Where to look.</param>
    /// <param name="warn">Hears of files that cannot be read.</param>
    public static (TrackStore Store, RunRecord Run)? FindLast(string taskId, IEnumerable<TrackStore> stores, Action<string> warn)
    {
        (TrackStore Store, RunRecord Run)? last = null;
        foreach (var store in stores)
        {
            foreach (var run in RunsIn(store, taskId, warn))
            {
                if (last is not { } known || (run.StartUtc, run.RunId).CompareTo((known.Run.StartUtc, known.Run.RunId)) >= 0)
                    last = (store, run);
            }
        }
        return last;
    }

    /// <summary>Every store where this user's runs may be: the open ones and the session files.</summary>
    /// <param name="warn">Hears of files that cannot be told from others.</param>
    public static IEnumerable<TrackStore> AllStores(Action<string> warn)
    {
        var files = SessionStore.ListFiles().Select(path => Ask(() => StoreRegistry.ForPath(path), warn)).OfType<TrackStore>();
        return StoreRegistry.ListOpen().Where(store => !store.IsReadOnly).Concat(files).Distinct();
    }

    private static IEnumerable<RunRecord> RunsIn(TrackStore store, string taskId, Action<string> warn)
    {
        var runs = Ask(() => store is { IsKept: true, Opened: { } open } ? open.ListRuns(taskId) : ListSnapshot(store.Path!, taskId, warn), warn) ?? [];
        // Listed are also those of other tasks that hold tracks of this one. A copy is taken up where it was started.
        return runs.Where(run => run.Origin == null && string.Equals(run.TaskId, taskId, StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyList<RunRecord> ListSnapshot(string path, string taskId, Action<string> warn)
    {
        using var snapshot = FileTrackStore.Open(path, new FileStoreOptions { ReadOnly = true });
        foreach (var warning in snapshot.TakeWarnings())
            warn(warning);
        return snapshot.ListRuns(taskId);
    }

    /// <summary>The answer; null, with a warning, when there is none.</summary>
    private static T? Ask<T>(Func<T> question, Action<string> warn)
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

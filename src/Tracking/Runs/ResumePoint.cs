using System;
using System.Collections.Generic;
using System.Linq;

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
    public static IEnumerable<TrackStore> AllStores() =>
        StoreRegistry.ListOpen().Where(store => !store.IsReadOnly).Concat(SessionStore.ListFiles().Select(StoreRegistry.ForPath)).Distinct();

    private static IReadOnlyList<RunRecord> RunsIn(TrackStore store, string taskId, Action<string> warn)
    {
        try
        {
            if (store.Opened is { } open)
                return OfTask(open);
            using var snapshot = FileTrackStore.Open(store.Path!, new FileStoreOptions { ReadOnly = true });
            return OfTask(snapshot);
        }
        catch (TrackingException error)
        {
            // One that is not there has no runs.
            if (error.Code != TrackingErrorCode.TrackStoreNotFound)
                warn($"{error.Message} Runs in it are not seen.");
            return [];
        }

        IReadOnlyList<RunRecord> OfTask(ITrackStore opened) =>
            [.. opened.ListRuns(taskId).Where(run => string.Equals(run.TaskId, taskId, StringComparison.OrdinalIgnoreCase))];
    }
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Stores;

/// <summary>The stores of all sessions of this user: those that are open here, and the session files (rule 3.26).</summary>
internal static class AllStores
{
    /// <summary>Lists them, the open ones first, then the files, oldest first. Nothing is opened.</summary>
    /// <param name="report">Receives what is wrong with the name of a file.</param>
    public static IEnumerable<TrackStore> List(Action<TrackingException> report) =>
        StoreRegistry.Instance.ListOpen().Concat(SessionStore.ListFiles().Select(path => HandleOf(path, report)).OfType<TrackStore>())
            .Distinct();

    private static TrackStore? HandleOf(string path, Action<TrackingException> report)
    {
        try
        {
            return StoreRegistry.Instance.ForPath(path);
        }
        catch (TrackingException error)
        {
            report(error);
            return null;
        }
    }
}

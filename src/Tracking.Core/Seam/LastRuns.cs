using System;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>Looks for the last run of a task without reading all of them.</summary>
public static class LastRuns
{
    /// <summary>How many runs are read at once: most questions are answered by the first few.</summary>
    private static readonly int?[] AtOnce = [16, 1024, null];

    /// <summary>The newest run that a question means and that meets a condition; null when none does.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">The question; <see cref="RunQuery.Most"/> bounds how many runs are looked at.</param>
    /// <param name="isMeant">The condition.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static RunRecord? FindLastRun(
        this ITrackStore store, RunQuery query, Func<RunRecord, bool> isMeant, CancellationToken cancellation = default)
    {
        if (store == null)
            throw new ArgumentNullException(nameof(store));
        if (query == null)
            throw new ArgumentNullException(nameof(query));
        if (isMeant == null)
            throw new ArgumentNullException(nameof(isMeant));
        var looked = 0;
        foreach (var atOnce in AtOnce)
        {
            var most = atOnce < query.Most || query.Most == null ? atOnce : query.Most;
            var runs = store.ListLastRuns(query with { Most = most }, cancellation);
            for (; looked < runs.Count; looked++)
            {
                if (isMeant(runs[looked]))
                    return runs[looked];
            }
            if (runs.Count < most || most == query.Most)
                return null;
        }
        return null;
    }
}

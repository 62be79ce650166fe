using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// Asks several questions, of one store or of many, and answers them as one: each track once, in the order of time, and the limits count
/// over the whole (rule 3.8).
/// </summary>
public static class UnionSearch
{
    /// <summary>Takes all snapshots now and gives the answer as it is read.</summary>
    /// <param name="parts">The questions, at least one; all have the same limits and order. Stores that are the same are the same
    /// object.</param>
    /// <param name="cancellation">Ends the searches.</param>
    /// <exception cref="TrackingException">TrackQueryInvalid, and those of a search.</exception>
    public static IEnumerable<(TrackRecord Record, ITrackStore Store)> Run(
        IReadOnlyList<(ITrackStore Store, TrackQuery Query)> parts, CancellationToken cancellation = default)
    {
        var limits = parts[0].Query;
        limits.RequireConsistent();
        var ranks = new Dictionary<ITrackStore, int>();
        foreach (var (store, _) in parts)
        {
            if (!ranks.ContainsKey(store))
                ranks.Add(store, ranks.Count);
        }
        // No part has to give more than the whole may need; a sum beyond the largest number is no limit at all.
        var wanted = limits.First ?? limits.Last;
        var most = wanted <= long.MaxValue - limits.Skip ? wanted + limits.Skip : null;
        return SortedStreams.Limit(
            newestFirst => SortedStreams.Merge([.. parts.Select(part => Read(part, newestFirst))], Order(newestFirst)),
            limits.Descending,
            limits.Skip,
            limits.First,
            limits.Last);

        IEnumerable<(TrackRecord Record, ITrackStore Store)> Read((ITrackStore Store, TrackQuery Query) part, bool newestFirst)
        {
            var found = part.Store.Search(part.Query with { Descending = newestFirst, First = most, Skip = 0, Last = null }, cancellation);
            return found.Select(record => (record, part.Store));
        }

        Comparison<(TrackRecord Record, ITrackStore Store)> Order(bool newestFirst) => (a, b) =>
        {
            var byTime = TrackRecord.CompareByTime(a.Record, b.Record);
            var order = byTime != 0 ? byTime : ranks[a.Store].CompareTo(ranks[b.Store]);
            return newestFirst ? -order : order;
        };
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Seam;

/// <summary>
/// The answer of many stores that are read one after the other and closed again, so that of a thousand files one is open at a time (rule
/// 3.26). Each track comes once, by its origin, and of copies the later version. It holds no more than the answer, and where the question
/// has a limit not many more than that.
/// </summary>
/// <typeparam name="TStore">What stands for a store in the answer.</typeparam>
/// <param name="limits">The order and the limits of the whole answer.</param>
public sealed class GatheredTracks<TStore>(TrackQuery limits)
    where TStore : class
{
    /// <summary>How many more than wanted are held before those that are too many are dropped.</summary>
    private const int Slack = 1000;

    private readonly Dictionary<Origin, Row> _rows = [];
    private readonly bool _newestFirst = limits.Last != null || limits.Descending;

    // The time beyond which nothing changes the answer any more; null until it is asked for, and after each row.
    private DateTime? _bound;

    /// <summary>How many rows the whole answer may need; null for all.</summary>
    private long? Most =>
        (limits.First ?? limits.Last) is { } wanted && wanted <= long.MaxValue - limits.Skip ? wanted + limits.Skip : null;

    /// <summary>Whether a store whose tracks lie between two times can still change the answer.</summary>
    /// <param name="firstUtc">The time of its first track, in UTC; null where there is none.</param>
    /// <param name="lastUtc">The time of its last track, in UTC; null where there is none.</param>
    public bool CanUse(DateTime? firstUtc, DateTime? lastUtc)
    {
        if (Most is not { } most || _rows.Count < most)
            return true;
        if (most == 0)
            return false;
        if (_bound == null)
        {
            DropNeedless((int)most);
            _bound = _newestFirst ? _rows.Values.Min(row => row.Record.TimeUtc) : _rows.Values.Max(row => row.Record.TimeUtc);
        }
        return _newestFirst ? !(lastUtc < _bound) : !(firstUtc > _bound);
    }

    /// <summary>Adds what a store answers.</summary>
    /// <param name="store">What stands for it.</param>
    /// <param name="rank">Its place among all, which orders tracks of one time.</param>
    /// <param name="opened">The store, which may be closed afterwards.</param>
    /// <param name="queries">What it is asked; a track that answers several of them comes once.</param>
    /// <param name="cancellation">Ends the searches.</param>
    /// <exception cref="TrackingException">Those of a search; what was added before stays.</exception>
    public void Add(TStore store, int rank, ITrackStore opened, IEnumerable<TrackQuery> queries, CancellationToken cancellation = default)
    {
        if (opened == null)
            throw new ArgumentNullException(nameof(opened));
        foreach (var query in queries ?? throw new ArgumentNullException(nameof(queries)))
        {
            var own = query with { Descending = _newestFirst, First = Most, Skip = 0, Last = null };
            foreach (var found in opened.Export(own, cancellation))
            {
                if (_rows.TryGetValue(found.Origin, out var other) && !IsLater(found.Track, rank, other))
                    continue;
                // The array that the data are in may be that of all data of the file.
                _bound = null;
                _rows[found.Origin] = new Row(found.Track.With(found.Track.Data.Alone()), store, rank);
                if (_rows.Count - Slack > Most * 2)
                    DropNeedless((int)Most!.Value);
            }
        }
    }

    /// <summary>The answer of all stores that were added.</summary>
    public IEnumerable<(TrackRecord Record, TStore Store)> Read()
    {
        var rows = _rows.Values.ToList();
        rows.Sort(Compare);
        return SortedStreams.Limit(
            _ => rows.Select(row => (row.Record, row.Store)), limits.Descending, limits.Skip, limits.First, limits.Last);
    }

    /// <summary>Of equal versions that of the first store counts, in whatever order they are read.</summary>
    private static bool IsLater(TrackRecord track, int rank, Row other)
    {
        var order = Versions.Compare(track, other.Record);
        return order > 0 || (order == 0 && rank < other.Rank);
    }

    private void DropNeedless(int most)
    {
        var rows = _rows.ToList();
        rows.Sort((a, b) => Compare(a.Value, b.Value));
        for (var i = most; i < rows.Count; i++)
            _rows.Remove(rows[i].Key);
    }

    private int Compare(Row a, Row b)
    {
        var byTime = TrackRecord.CompareByTime(a.Record, b.Record);
        var order = byTime != 0 ? byTime : a.Rank.CompareTo(b.Rank);
        return _newestFirst ? -order : order;
    }

    private readonly record struct Row(TrackRecord Record, TStore Store, int Rank);
}

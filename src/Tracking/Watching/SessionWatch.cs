using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Stores;

namespace Tracking.Watching;

/// <summary>
/// Which stores of all sessions are to be followed: those that are open here, and the session files that are written to. The others are
/// looked at from the outside only, so that a thousand files of dead sessions cost a listing of their folder (rule 3.26).
/// </summary>
/// <param name="fromUtc">From when on what exists is wanted; null for what happens from now on.</param>
internal sealed class SessionWatch(DateTime? fromUtc)
{
    private readonly DateTime _begin = DateTime.UtcNow;
    private readonly Dictionary<object, Known> _stores = [];
    private bool _isListed;

    /// <summary>What is to be followed since the last call, from when on, and whether only until what exists by now is read.</summary>
    /// <param name="report">Receives what is wrong with the name of a file.</param>
    public IEnumerable<(TrackStore Store, DateTime? FromUtc, bool Once)> ListNew(Action<TrackingException> report)
    {
        var isFirst = !_isListed;
        _isListed = true;
        foreach (var store in AllStores.List(report).ToList())
        {
            var now = LookAt(store);
            var isHeld = store.IsOpen || store.FileKind == null || store.IsLocked;
            var isKnown = _stores.TryGetValue(KeyOf(store), out var known);
            if (isKnown && (known.IsFollowed || known.Look == now))
                continue;
            var isWanted = !isFirst || isHeld || now.WrittenUtc >= fromUtc;
            // What changes later is followed from where it was left, since it was written to before that was noticed.
            var from = isKnown ? known.LeftUtc : isFirst ? fromUtc : fromUtc ?? _begin;
            _stores[KeyOf(store)] = new Known(now, IsFollowed: isWanted && isHeld, LeftUtc: isKnown || isWanted ? DateTime.UtcNow : _begin);
            if (isWanted)
                yield return (store, from, Once: !isHeld);
        }
    }

    /// <summary>Whether a store need not be followed any more: a file that nobody holds, and that is as it was at the last call.</summary>
    public bool IsOver(TrackStore store)
    {
        if (store.IsOpen || store.FileKind == null || !_stores.TryGetValue(KeyOf(store), out var known))
            return false;
        var now = LookAt(store);
        var isOver = now == known.Look && !store.IsLocked;
        _stores[KeyOf(store)] = new Known(now, IsFollowed: !isOver, DateTime.UtcNow);
        return isOver;
    }

    private static object KeyOf(TrackStore store) => (object?)store.Path ?? store;

    private static (long? Length, DateTime? WrittenUtc) LookAt(TrackStore store) => (store.Length, store.LastWriteTime?.ToUniversalTime());

    /// <param name="Look">How the file was when it was looked at last.</param>
    /// <param name="IsFollowed">Whether it is followed.</param>
    /// <param name="LeftUtc">From when on it would be followed again.</param>
    private readonly record struct Known((long? Length, DateTime? WrittenUtc) Look, bool IsFollowed, DateTime LeftUtc);
}

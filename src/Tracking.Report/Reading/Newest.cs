using System;
using System.Collections.Generic;

namespace Tracking.Report.Reading;

/// <summary>Retains the newest of many items that come in any order, in memory for twice as many.</summary>
/// <param name="capacity">How many are retained.</param>
/// <param name="newestFirst">Orders the newest first.</param>
internal sealed class Newest<T>(int capacity, Comparison<T> newestFirst)
{
    private readonly List<T> _items = [];

    public void Add(T item)
    {
        _items.Add(item);
        if (_items.Count >= 2 * capacity)
            Shorten();
    }

    /// <summary>The newest items, newest first.</summary>
    public IReadOnlyList<T> ToList()
    {
        Shorten();
        return _items;
    }

    private void Shorten()
    {
        _items.Sort(newestFirst);
        if (_items.Count > capacity)
            _items.RemoveRange(capacity, _items.Count - capacity);
    }
}

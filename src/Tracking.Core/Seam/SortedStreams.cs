using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Seam;

/// <summary>Puts sorted streams together, one item at a time, without holding more than one of each.</summary>
internal static class SortedStreams
{
    /// <summary>Merges streams that are sorted by the comparison, lowest first. Items that compare as equal come once.</summary>
    public static IEnumerable<T> Merge<T>(IReadOnlyList<IEnumerable<T>> streams, Comparison<T> comparison) =>
        streams.Count == 1 ? streams[0] : MergeMany(streams, comparison);

    /// <summary>
    /// The part of a sorted answer that a question wants: after <paramref name="skip"/>, at most <paramref name="first"/> from the front
    /// or <paramref name="last"/> from the newest end.
    /// </summary>
    /// <param name="read">Gives the whole answer, newest first or not.</param>
    /// <param name="descending">Whether the answer is to come newest first.</param>
    /// <param name="skip">How many to pass over: newest ones when <paramref name="last"/> is given.</param>
    /// <param name="first">At most so many; null for all.</param>
    /// <param name="last">Only the newest so many; null for all.</param>
    public static IEnumerable<T> Limit<T>(Func<bool, IEnumerable<T>> read, bool descending, long skip, long? first, long? last)
    {
        if (last is { } count)
        {
            var newest = Front(Skip(read(true), skip), count);
            return descending ? newest : newest.Reverse();
        }
        var answer = Skip(read(descending), skip);
        return first is { } limit ? Front(answer, limit) : answer;
    }

    private static IEnumerable<T> MergeMany<T>(IReadOnlyList<IEnumerable<T>> streams, Comparison<T> comparison)
    {
        var heap = new List<IEnumerator<T>>(streams.Count);
        try
        {
            foreach (var stream in streams)
            {
                var head = stream.GetEnumerator();
                if (head.MoveNext())
                    heap.Add(head);
                else
                    head.Dispose();
            }
            for (var i = (heap.Count / 2) - 1; i >= 0; i--)
                SiftDown(heap, i, comparison);
            var hasPrevious = false;
            T previous = default!;
            while (heap.Count > 0)
            {
                var item = heap[0].Current;
                if (!hasPrevious || comparison(previous, item) != 0)
                    yield return item;
                (previous, hasPrevious) = (item, true);
                if (!heap[0].MoveNext())
                {
                    heap[0].Dispose();
                    heap[0] = heap[heap.Count - 1];
                    heap.RemoveAt(heap.Count - 1);
                }
                SiftDown(heap, 0, comparison);
            }
        }
        finally
        {
            foreach (var head in heap)
                head.Dispose();
        }
    }

    private static void SiftDown<T>(List<IEnumerator<T>> heap, int index, Comparison<T> comparison)
    {
        while (true)
        {
            var least = index;
            for (var child = (2 * index) + 1; child <= (2 * index) + 2 && child < heap.Count; child++)
            {
                if (comparison(heap[child].Current, heap[least].Current) < 0)
                    least = child;
            }
            if (least == index)
                return;
            (heap[index], heap[least]) = (heap[least], heap[index]);
            index = least;
        }
    }

    private static IEnumerable<T> Skip<T>(IEnumerable<T> items, long count) =>
        count == 0 ? items : items.Where((_, index) => index >= count);

    private static IEnumerable<T> Front<T>(IEnumerable<T> items, long count)
    {
        if (count == 0)
            yield break;
        foreach (var item in items)
        {
            yield return item;
            if (--count == 0)
                yield break;
        }
    }
}

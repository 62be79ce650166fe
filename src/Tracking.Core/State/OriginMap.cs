using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.State;

/// <summary>
/// Tells where the tracks, or the runs, of a store come from. What the store's own writers made is told by their first ids; only what was
/// copied is listed, by stretches in which the ids here and there count up together, so that a store without copies pays nothing.
/// </summary>
/// <param name="first">The writer of what stands before the first one that is named.</param>
internal sealed class OriginMap(Guid first)
{
    private readonly List<(long FirstId, Guid Writer)> _writers = [(long.MinValue, first)];
    private readonly List<Stretch> _copies = [];

    // Made when something is looked for, and kept from then on: who only reads a store needs no way back.
    private Dictionary<Origin, long>? _idsByOrigin;

    /// <summary>A writer begins, with the next id.</summary>
    public void AddWriter(Guid writer, long nextId) => _writers.Add((nextId, writer));

    public void AddCopy(long id, Origin origin)
    {
        var next = Following(_copies, id);
        if (next > 0 && _copies[next - 1].IsFollowedBy(id, origin))
            _copies[next - 1] = _copies[next - 1] with { Count = _copies[next - 1].Count + 1 };
        else
            _copies.Insert(next, new Stretch(id, origin, 1));
        if (_idsByOrigin != null)
            _idsByOrigin[origin] = id;
    }

    public Origin Of(long id) => CopyOf(id) ?? new Origin(WriterOf(id), id);

    /// <summary>Where a copy comes from; null when the id is that of no copy.</summary>
    public Origin? CopyOf(long id) => _copies.Count == 0 ? null : CopyOf(_copies, id);

    /// <summary>The same as <see cref="CopyOf(long)"/> for the copies that are here now, to be asked from any thread.</summary>
    public Func<long, Origin?> Snapshot()
    {
        var copies = _copies.ToArray();
        return id => CopyOf(copies, id);
    }

    /// <summary>The id that a copy got when it came last; null when none came. It may be gone again.</summary>
    public long? FindCopy(Origin origin)
    {
        if (_copies.Count == 0)
            return null;
        _idsByOrigin ??= IdsByOrigin();
        return _idsByOrigin.TryGetValue(origin, out var id) ? id : null;
    }

    /// <summary>Whether the id was given here, and not to a copy, by the writer that the origin names.</summary>
    public bool IsOwn(Origin origin) => CopyOf(origin.Number) == null && WriterOf(origin.Number) == origin.Writer;

    private static Origin? CopyOf(IReadOnlyList<Stretch> copies, long id) =>
        Following(copies, id) is > 0 and var next && copies[next - 1].Holds(id) ? copies[next - 1].OriginOf(id) : null;

    /// <summary>The index of the first stretch that begins behind the id.</summary>
    private static int Following(IReadOnlyList<Stretch> copies, long id)
    {
        int low = 0, high = copies.Count;
        // Most ids are asked for, and all are given, in their order: the last one is the likeliest.
        if (high > 0 && copies[high - 1].FirstId <= id)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (copies[middle].FirstId <= id)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private Guid WriterOf(long id)
    {
        int low = 0, high = _writers.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_writers[middle].FirstId <= id)
                low = middle + 1;
            else
                high = middle;
        }
        return _writers[low - 1].Writer;
    }

    private Dictionary<Origin, long> IdsByOrigin()
    {
        var ids = new Dictionary<Origin, long>();
        foreach (var copies in _copies)
        {
            for (var id = copies.FirstId; copies.Holds(id); id++)
                ids[copies.OriginOf(id)] = id;
        }
        return ids;
    }

    /// <summary>Ids that count up here as they do where they come from.</summary>
    private readonly record struct Stretch(long FirstId, Origin Origin, long Count)
    {
        public bool Holds(long id) => id - FirstId < Count;

        public bool IsFollowedBy(long id, Origin origin) => id - FirstId == Count && origin == OriginOf(id);

        public Origin OriginOf(long id) => Origin with { Number = Origin.Number + (id - FirstId) };
    }
}

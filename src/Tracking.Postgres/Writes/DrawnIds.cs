using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Postgres.Writes;

/// <summary>
/// The ids that the sequences gave for one change. An attempt that writes nothing, since others were faster, leaves its ids to the next
/// one, so that none is left out.
/// </summary>
internal sealed class DrawnIds
{
    private readonly Dictionary<string, List<long>> _drawn = [];
    private readonly Dictionary<string, int> _used = [];

    /// <summary>Begins a new attempt, which gets the same ids first.</summary>
    public void Return() => _used.Clear();

    /// <param name="sequence">The sequence.</param>
    /// <param name="count">How many ids.</param>
    /// <param name="draw">Has the sequence give so many more.</param>
    public long[] Next(string sequence, int count, Func<int, IEnumerable<long>> draw)
    {
        var used = _used.GetValueOrDefault(sequence);
        if (!_drawn.TryGetValue(sequence, out var drawn))
            _drawn.Add(sequence, drawn = []);
        if (drawn.Count < used + count)
            drawn.AddRange(draw(used + count - drawn.Count));
        _used[sequence] = used + count;
        return [.. drawn.Skip(used).Take(count)];
    }
}

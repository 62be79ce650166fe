using System.Collections.Generic;
using Tracking.Json;

namespace Tracking.Data;

/// <summary>Type hints by their path, so that a walk through data finds each by one look-up per key, however long the path is.</summary>
internal sealed class HintTree
{
    /// <summary>The place from which no way leads to a hint.</summary>
    public const int Nowhere = -1;

    /// <summary>The place of the data as a whole.</summary>
    public const int Root = 0;

    private readonly Dictionary<(int From, string Key), int> _places = [];
    private readonly Dictionary<int, string> _types = [];

    /// <param name="hints">Hints as pairs of pointer and type name.</param>
    /// <param name="mostPlaces">How many places there can be in the data.</param>
    /// <exception cref="JsonSyntaxException">There are more places than the data have.</exception>
    public HintTree(IEnumerable<KeyValuePair<string, string>> hints, int mostPlaces)
    {
        foreach (var hint in hints)
        {
            var place = Root;
            foreach (var step in hint.Key.Substring(1).Split('/'))
            {
                var way = (place, TypeHints.Unescape(step));
                if (!_places.TryGetValue(way, out place))
                    _places.Add(way, place = _places.Count + 1);
                if (place > mostPlaces)
                    throw new JsonSyntaxException("a type hint points at nothing", 0);
            }
            _types.Add(place, hint.Value);
        }
    }

    /// <summary>The place behind a key of a mapping or an index of a list.</summary>
    public int Step(int from, string key) => _places.TryGetValue((from, key), out var place) ? place : Nowhere;

    /// <summary>Removes and returns the hint of a place; null when it has none.</summary>
    public string? Remove(int place)
    {
        if (!_types.TryGetValue(place, out var type))
            return null;
        _types.Remove(place);
        return type;
    }

    /// <summary>Whether hints are left whose place was not found.</summary>
    public bool HasMore => _types.Count > 0;
}

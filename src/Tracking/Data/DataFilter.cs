using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Collections.Specialized;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// The condition that Search-Track -Data names: keys that must be there, with values that must be equal as PowerShell compares them (rule
/// 4.9). What is wanted is read once, so
/// that it may change while the answer streams.
/// </summary>
internal sealed class DataFilter
{
    private readonly Func<object?, bool> _holds;
    private TrackRecord? _matched;
    private OrderedDictionary? _data;

    /// <summary>Reads what is wanted; nothing at all matches nothing.</summary>
    /// <exception cref="TrackingException">TrackQueryInvalid, when it has more levels than data can have.</exception>
    public DataFilter(IDictionary? wanted) => _holds = wanted is { Count: > 0 } ? Mapping(Entries(wanted), 1) : _ => false;

    public bool Matches(TrackRecord record)
    {
        var data = DataReader.Read(record.Data);
        if (!_holds(data))
            return false;
        (_matched, _data) = (record, data);
        return true;
    }

    /// <summary>
    /// The data of the track that matched last, whose reading need not be done again; null for another track. They are the caller's own.
    /// </summary>
    public OrderedDictionary? DataOf(TrackRecord record)
    {
        if (_matched != record)
            return null;
        var data = _data;
        (_matched, _data) = (null, null);
        return data;
    }

    private static Func<object?, bool> Value(object? given, int depth)
    {
        var wanted = DataWriter.Unwrap(given);
        if (depth > TrackDataBuilder.MaxLevels && wanted is PSCustomObject or (IEnumerable and not (string or byte[])))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackQueryInvalid,
                $"-Data has more than {TrackDataBuilder.MaxLevels} levels, or contains itself. No track has such data.");
        }
        switch (wanted)
        {
            case IDictionary mapping:
                return AnyItem(Mapping(Entries(mapping), depth));
            case PSCustomObject:
                return AnyItem(Mapping(PSObject.AsPSObject(given!).Properties.Select(p => ((object?)p.Name, (object?)p.Value)), depth));
            case byte[] bytes:
                return AnyItem(stored => stored is byte[] own && own.SequenceEqual(bytes));
            case IEnumerable list and not string:
                Func<object?, bool>[] alternatives = [.. list.Cast<object?>().Select(item => Value(item, depth + 1))];
                return stored => Array.Exists(alternatives, holds => holds(stored));
            default:
                return AnyItem(stored => LanguagePrimitives.Equals(stored, wanted, ignoreCase: true, CultureInfo.InvariantCulture));
        }
    }

    private static Func<object?, bool> Mapping(IEnumerable<(object? Key, object? Value)> entries, int depth)
    {
        (string? Key, Func<object?, bool> Holds)[] wanted =
            [.. entries.Select(entry => (DataWriter.Unwrap(entry.Key) as string, Value(entry.Value, depth + 1)))];
        return stored => stored is IDictionary mapping && Array.TrueForAll(
            wanted, entry => entry.Key != null && mapping.Contains(entry.Key) && entry.Holds(mapping[entry.Key]));
    }

    private static IEnumerable<(object? Key, object? Value)> Entries(IDictionary mapping)
    {
        // Not Cast: only the enumerator of IDictionary itself gives entries for every kind of dictionary.
        foreach (DictionaryEntry entry in mapping)
            yield return (entry.Key, entry.Value);
    }

    private static Func<object?, bool> AnyItem(Func<object?, bool> holds) =>
        stored => stored is object?[] list ? Array.Exists(list, item => holds(item)) : holds(stored);
}

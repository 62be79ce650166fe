using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// The condition that -Data names: keys that must be there, with values that must be equal as PowerShell compares them, or that meet a
/// condition (rule 4.9). What is wanted is read once, so that it may change while the answer streams.
/// </summary>
internal sealed class DataFilter
{
    private readonly Condition _wanted;
    private readonly List<string> _missing;
    private TrackRecord? _matched;
    private OrderedDictionary? _data;

    /// <summary>Reads what is wanted; nothing at all matches nothing.</summary>
    /// <exception cref="TrackingException">TrackQueryInvalid, naming the key path.</exception>
    public DataFilter(IDictionary? wanted)
    {
        try
        {
            _wanted = wanted is { Count: > 0 } ? Mapping(Entries(wanted), "", "", 1) : new Condition(_ => false);
            _missing = [.. wanted?.Keys.Cast<object>().Select(key => (string)DataWriter.Unwrap(key)!) ?? []];
        }
        catch (Exception error) when (error is not (TrackingException or PipelineStoppedException or FlowControlException))
        {
            // Properties and enumerators are other people's code.
            throw Invalid("A value of -Data could not be read.", error);
        }
    }

    /// <summary>What tracks have that match: of each list one token or more (rule 1.17).</summary>
    public IReadOnlyList<IReadOnlyList<string>> Tokens => _wanted.Tokens;

    /// <summary>How many tracks were looked at.</summary>
    public long Count { get; private set; }

    /// <summary>The keys that no track had which was looked at.</summary>
    public IReadOnlyList<string> Missing => _missing;

    public bool Matches(TrackRecord record)
    {
        var data = DataReader.Read(record.Data);
        Count++;
        if (_missing.Count > 0)
            _missing.RemoveAll(key => IsThere(data, key));
        if (!_wanted.Holds(data))
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

    /// <param name="given">What is wanted.</param>
    /// <param name="path">Where it stands in what was given, for errors.</param>
    /// <param name="place">Where it is looked for (<see cref="DataTokens"/>); null where that is not known.</param>
    /// <param name="depth">How deep that is.</param>
    private static Condition Value(object? given, string path, string? place, int depth)
    {
        var wanted = DataWriter.Unwrap(given);
        if (depth > TrackDataBuilder.MaxLevels && wanted is PSCustomObject or (IEnumerable and not (string or byte[])))
            throw Invalid($"-Data has more than {TrackDataBuilder.MaxLevels} levels, or contains itself. No track has such data.");
        switch (wanted)
        {
            case ScriptBlock block:
                return new DataBlock(block, path).ToCondition();
            case SecureString or PSCredential or NetworkCredential:
                throw Invalid($"The value of '{path}' is a secret, and no track has one.");
            case IDictionary mapping:
                return AnyItem(Mapping(Entries(mapping), path, place, depth));
            case PSCustomObject:
                var properties = PSObject.AsPSObject(given!).Properties.Select(p => ((object?)p.Name, (object?)p.Value));
                return AnyItem(Mapping(properties, path, place, depth));
            case byte[] bytes:
                return AnyItem(new Condition(stored => stored is byte[] own && own.SequenceEqual(bytes))
                {
                    Tokens = place == null ? [] : [[DataTokens.OfOther(place)]],
                });
            case IEnumerable list and not string:
                return Alternatives([.. list.Cast<object?>().Select((item, at) => Value(item, $"{path}[{at}]", place, depth + 1))], path);
            default:
                return AnyItem(
                    new Condition(stored => LanguagePrimitives.Equals(stored, wanted, ignoreCase: true, CultureInfo.InvariantCulture))
                    {
                        Tokens = TokensOf(wanted, place),
                    });
        }
    }

    private static Condition Alternatives(Condition[] all, string path)
    {
        if (all.Length == 0)
            throw Invalid($"The list for '{path}' is empty, and no value is in it. Leave the key out to find any value.");
        var sorted = BlocksLast(all, condition => condition.HasBlock);
        return new Condition(stored => Array.Exists(sorted, condition => condition.Holds(stored)), all.Any(one => one.HasBlock))
        {
            // One of each is enough, and one of which nothing is known is met by anything.
            Tokens = Array.TrueForAll(all, one => one.Tokens.Count > 0) ? [[.. all.SelectMany(one => one.Tokens[0]).Distinct()]] : [],
        };
    }

    /// <summary>
    /// The tokens of what is equal to a value: a stored text is compared with its text, a stored number with what it is as a number of that
    /// kind.
    /// </summary>
    private static IReadOnlyList<IReadOnlyList<string>> TokensOf(object? wanted, string? place)
    {
        if (place == null)
            return [];
        try
        {
            return EqualTo(wanted, place);
        }
        catch (Exception error) when (error is not (PipelineStoppedException or FlowControlException))
        {
            // How it becomes a text or a number is other people's code. The comparison itself says what is wrong, where there is one.
            return [];
        }
    }

    private static IReadOnlyList<IReadOnlyList<string>> EqualTo(object? wanted, string place)
    {
        var tokens = new List<string> { DataTokens.OfOther(place) };
        if (LanguagePrimitives.TryConvertTo<string>(wanted, CultureInfo.InvariantCulture, out var text))
        {
            if (DataTokens.OfText(place, text ?? "") is not { } token)
                return [];
            tokens.Add(token);
        }
        if (LanguagePrimitives.TryConvertTo<int>(wanted, CultureInfo.InvariantCulture, out var small))
            tokens.AddRange(DataTokens.OfNumber(place, small));
        if (LanguagePrimitives.TryConvertTo<long>(wanted, CultureInfo.InvariantCulture, out var large))
            tokens.AddRange(DataTokens.OfNumber(place, large));
        if (LanguagePrimitives.TryConvertTo<double>(wanted, CultureInfo.InvariantCulture, out var real))
            tokens.AddRange(DataTokens.OfNumber(place, real));
        return [[.. tokens.Distinct()]];
    }

    private static Condition Mapping(IEnumerable<(object? Key, object? Value)> entries, string path, string? place, int depth)
    {
        (string Key, Condition Value)[] all = [.. entries.Select(entry => Member(entry.Key, entry.Value, path, place, depth))];
        var sorted = BlocksLast(all, entry => entry.Value.HasBlock);
        return new Condition(
            stored => stored is IDictionary mapping && Array.TrueForAll(sorted, entry => Holds(mapping, entry.Key, entry.Value)),
            all.Any(entry => entry.Value.HasBlock))
        {
            Tokens = [.. all.SelectMany(entry => entry.Value.Tokens)],
        };
    }

    private static (string Key, Condition Value) Member(object? key, object? value, string path, string? place, int depth)
    {
        if (DataWriter.Unwrap(key) is not string name)
        {
            var where = path.Length == 0 ? "-Data" : $"the mapping for '{path}'";
            throw Invalid($"A key of {where} is no string, and no track has such a key. Write it in quotes.");
        }
        return (name, Value(value, path.Length == 0 ? name : $"{path}.{name}", DataTokens.Place(place, name), depth + 1));
    }

    /// <summary>What costs least decides first.</summary>
    private static T[] BlocksLast<T>(T[] all, Func<T, bool> hasBlock) => [.. all.OrderBy(hasBlock)];

    /// <summary>
    /// Whether a member of a mapping meets a condition. Its key may be a path with dots; of the keys that a mapping has, the one with the
    /// most of the path decides, so that a key that has dots itself is found.
    /// </summary>
    private static bool Holds(IDictionary mapping, string path, Condition value)
    {
        if (mapping.Contains(path))
            return value.Holds(mapping[path]);
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            var key = path.Substring(0, dot);
            if (!mapping.Contains(key))
                continue;
            var rest = path.Substring(dot + 1);
            return AnyItem(stored => stored is IDictionary inner && Holds(inner, rest, value), mapping[key]);
        }
        return false;
    }

    private static bool IsThere(IDictionary mapping, string path) => Holds(mapping, path, new Condition(_ => true));

    private static IEnumerable<(object? Key, object? Value)> Entries(IDictionary mapping)
    {
        // Not Cast: only the enumerator of IDictionary itself gives entries for every kind of dictionary.
        foreach (DictionaryEntry entry in mapping)
            yield return (entry.Key, entry.Value);
    }

    private static Condition AnyItem(Condition condition) =>
        new(stored => AnyItem(condition.Holds, stored), condition.HasBlock) { Tokens = condition.Tokens };

    private static bool AnyItem(Func<object?, bool> holds, object? stored) =>
        stored is object?[] list ? Array.Exists(list, item => holds(item)) : holds(stored);

    private static TrackingException Invalid(string message, Exception? inner = null) =>
        new(TrackingErrorCode.TrackQueryInvalid, message, inner);
}

using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// Makes values from stored data: mappings are ordered dictionaries that compare keys
/// without case, lists are object[] (rules 4.13, 4.14).
/// </summary>
public sealed class DataReader
{
    private const int MaxPooledKeys = 1024;

    // A mapping starts with room for so many keys; more than a few are rare, and
    // growing is cheap beside what empty room costs each of many.
    private const int UsualKeys = 4;

    private static readonly object True = true;
    private static readonly object False = false;

    [ThreadStatic]
    private static DataReader? _ofThisThread;

    private readonly JsonScanner _scanner = new();
    private readonly Utf8Pool _keys = new(MaxPooledKeys);
    private byte[] _json = [];
    private HintTree? _hints;

    private DataReader()
    {
    }

    /// <summary>Reads the data anew at each call, so that what the caller changes in them changes nothing stored.</summary>
    /// <exception cref="TrackingException">TrackDataUnreadable, when the data are not what this
    /// module writes; it quotes nothing of them.</exception>
    public static OrderedDictionary Read(TrackData data) => (_ofThisThread ??= new DataReader()).ReadAll(data);

    private OrderedDictionary ReadAll(TrackData data)
    {
        try
        {
            _json = data.Buffer;
            _hints = data.Types == null ? null : new HintTree(TypeHints.Read(data.Types), data.Length);
            _scanner.Reset(data.Buffer, data.Start, data.Start + data.Length, JsonLimits.MaxDataDepth);
            if (_scanner.Read() != JsonToken.ObjectStart)
                throw _scanner.Bad("data are no object");
            var mapping = ReadMapping(_hints == null ? HintTree.Nowhere : HintTree.Root);
            _scanner.Read();
            return _hints?.HasMore != true ? mapping : throw new FormatException("a type hint points at nothing");
        }
        catch (Exception error) when (error is JsonSyntaxException or FormatException)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackDataUnreadable, $"The data of the track cannot be read: {error.Message}.", error);
        }
    }

    private OrderedDictionary ReadMapping(int place)
    {
        var mapping = new OrderedDictionary(UsualKeys, StringComparer.OrdinalIgnoreCase);
        while (_scanner.Read() == JsonToken.Name)
        {
            var key = _scanner.HasEscapes ? _scanner.GetText() : _keys.Get(_json, _scanner.Start, _scanner.Length);
            _scanner.Read();
            Add(mapping, key, ReadValue(Step(place, key)));
        }
        return mapping;
    }

    private void Add(OrderedDictionary mapping, string key, object? value)
    {
        try
        {
            mapping.Add(key, value);
        }
        catch (ArgumentException)
        {
            // Not asked before: a look-up for each key of each track, to find what no track of ours has.
            throw _scanner.Bad("a key stands twice");
        }
    }

    private object?[] ReadList(int place)
    {
        var items = new List<object?>();
        string? hint = null;
        while (_scanner.Read() != JsonToken.ArrayEnd)
        {
            if (items.Count == 0)
                hint = HintOfAll(place);
            items.Add(hint == null
                ? ReadValue(place == HintTree.Nowhere ? place : Step(place, items.Count.ToString(CultureInfo.InvariantCulture)))
                : _scanner.Token == JsonToken.Null ? null : ReadHinted(hint));
        }
        return [.. items];
    }

    /// <summary>The one hint for all that is in a list; null when there is none.</summary>
    private string? HintOfAll(int list) => Step(list, TypeHints.All) is var all and not HintTree.Nowhere ? _hints!.Remove(all) : null;

    private object? ReadValue(int place)
    {
        if (place != HintTree.Nowhere && _hints!.Remove(place) is { } hint)
            return ReadHinted(hint);
        return _scanner.Token switch
        {
            JsonToken.ObjectStart => ReadMapping(place),
            JsonToken.ArrayStart => ReadList(place),
            JsonToken.String => _scanner.GetText(),
            JsonToken.Number => ReadNumber(),
            JsonToken.True => True,
            JsonToken.False => False,
            JsonToken.Null => null,
            _ => throw _scanner.Bad("a value is missing"),
        };
    }

    private object ReadHinted(string hint)
    {
        if (_scanner.Token is not (JsonToken.String or JsonToken.Number))
            throw _scanner.Bad("a type hint points at a value that it does not fit");
        // A type that is not there is what plain JSON says: DateOnly a text in Windows PowerShell.
        if (DataTypes.Read(hint, _scanner.GetText()) is not { } value)
            return _scanner.Token == JsonToken.Number ? ReadNumber() : _scanner.GetText();
        // Infinity itself is written as a string.
        return _scanner.Token == JsonToken.Number
            && value is double.PositiveInfinity or double.NegativeInfinity or float.PositiveInfinity or float.NegativeInfinity
            ? throw _scanner.Bad("a number is too large")
            : value;
    }

    private object ReadNumber()
    {
        if (_scanner.IsInteger)
        {
            if (TryReadInt32(out var small))
                return small;
            var text = _scanner.GetText();
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            return BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        var real = double.Parse(_scanner.GetText(), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInfinity(real) ? throw _scanner.Bad("a number is too large") : real;
    }

    private bool TryReadInt32(out int number)
    {
        number = 0;
        var negative = _json[_scanner.Start] == '-';
        var digits = _scanner.Length - (negative ? 1 : 0);
        if (digits > 10)
            return false;
        long value = 0;
        for (var i = _scanner.Start + _scanner.Length - digits; i < _scanner.Start + _scanner.Length; i++)
            value = (value * 10) + (_json[i] - '0');
        value = negative ? -value : value;
        number = (int)value;
        return number == value;
    }

    private int Step(int place, string key) => place == HintTree.Nowhere ? place : _hints!.Step(place, key);
}

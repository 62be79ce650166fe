using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Tracking.Json;

/// <summary>Makes values from stored data: mappings are ordered dictionaries that compare keys without case, lists are object[] (design.md 4.13, 4.14).</summary>
internal sealed class DataReader
{
    private const int MaxPooledKeys = 1024;

    // A mapping starts with room for so many keys; more than a few are rare, and growing is cheap beside what empty room costs each of many.
    private const int UsualKeys = 4;

    private static readonly Dictionary<string, string> NoHints = [];
    private static readonly object True = true;
    private static readonly object False = false;

    [ThreadStatic]
    private static DataReader? _ofThisThread;

    private readonly JsonScanner _scanner = new();
    private readonly Utf8Pool _keys = new(MaxPooledKeys);
    private readonly StringBuilder _pointer = new();
    private byte[] _json = [];
    private Dictionary<string, string> _hints = NoHints;
    private int _hintsUsed;

    /// <summary>Reads the data anew at each call, so that what the caller changes in them changes nothing stored.</summary>
    /// <exception cref="TrackingException">TrackDataUnreadable, when the data are not what this module writes; it quotes nothing of them.</exception>
    public static OrderedDictionary Read(TrackData data) => (_ofThisThread ??= new DataReader()).ReadAll(data);

    private OrderedDictionary ReadAll(TrackData data)
    {
        try
        {
            _json = data.Buffer;
            _hints = data.Types == null ? NoHints : TypeHints.Read(data.Types);
            _hintsUsed = 0;
            _pointer.Length = 0;
            _scanner.Reset(data.Buffer, data.Start, data.Start + data.Length);
            if (_scanner.Read() != JsonToken.ObjectStart)
                throw _scanner.Bad("data are no object");
            var mapping = ReadMapping();
            _scanner.Read();
            return _hintsUsed == _hints.Count ? mapping : throw new FormatException("a type hint points at nothing");
        }
        catch (Exception error) when (error is JsonSyntaxException or FormatException)
        {
            throw new TrackingException(TrackingErrorCode.TrackDataUnreadable, $"The data of the track cannot be read: {error.Message}.", error);
        }
    }

    private OrderedDictionary ReadMapping()
    {
        var mapping = new OrderedDictionary(UsualKeys, StringComparer.OrdinalIgnoreCase);
        while (_scanner.Read() == JsonToken.Name)
        {
            var key = _scanner.HasEscapes ? _scanner.GetText() : _keys.Get(_json, _scanner.Start, _scanner.Length);
            var length = Enter(key);
            _scanner.Read();
            Add(mapping, key, ReadValue());
            Leave(length);
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

    private object?[] ReadList()
    {
        var items = new List<object?>();
        while (_scanner.Read() != JsonToken.ArrayEnd)
        {
            var length = _hints.Count == 0 ? 0 : Enter(items.Count.ToString(CultureInfo.InvariantCulture));
            items.Add(ReadValue());
            Leave(length);
        }
        return [.. items];
    }

    private object? ReadValue()
    {
        var hint = Hint();
        if (hint != null)
        {
            return _scanner.Token is JsonToken.String or JsonToken.Number
                ? DataTypes.Read(hint, _scanner.GetText())
                : throw _scanner.Bad("a type hint points at a value that it does not fit");
        }
        return _scanner.Token switch
        {
            JsonToken.ObjectStart => ReadMapping(),
            JsonToken.ArrayStart => ReadList(),
            JsonToken.String => _scanner.GetText(),
            JsonToken.Number => ReadNumber(),
            JsonToken.True => True,
            JsonToken.False => False,
            JsonToken.Null => null,
            _ => throw _scanner.Bad("a value is missing"),
        };
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

    private int Enter(string key)
    {
        var length = _pointer.Length;
        if (_hints.Count > 0)
            _pointer.Append('/').Append(TypeHints.Escape(key));
        return length;
    }

    private void Leave(int length)
    {
        if (_hints.Count > 0)
            _pointer.Length = length;
    }

    private string? Hint()
    {
        if (_hints.Count == 0 || !_hints.TryGetValue(_pointer.ToString(), out var hint))
            return null;
        _hintsUsed++;
        return hint;
    }
}

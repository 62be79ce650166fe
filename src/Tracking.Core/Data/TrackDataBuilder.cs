using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// Builds data in their stored form, value by value (rule 4.13, rule 4.14). What cannot be stored is an error that names the way to it, and
/// nothing is cut off. To be used by one thread at a time, and for one track's data after another's.
/// </summary>
public sealed class TrackDataBuilder
{
    /// <summary>The most levels of lists and mappings in data.</summary>
    public const int MaxLevels = JsonLimits.MaxDataDepth;

    private const int LargeBuffer = 1 << 20;

    private readonly JsonBuffer _buffer = new();
    private readonly SharedBytes _built = new();
    private readonly List<KeyValuePair<string, string>> _hints = [];

    // The keys and indexes that lead to the value at hand.
    private readonly List<object> _path = [];
    private readonly List<object> _containers = [];
    private readonly List<HashSet<string>?> _keys = [];
    private bool _needsComma;

    /// <summary>Whether the data before were so large that it is not worth while to retain the builder for the next.</summary>
    public bool IsLarge => _buffer.Bytes.Length > LargeBuffer;

    /// <summary>Begins anew, also after an error in the middle.</summary>
    public void Clear()
    {
        _buffer.Clear();
        _hints.Clear();
        _path.Clear();
        _containers.Clear();
        _keys.Clear();
        _needsComma = false;
    }

    /// <summary>The data that were built, which must be one mapping.</summary>
    public TrackData Build() =>
        new(_built.Add(_buffer.Bytes, 0, _buffer.Length, out var start), start, _buffer.Length, TypeHints.Write(_hints));

    /// <summary>Begins a mapping.</summary>
    /// <param name="source">What it is made from: data that contain themselves are refused by it.</param>
    /// <exception cref="TrackingException">TrackDataInvalid.</exception>
    public void BeginMapping(object source)
    {
        Enter(source, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        _buffer.Byte('{');
    }

    /// <summary>Ends a mapping.</summary>
    public void EndMapping()
    {
        _buffer.Byte('}');
        Leave();
    }

    /// <summary>Begins a member of a mapping; its value follows.</summary>
    /// <exception cref="TrackingException">TrackDataInvalid, when the mapping has the key, in
    /// whatever case, or when no file can hold it.</exception>
    public void BeginMember(string key)
    {
        _path.Add(key);
        RequireWellFormed(key, "the key");
        if (!_keys[_keys.Count - 1]!.Add(key))
            throw Invalid("two keys differ in nothing but case; rename one");
        Separate();
        _buffer.Text(key).Byte(':');
    }

    /// <summary>Begins a list.</summary>
    /// <param name="source">As for <see cref="BeginMapping"/>.</param>
    /// <exception cref="TrackingException">TrackDataInvalid.</exception>
    public void BeginList(object source)
    {
        Enter(source, keys: null);
        _buffer.Byte('[');
    }

    /// <summary>Ends a list.</summary>
    public void EndList()
    {
        _buffer.Byte(']');
        Leave();
    }

    /// <summary>Begins an item of a list; its value follows.</summary>
    public void BeginItem(int index)
    {
        _path.Add(index);
        Separate();
    }

    /// <summary>Ends a member or an item.</summary>
    public void EndValue()
    {
        _path.RemoveAt(_path.Count - 1);
        _needsComma = true;
    }

    /// <summary>Writes nothing at all.</summary>
    public void WriteNull() => _buffer.Ascii("null");

    /// <summary>Writes a truth value.</summary>
    public void WriteBoolean(bool value) => _buffer.Ascii(value ? "true" : "false");

    /// <summary>Writes a text.</summary>
    /// <exception cref="TrackingException">TrackDataInvalid, when no file can hold it.</exception>
    public void WriteText(string text)
    {
        RequireWellFormed(text, "the text");
        _buffer.Text(text);
    }

    /// <summary>
    /// Writes a number, date or other scalar whose type comes back (rule 4.14); false, and nothing is written, when it is of another type.
    /// </summary>
    /// <exception cref="TrackingException">TrackDataInvalid, when the value cannot be stored.</exception>
    public bool TryWrite(object value)
    {
        try
        {
            var hint = DataTypes.Write(_buffer, value, out var known);
            if (hint != null)
                _hints.Add(new KeyValuePair<string, string>(Pointer(), hint));
            return known;
        }
        catch (FormatException error)
        {
            throw Invalid(error.Message, error);
        }
    }

    /// <summary>The error for the value at hand.</summary>
    /// <param name="why">Why it cannot be stored.</param>
    /// <param name="inner">The error behind it.</param>
    public TrackingException Invalid(string why, Exception? inner = null) => InvalidAt(member: null, why, inner);

    /// <summary>The error for a member of the mapping at hand that was not begun.</summary>
    /// <param name="member">Its key.</param>
    /// <param name="why">Why it cannot be stored.</param>
    /// <param name="inner">The error behind it.</param>
    public TrackingException InvalidAt(string? member, string why, Exception? inner = null)
    {
        var path = new StringBuilder("Data");
        foreach (var step in _path)
        {
            if (step is string key)
                path.Append('.').Append(key);
            else
                path.Append('[').Append((int)step).Append(']');
        }
        if (member != null)
            path.Append('.').Append(member);
        return new TrackingException(TrackingErrorCode.TrackDataInvalid, $"{path}: {why}. Nothing was saved.", inner);
    }

    private void Enter(object source, HashSet<string>? keys)
    {
        if (_containers.Count == MaxLevels)
            throw Invalid($"the data have more than {MaxLevels} levels");
        foreach (var container in _containers)
        {
            if (ReferenceEquals(container, source))
                throw Invalid("the data contain themselves");
        }
        _containers.Add(source);
        _keys.Add(keys);
        _needsComma = false;
    }

    private void Leave()
    {
        _containers.RemoveAt(_containers.Count - 1);
        _keys.RemoveAt(_keys.Count - 1);
    }

    private void Separate()
    {
        if (_needsComma)
            _buffer.Byte(',');
        _needsComma = false;
    }

    private void RequireWellFormed(string text, string what)
    {
        if (!UnicodeText.IsWellFormed(text))
            throw Invalid($"{what} holds half of a surrogate pair, which no file can keep");
    }

    private string Pointer()
    {
        var pointer = new StringBuilder();
        foreach (var step in _path)
            pointer.Append('/').Append(step is string key ? TypeHints.Escape(key) : ((int)step).ToString(CultureInfo.InvariantCulture));
        return pointer.ToString();
    }
}

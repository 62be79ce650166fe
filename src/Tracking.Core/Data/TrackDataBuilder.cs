using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
    private readonly List<ItemTypes> _items = [];
    private bool _needsComma;

    /// <summary>Whether the data before were so large that it is not worth while to retain the builder for the next.</summary>
    public bool IsLarge => _buffer.Bytes.Length > LargeBuffer;

    /// <summary>Whether a mapping or a list was begun that has not ended.</summary>
    public bool HasBegun => _containers.Count > 0;

    /// <summary>The keys that lead to the value at hand: <c>Data.files.name</c>. Which item of a list it is in does not matter.</summary>
    public string Place => string.Join(".", _path.OfType<string>().Prepend("Data"));

    /// <summary>Begins anew, also after an error in the middle.</summary>
    public void Clear()
    {
        _buffer.Clear();
        _hints.Clear();
        _path.Clear();
        _containers.Clear();
        _keys.Clear();
        _items.Clear();
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
        NoteItem(type: null);
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
        NoteItem(type: null);
        Enter(source, keys: null);
        _items.Add(new ItemTypes(_hints.Count));
        _buffer.Byte('[');
    }

    /// <summary>Ends a list.</summary>
    public void EndList()
    {
        _buffer.Byte(']');
        Leave();
        var items = _items[_items.Count - 1];
        _items.RemoveAt(_items.Count - 1);
        if (items.HaveOneHint(_hints))
        {
            var type = _hints[items.FirstHint].Value;
            _hints.RemoveRange(items.FirstHint, _hints.Count - items.FirstHint);
            _hints.Add(TypeHints.ForAll(Pointer(), type));
        }
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
    public void WriteBoolean(bool value)
    {
        NoteItem(type: null);
        _buffer.Ascii(value ? "true" : "false");
    }

    /// <summary>Writes a text.</summary>
    /// <exception cref="TrackingException">TrackDataInvalid, when no file can hold it.</exception>
    public void WriteText(string text)
    {
        RequireWellFormed(text, "the text");
        NoteItem(type: null);
        _buffer.Text(text);
    }

    /// <summary>Writes a value that is given as JSON text (RFC 8259).</summary>
    /// <exception cref="TrackingException">TrackDataInvalid, when it is none, or cannot be stored.</exception>
    public void WriteJson(string json)
    {
        RequireWellFormed(json ?? throw new ArgumentNullException(nameof(json)), "the text");
        var bytes = Encoding.UTF8.GetBytes(json);
        try
        {
            var scanner = new JsonScanner();
            // One level more than data have, so that what is too deep is told as all else is.
            scanner.Reset(bytes, 0, bytes.Length, JsonLimits.MaxDataDepth + 1);
            scanner.Read();
            WriteJson(scanner, bytes);
            scanner.Read();
        }
        catch (JsonSyntaxException error)
        {
            throw Invalid($"it is no JSON: {error.Message}", error);
        }
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
            if (known)
                NoteItem(value.GetType());
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

    private void WriteJson(JsonScanner scanner, byte[] bytes)
    {
        switch (scanner.Token)
        {
            case JsonToken.ObjectStart:
                BeginMapping(new object());
                while (scanner.Read() == JsonToken.Name)
                {
                    BeginMember(scanner.GetText());
                    scanner.Read();
                    WriteJson(scanner, bytes);
                    EndValue();
                }
                EndMapping();
                break;
            case JsonToken.ArrayStart:
                BeginList(new object());
                for (var index = 0; scanner.Read() != JsonToken.ArrayEnd; index++)
                {
                    BeginItem(index);
                    WriteJson(scanner, bytes);
                    EndValue();
                }
                EndList();
                break;
            case JsonToken.String:
                WriteText(scanner.GetText());
                break;
            case JsonToken.Number:
                WriteNumber(scanner, bytes);
                break;
            case JsonToken.Null:
                WriteNull();
                break;
            default:
                WriteBoolean(scanner.Token == JsonToken.True);
                break;
        }
    }

    private void WriteNumber(JsonScanner scanner, byte[] bytes)
    {
        NoteItem(type: null);
        // As it stands: what reads it makes of it the number that JSON says.
        if (!scanner.IsInteger
            && !(Math.Abs(double.Parse(scanner.GetText(), NumberStyles.Float, CultureInfo.InvariantCulture)) <= double.MaxValue))
        {
            throw Invalid("a number is too large");
        }
        _buffer.Raw(bytes, scanner.Start, scanner.Length);
    }

    /// <summary>Notes of what type an item of a list is; null for one that no hint can stand for.</summary>
    private void NoteItem(Type? type)
    {
        // A member of a mapping within a list is none of its items.
        if (_keys.Count > 0 && _keys[_keys.Count - 1] == null)
            _items[_items.Count - 1] = _items[_items.Count - 1].And(type);
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

    /// <summary>Of which type the items of a list are, but for those that are null.</summary>
    /// <param name="FirstHint">The first hint behind the beginning of the list.</param>
    private readonly record struct ItemTypes(int FirstHint)
    {
        private Type? Type { get; init; }

        private bool AreMixed { get; init; }

        public ItemTypes And(Type? type) => AreMixed || (type != null && type == Type) ? this
            : this with { Type = type, AreMixed = type == null || Type != null };

        /// <summary>Whether one hint can stand for those of all items.</summary>
        public bool HaveOneHint(List<KeyValuePair<string, string>> hints)
        {
            if (AreMixed || hints.Count - FirstHint < 2)
                return false;
            for (var i = FirstHint + 1; i < hints.Count; i++)
            {
                if (hints[i].Value != hints[FirstHint].Value)
                    return false;
            }
            return true;
        }
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Security;
using System.Text;
using System.Xml;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>Turns what a caller gives as data into the stored form (rules 4.13, 4.14). What cannot be stored is refused by its key path, and nothing is cut off.</summary>
internal sealed class DataWriter
{
    private const int MaxKeptBuffer = 1 << 20;

    [ThreadStatic]
    private static DataWriter? _ofThisThread;

    private readonly JsonBuffer _buffer = new();
    private readonly SharedBytes _written = new();
    private readonly List<KeyValuePair<string, string>> _hints = [];
    private readonly List<object> _path = [];
    private readonly List<object> _ancestors = [];

    /// <summary>Writes a mapping: a dictionary, a PSCustomObject, or the public properties of another object.</summary>
    /// <exception cref="TrackingException">TrackDataInvalid, naming the key path.</exception>
    public static TrackData Write(object? data)
    {
        var writer = _ofThisThread ?? new DataWriter();
        // Taken while in use: a getter or a conversion may run a script that saves a track itself.
        _ofThisThread = null;
        var written = writer.WriteAll(data);
        _ofThisThread = writer._buffer.Bytes.Length > MaxKeptBuffer ? null : writer;
        return written;
    }

    private TrackData WriteAll(object? data)
    {
        _buffer.Clear();
        _hints.Clear();
        _path.Clear();
        _ancestors.Clear();
        try
        {
            WriteTop(data);
        }
        catch (Exception error) when (error is not (TrackingException or PipelineStoppedException))
        {
            // Getters, enumerators and conversions are other people's code: what they throw is this item's error, and no more.
            throw Invalid("the value could not be read", error);
        }
        return new TrackData(_written.Add(_buffer.Bytes, 0, _buffer.Length, out var start), start, _buffer.Length, TypeHints.Write(_hints));
    }

    private void WriteTop(object? data)
    {
        var value = Unwrap(data);
        if (value is IDictionary dictionary)
            WriteDictionary(dictionary);
        else if (value is IDictionary<string, object?> mapping)
            WriteDictionary(Copy(mapping));
        else if (value is PSCustomObject)
            WriteProperties(PSObject.AsPSObject(data!));
        else if (IsScalarOrList(value))
            throw Invalid("data must be a mapping, like @{ step = 'copy'; count = 3 }, or an object with properties");
        else
            WriteObject(PSObject.AsPSObject(data!));
    }

    /// <summary>What a value is beneath PowerShell's wrapping; everything that stands for nothing is null.</summary>
    public static object? Unwrap(object? value)
    {
        if (value is PSObject wrapped)
            value = wrapped.BaseObject;
        return value == AutomationNull.Value || value is DBNull ? null : value;
    }

    /// <summary>What can be compared or formatted is a value, not a thing with properties.</summary>
    private static bool IsScalarOrList(object? value) => value is null or ScriptBlock or IEnumerable or IComparable or IFormattable or Uri or SwitchParameter;

    private static OrderedDictionary Copy(IDictionary<string, object?> mapping)
    {
        var copy = new OrderedDictionary();
        foreach (var pair in mapping)
            copy.Add(pair.Key, pair.Value);
        return copy;
    }

    private void WriteDictionary(IDictionary dictionary)
    {
        var keys = Enter(dictionary);
        _buffer.Byte('{');
        var first = true;
        // Not foreach, which would put each entry on the heap.
        for (var entries = dictionary.GetEnumerator(); entries.MoveNext();)
        {
            if (Unwrap(entries.Key) is not string key)
                throw Invalid("a key is no string; write it in quotes");
            WriteMember(key, entries.Value, keys, ref first);
        }
        _buffer.Byte('}');
        Leave();
    }

    private void WriteProperties(PSObject properties)
    {
        var keys = Enter(properties);
        _buffer.Byte('{');
        var first = true;
        foreach (var property in properties.Properties)
            WriteMember(property.Name, ValueOf(property), keys, ref first);
        _buffer.Byte('}');
        Leave();
    }

    /// <summary>A .NET object gives its public properties, one level: those that PowerShell hangs on it are no part of it, and one that cannot be read has no value.</summary>
    private void WriteObject(PSObject source)
    {
        if (source.BaseObject is SecureString or PSCredential)
            throw Invalid($"a {source.BaseObject.GetType().Name} is a secret, and a track is no place for it");
        var keys = Enter(source.BaseObject);
        _buffer.Byte('{');
        var first = true;
        foreach (var property in source.Properties)
        {
            if (property.MemberType != PSMemberTypes.Property && (property.MemberType != PSMemberTypes.NoteProperty || property.Name.StartsWith("PS", StringComparison.Ordinal)))
                continue;
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException)
            {
                continue;
            }
            WriteMember(property.Name, value, keys, ref first);
        }
        _buffer.Byte('}');
        Leave();
    }

    private object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException error)
        {
            _path.Add(property.Name);
            throw Invalid("the property could not be read", error);
        }
    }

    private void WriteMember(string key, object? value, HashSet<string> keys, ref bool first)
    {
        _path.Add(key);
        RequireWellFormed(key, "the key");
        if (!keys.Add(key))
            throw Invalid("two keys differ in nothing but case; rename one");
        if (!first)
            _buffer.Byte(',');
        first = false;
        _buffer.Text(key).Byte(':');
        WriteValue(value);
        _path.RemoveAt(_path.Count - 1);
    }

    private void WriteValue(object? given)
    {
        var value = Unwrap(given);
        switch (value)
        {
            case null:
                _buffer.Ascii("null");
                break;
            case string text:
                WriteText(text);
                break;
            case bool truth:
                _buffer.Ascii(truth ? "true" : "false");
                break;
            case SwitchParameter set:
                _buffer.Ascii(set.IsPresent ? "true" : "false");
                break;
            case char character:
                WriteText(character.ToString());
                break;
            case Enum name:
                WriteText(name.ToString());
                break;
            case SecureString or PSCredential:
                throw Invalid($"a {value.GetType().Name} is a secret, and a track is no place for it");
            case IDictionary dictionary:
                WriteDictionary(dictionary);
                break;
            case IDictionary<string, object?> mapping:
                WriteDictionary(Copy(mapping));
                break;
            case XmlNode xml:
                WriteText(xml.OuterXml);
                break;
            case Array { Rank: > 1 }:
                throw Invalid("JSON has no arrays of several dimensions; make it a list of lists");
            case PSCustomObject:
                WriteProperties(PSObject.AsPSObject(given!));
                break;
            default:
                if (!TryWriteListed(value))
                    WriteOther(value);
                break;
        }
    }

    private bool TryWriteListed(object value)
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

    private void WriteOther(object value)
    {
        if (value is IEnumerable list)
            WriteList(list);
        else
            WriteText(AsText(value));
    }

    private void WriteList(IEnumerable list)
    {
        Enter(list);
        _buffer.Byte('[');
        var index = 0;
        foreach (var item in list)
        {
            if (index > 0)
                _buffer.Byte(',');
            _path.Add(index++);
            WriteValue(item);
            _path.RemoveAt(_path.Count - 1);
        }
        _buffer.Byte(']');
        Leave();
    }

    private void WriteText(string text)
    {
        RequireWellFormed(text, "the text");
        _buffer.Text(text);
    }

    private static string AsText(object value) => (string?)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "";

    private HashSet<string> Enter(object container)
    {
        if (_ancestors.Count == JsonLimits.MaxDataDepth)
            throw Invalid($"the data have more than {JsonLimits.MaxDataDepth} levels");
        foreach (var ancestor in _ancestors)
        {
            if (ReferenceEquals(ancestor, container))
                throw Invalid("the data contain themselves");
        }
        _ancestors.Add(container);
        return new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    }

    private void Leave() => _ancestors.RemoveAt(_ancestors.Count - 1);

    private void RequireWellFormed(string text, string what)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                throw Invalid($"{what} holds half of a surrogate pair, which no file can keep");
        }
    }

    private string Pointer()
    {
        var pointer = new StringBuilder();
        foreach (var step in _path)
            pointer.Append('/').Append(step is string key ? TypeHints.Escape(key) : ((int)step).ToString(CultureInfo.InvariantCulture));
        return pointer.ToString();
    }

    private TrackingException Invalid(string why, Exception? inner = null)
    {
        var path = new StringBuilder("Data");
        foreach (var step in _path)
        {
            if (step is string key)
                path.Append('.').Append(key);
            else
                path.Append('[').Append((int)step).Append(']');
        }
        return new TrackingException(TrackingErrorCode.TrackDataInvalid, $"{path}: {why}. Nothing was saved.", inner);
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Security;
using System.Xml;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// Turns what a caller gives as data into the stored form (rules 4.13, 4.14). What cannot be stored is refused by its key path, and
/// nothing is cut off.
/// </summary>
internal sealed class DataWriter
{
    [ThreadStatic]
    private static DataWriter? _ofThisThread;

    private readonly TrackDataBuilder _data = new();

    /// <summary>Writes a mapping: a dictionary, a PSCustomObject, or the public properties of another object.</summary>
    /// <exception cref="TrackingException">TrackDataInvalid, naming the key path.</exception>
    public static TrackData Write(object? data)
    {
        var writer = _ofThisThread ?? new DataWriter();
        // Not shared while in use: a getter or a conversion may run a script that saves a track itself.
        _ofThisThread = null;
        var written = writer.WriteAll(data);
        _ofThisThread = writer._data.IsLarge ? null : writer;
        return written;
    }

    /// <summary>What a value is beneath PowerShell's wrapping; everything that stands for nothing is null.</summary>
    public static object? Unwrap(object? value)
    {
        var unwrapped = PowerShellValue.Unwrap(value);
        return unwrapped == AutomationNull.Value || unwrapped is DBNull ? null : unwrapped;
    }

    private TrackData WriteAll(object? data)
    {
        _data.Clear();
        try
        {
            WriteTop(data);
        }
        catch (Exception error) when (error is not (TrackingException or PipelineStoppedException))
        {
            // Getters, enumerators and conversions are other people's code: what they throw is this item's error, and no more.
            throw _data.Invalid("the value could not be read", error);
        }
        return _data.Build();
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
            throw _data.Invalid("data must be a mapping, like @{ step = 'copy'; count = 3 }, or an object with properties");
        else
            WriteObject(PSObject.AsPSObject(data!));
    }

    /// <summary>What can be compared or formatted is a value, not a thing with properties.</summary>
    private static bool IsScalarOrList(object? value) =>
        value is null or ScriptBlock or IEnumerable or IComparable or IFormattable or Uri or SwitchParameter;

    private static OrderedDictionary Copy(IDictionary<string, object?> mapping)
    {
        var copy = new OrderedDictionary();
        foreach (var pair in mapping)
            copy.Add(pair.Key, pair.Value);
        return copy;
    }

    private void WriteDictionary(IDictionary dictionary)
    {
        _data.BeginMapping(dictionary);
        // Not foreach, which would put each entry on the heap.
        for (var entries = dictionary.GetEnumerator(); entries.MoveNext();)
        {
            if (Unwrap(entries.Key) is not string key)
                throw _data.Invalid("a key is no string; write it in quotes");
            WriteMember(key, entries.Value);
        }
        _data.EndMapping();
    }

    private void WriteProperties(PSObject properties)
    {
        _data.BeginMapping(properties);
        foreach (var property in properties.Properties)
            WriteMember(property.Name, ValueOf(property));
        _data.EndMapping();
    }

    /// <summary>
    /// A .NET object gives its public properties, one level: those that PowerShell hangs on it are no part of it, and one that cannot be
    /// read has no value.
    /// </summary>
    private void WriteObject(PSObject source)
    {
        RequireNoSecret(source.BaseObject);
        _data.BeginMapping(source.BaseObject);
        foreach (var property in source.Properties)
        {
            if (!IsOwn(property))
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
            WriteMember(property.Name, value);
        }
        _data.EndMapping();
    }

    private static bool IsOwn(PSPropertyInfo property) =>
        property.MemberType == PSMemberTypes.Property
        || (property.MemberType == PSMemberTypes.NoteProperty && !property.Name.StartsWith("PS", StringComparison.Ordinal));

    private object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException error)
        {
            throw _data.InvalidAt(property.Name, "the property could not be read", error);
        }
    }

    private void WriteMember(string key, object? value)
    {
        _data.BeginMember(key);
        WriteValue(value);
        _data.EndValue();
    }

    private void WriteValue(object? given)
    {
        var value = Unwrap(given);
        switch (value)
        {
            case null:
                _data.WriteNull();
                break;
            case string text:
                _data.WriteText(text);
                break;
            case bool truth:
                _data.WriteBoolean(truth);
                break;
            case SwitchParameter set:
                _data.WriteBoolean(set.IsPresent);
                break;
            case char character:
                _data.WriteText(character.ToString());
                break;
            case Enum name:
                _data.WriteText(name.ToString());
                break;
            case SecureString or PSCredential:
                RequireNoSecret(value);
                break;
            case IDictionary dictionary:
                WriteDictionary(dictionary);
                break;
            case IDictionary<string, object?> mapping:
                WriteDictionary(Copy(mapping));
                break;
            case XmlNode xml:
                _data.WriteText(xml.OuterXml);
                break;
            case Array { Rank: > 1 }:
                throw _data.Invalid("JSON has no arrays of several dimensions; make it a list of lists");
            case PSCustomObject:
                WriteProperties(PSObject.AsPSObject(given!));
                break;
            default:
                if (!_data.TryWrite(value))
                    WriteOther(value);
                break;
        }
    }

    private void WriteOther(object value)
    {
        if (value is IEnumerable list)
            WriteList(list);
        else
            _data.WriteText(AsText(value));
    }

    private void WriteList(IEnumerable list)
    {
        _data.BeginList(list);
        var index = 0;
        foreach (var item in list)
        {
            _data.BeginItem(index++);
            WriteValue(item);
            _data.EndValue();
        }
        _data.EndList();
    }

    private void RequireNoSecret(object value)
    {
        if (value is SecureString or PSCredential)
            throw _data.Invalid($"a {value.GetType().Name} is a secret, and a track is no place for it");
    }

    private static string AsText(object value) =>
        (string?)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "";
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Net;
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
    private DataNotices? _notices;

    // In how many objects of .NET the present value is: those in one of them are stored as their text (rule 4.13).
    private int _depthOfObjects;

    /// <summary>Writes a mapping: a dictionary, a PSCustomObject, or the public properties of another object.</summary>
    /// <param name="data">The mapping.</param>
    /// <param name="notices">Receives what is to be said of it; null where nobody is there to be told.</param>
    /// <exception cref="TrackingException">TrackDataInvalid, naming the key path.</exception>
    public static TrackData Write(object? data, DataNotices? notices = null)
    {
        var writer = _ofThisThread ?? new DataWriter();
        // Not shared while in use: a getter or a conversion may run a script that saves a track itself.
        _ofThisThread = null;
        var written = writer.WriteAll(data, notices);
        _ofThisThread = writer._data.IsLarge ? null : writer;
        return written;
    }

    /// <summary>What a value is beneath PowerShell's wrapping; everything that stands for nothing is null.</summary>
    public static object? Unwrap(object? value)
    {
        var unwrapped = PowerShellValue.Unwrap(value);
        return unwrapped is DBNull ? null : unwrapped;
    }

    private TrackData WriteAll(object? data, DataNotices? notices)
    {
        _data.Clear();
        _notices = notices;
        _depthOfObjects = 0;
        try
        {
            WriteTop(data);
        }
        catch (Exception error) when (error is not (TrackingException or PipelineStoppedException))
        {
            // Enumerators and conversions are other people's code: what they throw is this item's error, and no more.
            throw _data.Invalid("the value could not be read", error);
        }
        finally
        {
            _notices = null;
        }
        return _data.Build();
    }

    private void WriteTop(object? data)
    {
        var value = Unwrap(data);
        switch (value)
        {
            case IDictionary dictionary:
                WriteDictionary(dictionary, data as PSObject);
                break;
            case PSCustomObject:
                WriteCopy(PSObject.AsPSObject(data!));
                break;
            case null or string or ScriptBlock or Uri or SwitchParameter:
                throw NoMapping();
            case XmlDocument { DocumentElement: { } root } document:
                _data.BeginMapping(document);
                WriteMember(root.LocalName, root);
                _data.EndMapping();
                break;
            case XmlElement element:
                WriteElement(element);
                break;
            default:
                WriteTopObject(data!, value);
                break;
        }
    }

    private void WriteTopObject(object data, object value)
    {
        if (JsonTree.IsPiece(value))
        {
            throw _data.Invalid("a pipeline takes an object of JSON apart, and this is a piece of one; give it by -Data, or read the JSON "
                + "by ConvertFrom-Json");
        }
        if (JsonTree.TextOf(value) is { } json)
        {
            if (json.Length == 0 || json[0] != '{')
                throw NoMapping();
            _data.WriteJson(json);
        }
        else if (KeyedEntries.Of(value) is { } entries)
        {
            WriteEntries(value, entries);
        }
        else if (ObjectShape.IsSingle(value) || LanguagePrimitives.GetEnumerable(value) != null)
        {
            throw NoMapping();
        }
        else
        {
            WriteObject(PSObject.AsPSObject(data));
        }
    }

    private TrackingException NoMapping() =>
        _data.Invalid("data must be a mapping, like @{ step = 'copy'; count = 3 }, or an object with properties");

    private void WriteDictionary(IDictionary dictionary, PSObject? wrapped = null)
    {
        _data.BeginMapping(dictionary);
        // Not foreach, which would put each entry on the heap.
        for (var entries = dictionary.GetEnumerator(); entries.MoveNext();)
            WriteEntry(entries.Key, entries.Value);
        if (wrapped != null && CopiedObject.Is(wrapped) && wrapped.Properties[CopiedObject.Machine] is PSNoteProperty machine
            && !dictionary.Contains(CopiedObject.Machine))
        {
            WriteMember(machine.Name, machine.Value);
        }
        _data.EndMapping();
    }

    private void WriteEntries(object source, IEnumerable<(object? Key, object? Value)> entries)
    {
        _data.BeginMapping(source);
        foreach (var (key, value) in entries)
            WriteEntry(key, value);
        _data.EndMapping();
    }

    private void WriteEntry(object? key, object? value)
    {
        if (Unwrap(key) is not string name)
            throw _data.Invalid("a key is no string; write it in quotes");
        WriteMember(name, value);
    }

    /// <summary>A custom object gives all its properties, but for the notes that PowerShell hangs on a copy of one.</summary>
    private void WriteProperties(PSObject custom)
    {
        _data.BeginMapping(custom);
        foreach (var property in custom.Properties)
        {
            if (!CopiedObject.IsNote(custom, property))
                WriteProperty(property, custom);
        }
        _data.EndMapping();
    }

    /// <summary>
    /// A .NET object gives its public properties, and the notes that someone added to it: what PowerShell hangs on it or on all of its type
    /// is no part of it, but for the machine it comes from.
    /// </summary>
    private void WriteObject(PSObject source)
    {
        RequireNoSecret(source.BaseObject);
        var type = source.BaseObject.GetType();
        var counts = ObjectShape.IsRecord(type) ? 0 : 1;
        var isTuple = ObjectShape.IsTuple(type);
        _depthOfObjects += counts;
        _data.BeginMapping(source.BaseObject);
        foreach (var property in source.Properties)
        {
            if (IsOwn(property) && !(isTuple && property.Name == "Length"))
                WriteProperty(property, source);
        }
        _data.EndMapping();
        _depthOfObjects -= counts;
    }

    private static bool IsOwn(PSPropertyInfo property) =>
        (property.MemberType == PSMemberTypes.Property && property.IsGettable)
        || (property.MemberType == PSMemberTypes.NoteProperty && property.IsInstance
            && !CopiedObject.IsOfProvider(property.Name)
            && (property.Name == CopiedObject.Machine || !property.Name.StartsWith("PS", StringComparison.Ordinal)));

    /// <summary>Writes a property; one that cannot be read is null, and does not cost the track.</summary>
    private void WriteProperty(PSPropertyInfo property, PSObject owner)
    {
        _data.BeginMember(property.Name);
        object? value = null;
        try
        {
            value = property.Value;
        }
        catch (GetValueException error)
        {
            _notices?.AddUnread(_data.Place, DataNotices.TypeName(owner), error);
        }
        WriteValue(value);
        _data.EndValue();
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
            case Enum name:
                _data.WriteText(name.ToString());
                break;
            case SecureString or PSCredential or NetworkCredential:
                RequireNoSecret(value);
                // What a file's drive has for a credential.
                _data.WriteNull();
                break;
            case IDictionary dictionary:
                WriteDictionary(dictionary);
                break;
            case XmlElement element:
                WriteElement(element);
                break;
            case XmlNode xml:
                _data.WriteText(xml.OuterXml);
                break;
            case Array { Rank: > 1 }:
                throw _data.Invalid("JSON has no arrays of several dimensions; make it a list of lists");
            case PSCustomObject:
                WriteCustomObject(PSObject.AsPSObject(given!));
                break;
            default:
                if (given is PSObject copy && CopiedObject.IsEnumeration(copy))
                    _data.WriteText(copy.ToString());
                else if (!_data.TryWrite(value))
                    WriteOther(given!, value);
                break;
        }
    }

    private void WriteOther(object given, object value)
    {
        if (JsonTree.TextOf(value) is { } json)
            _data.WriteJson(json);
        else if (KeyedEntries.Of(value) is { } entries)
            WriteEntries(value, entries);
        else if (LanguagePrimitives.GetEnumerable(value) is { } list)
            WriteList(value, list);
        else if (value is IEnumerator items)
            WriteList(value, Rest(items));
        else if (ObjectShape.IsRecord(value.GetType()))
            WriteObject(PSObject.AsPSObject(given));
        else
            WriteTextOrObject(PSObject.AsPSObject(given), AsText(value), WriteObject);
    }

    /// <summary>A copy of a .NET object is what the object would be.</summary>
    private void WriteCustomObject(PSObject custom)
    {
        if (_depthOfObjects > 0 && CopiedObject.IsOfType(custom))
            WriteTextOrObject(custom, AsText(custom), WriteCopy);
        else
            WriteCopy(custom);
    }

    private void WriteCopy(PSObject custom)
    {
        var counts = CopiedObject.IsOfType(custom) ? 1 : 0;
        _depthOfObjects += counts;
        WriteProperties(custom);
        _depthOfObjects -= counts;
    }

    /// <summary>
    /// An object that has a text is that text. One that has none but the name of its type is its properties, unless it is within an object
    /// already: objects of .NET lead on to others without end. Copies do not, which end where PowerShell cut them off.
    /// </summary>
    private void WriteTextOrObject(PSObject value, string text, Action<PSObject> writeObject)
    {
        var isName = IsName(text, value);
        if (isName && (_depthOfObjects == 0 || value.BaseObject is PSCustomObject))
        {
            writeObject(value);
            return;
        }
        _data.WriteText(text);
        if (isName)
            _notices?.AddName(_data.Place, DataNotices.TypeName(value));
        else if (_notices is { WantsTexts: true })
            _notices.AddText(_data.Place, DataNotices.TypeName(value));
    }

    private static bool IsName(string text, PSObject value)
    {
        var type = value.BaseObject.GetType();
        return text == type.ToString() || text == type.FullName
            || CopiedObject.IsTypeName(value, text);
    }

    private static IEnumerable<object?> Rest(IEnumerator items)
    {
        while (items.MoveNext())
            yield return items.Current;
    }

    private void WriteList(object source, IEnumerable list)
    {
        _data.BeginList(source);
        var index = 0;
        foreach (var item in list)
        {
            _data.BeginItem(index++);
            WriteValue(item);
            _data.EndValue();
        }
        _data.EndList();
    }

    /// <summary>
    /// An element gives its attributes and its child elements, those of one name as a list; one that has neither is its text, and the text
    /// between others has the key #text, as in PowerShell.
    /// </summary>
    private void WriteElement(XmlElement element)
    {
        var members = XmlMembers.Of(element);
        if (members == null && _data.HasBegun)
        {
            _data.WriteText(element.InnerText);
            return;
        }
        _data.BeginMapping(element);
        foreach (var (name, value) in members ?? [(XmlMembers.Text, element.InnerText)])
            WriteMember(name, value);
        _data.EndMapping();
    }

    private void RequireNoSecret(object value)
    {
        // A password that is empty is one that someone has set.
        if (value is SecureString or PSCredential { Password: not null } || Secrets.Is(value))
            throw _data.Invalid($"a {value.GetType().Name} is a secret, and a track is no place for it");
    }

    private static string AsText(object value) =>
        (string?)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "";
}

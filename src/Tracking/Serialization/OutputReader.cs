using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Security;
using System.Xml;
using Tracking.Data;

namespace Tracking.Serialization;

/// <summary>Makes a step's output again of what <see cref="OutputWriter"/> wrote.</summary>
internal sealed class OutputReader
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private readonly XmlReader _xml;
    private readonly OutputTypes _types = new();
    private int _depth;

    private OutputReader(XmlReader xml) => _xml = xml;

    /// <exception cref="TrackingException">TrackDataUnreadable.</exception>
    public static IReadOnlyList<object?> Read(string text)
    {
        if (text.Length == 0)
            return [];
        try
        {
            using var xml = XmlReader.Create(new StringReader(text), Settings);
            xml.MoveToContent();
            if (xml.LocalName != OutputTags.Root)
                throw Bad("it does not begin as one");
            var objects = new OutputReader(xml).ReadItems();
            return xml.EOF ? objects : throw Bad("something follows it");
        }
        catch (Exception error) when (error is not (TrackingException or PipelineStoppedException))
        {
            // Whatever the text does to the readers of XML and of values, it is the text that is wrong.
            throw new TrackingException(
                TrackingErrorCode.TrackDataUnreadable, $"The output of a step cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The values within an element.</summary>
    private List<object?> ReadItems()
    {
        var items = new List<object?>();
        ReadWithin(() => items.Add(ReadValue()));
        return items;
    }

    private void ReadWithin(Action readElement)
    {
        if (++_depth > 3 * OutputWriter.MaxDepth)
            throw Bad("it is nested too deeply");
        var isEmpty = _xml.IsEmptyElement;
        _xml.ReadStartElement();
        if (!isEmpty)
        {
            while (_xml.MoveToContent() == XmlNodeType.Element)
                readElement();
            _xml.ReadEndElement();
        }
        _depth--;
    }

    private object? ReadValue()
    {
        switch (_xml.LocalName)
        {
            case OutputTags.Null:
                _xml.Skip();
                return null;
            case OutputTags.Nothing:
                _xml.Skip();
                return AutomationNull.Value;
            case OutputTags.Enumeration:
                return ReadEnumeration();
            case OutputTags.Array:
                return ReadArray();
            case OutputTags.List:
                return ReadList();
            case OutputTags.Mapping:
                return ReadMapping();
            case OutputTags.Custom:
                return ReadCustomObject();
            case OutputTags.Extended:
                return ReadExtended();
            case OutputTags.Copy:
                return PSSerializer.Deserialize(_xml.ReadOuterXml());
            default:
                return ReadScalar();
        }
    }

    private object ReadScalar()
    {
        var tag = _xml.LocalName;
        if (OutputScalars.Of(tag) is { } scalar)
            return scalar.Read(OutputText.Decode(_xml.ReadElementContentAsString()));
        throw Bad(OutputScalars.IsOfNewer(tag) ? $"this PowerShell has no type for {tag}" : "it has unknown parts");
    }

    private object? ReadEnumeration()
    {
        var type = Attribute(OutputTags.Type);
        var name = Attribute(OutputTags.Name);
        var text = _xml.ReadElementContentAsString();
        var isSigned = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        var rest = isSigned ? 0 : ulong.Parse(text, CultureInfo.InvariantCulture);
        if (_types.FindEnumeration(type) is { } found)
            return isSigned ? Enum.ToObject(found, number) : Enum.ToObject(found, rest);
        // As PowerShell copies one: a number with the type's name and the value's.
        return PSSerializer.Deserialize(
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>"
            + $"{SecurityElement.Escape(type)}</T><T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN>"
            + $"<ToString>{SecurityElement.Escape(name)}</ToString>"
            + (isSigned ? $"<I64>{number}</I64></Obj></Objs>" : $"<U64>{rest}</U64></Obj></Objs>"));
    }

    private Array ReadArray()
    {
        var type = _types.Find(Attribute(OutputTags.Type)) ?? typeof(object[]);
        if (!type.IsArray)
            throw Bad("an array has another type");
        var items = ReadItems();
        var element = type.GetElementType()!;
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(ForElement(items[i], element), i);
        return array;
    }

    private object ReadList()
    {
        var type = _types.Find(Attribute(OutputTags.Type)) ?? typeof(ArrayList);
        var isSensitive = IsCaseSensitive();
        var items = ReadItems();
        if (type == typeof(HashSet<string>))
            return ReadNames(items, isSensitive);
        var list = Activator.CreateInstance(type);
        var element = type.IsGenericType ? type.GetGenericArguments()[0] : typeof(object);
        if (list is IList known)
        {
            items.ForEach(item => known.Add(ForElement(item, element)));
            return known;
        }
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(HashSet<>))
            throw Bad("a list has another type");
        var add = type.GetMethod("Add")!;
        items.ForEach(item => add.Invoke(list, [ForElement(item, element)]));
        return list!;
    }

    private static HashSet<string> ReadNames(List<object?> items, bool isSensitive)
    {
        var names = new HashSet<string>(isSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        items.ForEach(item => names.Add((string)item!));
        return names;
    }

    private IDictionary ReadMapping()
    {
        var type = _types.Find(Attribute(OutputTags.Type)) ?? typeof(OrderedDictionary);
        var comparer = IsCaseSensitive() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var mapping = NewMapping(type, comparer);
        var (key, value) = type.IsGenericType
            ? (type.GetGenericArguments()[0], type.GetGenericArguments()[1])
            : (typeof(object), typeof(object));
        ReadWithin(() => mapping.Add(ForElement(ReadValue(), key)!, ForElement(ReadValue(), value)));
        return mapping;
    }

    private static IDictionary NewMapping(Type type, StringComparer comparer)
    {
        if (type == typeof(Hashtable))
            return new Hashtable(comparer);
        if (type == typeof(OrderedDictionary))
            return new OrderedDictionary(comparer);
        if (!typeof(IDictionary).IsAssignableFrom(type))
            throw Bad("a mapping has another type");
        var hasNames = type.IsGenericType && type.GetGenericArguments()[0] == typeof(string);
        return (IDictionary)(hasNames ? Activator.CreateInstance(type, comparer) : Activator.CreateInstance(type))!;
    }

    private PSObject ReadCustomObject()
    {
        var custom = new PSObject();
        ReadMembers(custom, () => throw Bad("an object has unknown parts"));
        return custom;
    }

    private PSObject ReadExtended()
    {
        // The value comes last.
        var members = new PSObject();
        PSObject? extended = null;
        var names = ReadMembers(members, () => extended = PSObject.AsPSObject(ReadValue() ?? throw Bad("a value is missing")));
        if (extended == null)
            throw Bad("a value is missing");
        foreach (var property in members.Properties)
            extended.Properties.Add(new PSNoteProperty(property.Name, property.Value));
        SetTypeNames(extended, names);
        return extended;
    }

    /// <summary>Reads properties and the names of types into an object; the names.</summary>
    private List<string> ReadMembers(PSObject owner, Action readOther)
    {
        var names = new List<string>();
        ReadWithin(() =>
        {
            if (_xml.LocalName == OutputTags.TypeName)
            {
                names.Add(OutputText.Decode(_xml.ReadElementContentAsString()));
            }
            else if (_xml.LocalName == OutputTags.Property)
            {
                var name = Attribute(OutputTags.Name);
                owner.Properties.Add(new PSNoteProperty(name, ReadItems() is [var value] ? value : throw Bad("a property has no value")));
            }
            else
            {
                readOther();
            }
        });
        SetTypeNames(owner, names);
        return names;
    }

    private static void SetTypeNames(PSObject owner, List<string> names)
    {
        if (names.Count == 0)
            return;
        owner.TypeNames.Clear();
        names.ForEach(owner.TypeNames.Add);
    }

    /// <summary>A value as an element of a type can hold it.</summary>
    private static object? ForElement(object? value, Type element)
    {
        if (element == typeof(object) || value == null)
            return value;
        return element == typeof(PSObject) ? PSObject.AsPSObject(value) : PowerShellValue.Unwrap(value);
    }

    private bool IsCaseSensitive() => _xml.GetAttribute(OutputTags.CaseSensitive) != null;

    private string Attribute(string name) => OutputText.Decode(_xml.GetAttribute(name) ?? throw Bad("a part has no name"));

    private static FormatException Bad(string why) => new($"{why}.");
}

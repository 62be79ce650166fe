using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text;
using System.Xml;
using Tracking.Data;

namespace Tracking.Serialization;

/// <summary>
/// Writes a step's output as XML: values, lists, mappings and custom objects at every depth as what they are, and all else as PowerShell's
/// copies (<see cref="ObjectCopies"/>), which are made at the end.
/// </summary>
/// <param name="limits">How much of it there may be.</param>
internal sealed class OutputWriter(OutputLimits limits)
{
    /// <summary>How deep lists and mappings may be nested; what contains itself is deeper.</summary>
    public const int MaxDepth = 100;

    // Objects that are put out together are alike.
    private const int MostMethodsListed = 20;

    private const string Nested = "it contains itself, or is nested too deeply";

    // What Get-Content adds to each line, many times as long as the line, and what no script asks for.
    private static readonly HashSet<string> ContentNotes =
        new(["PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "ReadCount"], StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _xml = new();
    private readonly OutputTypes _types = new();
    private readonly OutputNotices _notices = new();
    private readonly List<object> _path = [];
    private int _methodsListed;
    private readonly ObjectCopies _copies = new(limits);

    /// <exception cref="OutputRefusedException">It cannot be kept.</exception>
    public RecordedOutput Write(IReadOnlyList<object?> objects)
    {
        _xml.Append('<').Append(OutputTags.Root).Append('>');
        foreach (var value in objects)
            WriteValue(value);
        _xml.Append("</").Append(OutputTags.Root).Append('>');
        var text = _copies.InsertInto(_xml);
        limits.Require(Encoding.UTF8.GetByteCount(text));
        return RecordedOutput.Of(text, _notices.All);
    }

    private void WriteValue(object? given)
    {
        limits.Require(_xml.Length);
        limits.RequireTime();
        if (ReferenceEquals(given, AutomationNull.Value))
            WriteEmpty(OutputTags.Nothing);
        else if (PowerShellValue.Unwrap(given) is not { } value)
            WriteEmpty(OutputTags.Null);
        else
            WriteObject(given as PSObject, value);
    }

    private void WriteObject(PSObject? wrapped, object value)
    {
        if (Secrets.Is(value))
            throw new OutputRefusedException($"it holds a secret ({value.GetType().Name})");
        if (Handles.Is(value))
            throw new OutputRefusedException($"it holds a {value.GetType().Name}, which is of use only while it is open");
        if (value is PSCustomObject)
            WriteCustomObject(wrapped!);
        else if (FormOf(value) is not { } write || IsCopy(wrapped))
            WriteCopy(wrapped, value);
        else if (value is ValueType or string && wrapped == null)
            write();
        else
            WriteExtended(wrapped ?? PSObject.AsPSObject(value), value, write);
    }

    /// <summary>How a value is written that comes back as it is; null when that is not so.</summary>
    private Action? FormOf(object value)
    {
        if (OutputScalars.Of(value.GetType()) is { } scalar)
            return () => WriteScalar(scalar, value);
        return value switch
        {
            Enum name when _types.NameOf(name.GetType()) != null => () => WriteEnumeration(name),
            Array { Rank: > 1 } or XmlNode => null,
            Array array => () => WriteArray(array),
            IDictionary mapping => () => WriteMapping(mapping),
            _ => LanguagePrimitives.GetEnumerable(value) is { } list ? () => WriteList(list) : null,
        };
    }

    /// <summary>Whether it is a copy already, as another process or a job returns them, with a text of its own.</summary>
    private static bool IsCopy(PSObject? wrapped) =>
        wrapped is { TypeNames: [var first, ..] } && first.StartsWith("Deserialized.", StringComparison.OrdinalIgnoreCase);

    private void WriteScalar(OutputScalar scalar, object value)
    {
        // The text is at least about as long, and longer than its limit it need not be made.
        limits.Require((value as string)?.Length ?? (value as byte[])?.Length ?? 0);
        Open(scalar.Tag).Append('>');
        OutputText.WriteText(_xml, scalar.Write(value));
        Close(scalar.Tag);
    }

    private void WriteEnumeration(Enum value)
    {
        Open(OutputTags.Enumeration);
        WriteAttribute(OutputTags.Type, OutputTypes.EnumerationName(value.GetType()));
        WriteAttribute(OutputTags.Name, value.ToString());
        var isUnsigned = Enum.GetUnderlyingType(value.GetType()) == typeof(ulong);
        var number = isUnsigned ? (IFormattable)Convert.ToUInt64(value, CultureInfo.InvariantCulture)
            : Convert.ToInt64(value, CultureInfo.InvariantCulture);
        _xml.Append('>').Append(number.ToString(null, CultureInfo.InvariantCulture));
        Close(OutputTags.Enumeration);
    }

    private void WriteArray(Array array)
    {
        var name = _types.NameOf(array.GetType());
        if (name == null)
            _notices.Add(array.GetType(), "an array of objects");
        Open(OutputTags.Array);
        WriteAttribute(OutputTags.Type, name ?? "O[]");
        WriteItems(OutputTags.Array, array, array);
    }

    private void WriteList(IEnumerable list)
    {
        var name = _types.NameOf(list.GetType());
        if (name == null)
            _notices.Add(list.GetType(), "a list");
        Open(OutputTags.List);
        WriteAttribute(OutputTags.Type, name ?? "ArrayList");
        if (list is HashSet<string> names)
            WriteCase(CaseRule.IsSensitive(names));
        WriteItems(OutputTags.List, list, list);
    }

    private void WriteItems(string tag, object identity, IEnumerable items)
    {
        _xml.Append('>');
        Enter(identity);
        foreach (var item in items)
            WriteValue(item);
        Leave();
        Close(tag);
    }

    private void WriteMapping(IDictionary mapping)
    {
        var name = _types.NameOf(mapping.GetType());
        if (name == null)
            _notices.Add(mapping.GetType(), "an ordered dictionary");
        Open(OutputTags.Mapping);
        WriteAttribute(OutputTags.Type, name ?? "Ordered");
        WriteCase(CaseRule.IsSensitive(mapping));
        _xml.Append('>');
        Enter(mapping);
        // Not foreach: a dictionary that derives from a generic one would give pairs.
        for (var entries = mapping.GetEnumerator(); entries.MoveNext();)
        {
            WriteValue(entries.Key);
            WriteValue(entries.Value);
        }
        Leave();
        Close(OutputTags.Mapping);
    }

    private void WriteCase(bool isSensitive)
    {
        if (isSensitive)
            WriteAttribute(OutputTags.CaseSensitive, "1");
    }

    private void WriteCustomObject(PSObject custom)
    {
        Open(OutputTags.Custom).Append('>');
        // The last two are those of every custom object.
        var names = custom.TypeNames;
        if (names.Count != 2 || names[0] != typeof(PSCustomObject).FullName)
            WriteTypeNames(names);
        var isCopy = IsCopy(custom);
        _notices.Mutes += isCopy ? 1 : 0;
        Enter(custom);
        foreach (var property in custom.Properties)
        {
            if (property.IsInstance)
                WriteProperty(property);
        }
        Leave();
        _notices.Mutes -= isCopy ? 1 : 0;
        Close(OutputTags.Custom);
        // To list the methods takes longer than all else.
        if (!isCopy && _methodsListed++ < MostMethodsListed && custom.Methods.Any(IsAdded))
            _notices.Add(names[0].Substring(names[0].LastIndexOf('.') + 1), "an object without its methods");
    }

    /// <summary>Whether a member was added to a value; those of its type are there again.</summary>
    private static bool IsAdded(PSMemberInfo member) =>
        member.IsInstance && member.MemberType is not (PSMemberTypes.Property or PSMemberTypes.Method);

    /// <summary>A value with what PowerShell hangs on it.</summary>
    private void WriteExtended(PSObject wrapped, object value, Action write)
    {
        var properties = wrapped.Properties.Where(IsAdded).ToList();
        if (properties.Exists(property => property.Name == "PSPath") && properties.Exists(property => property.Name == "ReadCount"))
            properties.RemoveAll(property => ContentNotes.Contains(property.Name));
        var names = wrapped.TypeNames;
        var isRenamed = names.Count == 0 || names[0] != value.GetType().FullName;
        if (properties.Count == 0 && !isRenamed)
        {
            write();
            return;
        }
        Open(OutputTags.Extended).Append('>');
        if (isRenamed)
            WriteTypeNames(names);
        Enter(wrapped);
        properties.ForEach(WriteProperty);
        Leave();
        write();
        Close(OutputTags.Extended);
    }

    private void WriteTypeNames(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Open(OutputTags.TypeName).Append('>');
            OutputText.WriteText(_xml, name);
            Close(OutputTags.TypeName);
        }
    }

    private void WriteProperty(PSPropertyInfo property)
    {
        Open(OutputTags.Property);
        WriteAttribute(OutputTags.Name, property.Name);
        _xml.Append('>');
        object? value;
        try
        {
            value = property.Value;
        }
        catch (GetValueException)
        {
            // As a script finds it.
            value = null;
        }
        WriteValue(value);
        Close(OutputTags.Property);
    }

    private void WriteCopy(PSObject? wrapped, object value)
    {
        if (!IsCopy(wrapped) && value is not XmlDocument)
            _notices.AddCopy(value);
        _copies.Add(_xml.Length, wrapped ?? value);
    }

    private void WriteEmpty(string tag) => Open(tag).Append("/>");

    private StringBuilder Open(string tag) => _xml.Append('<').Append(tag);

    private void Close(string tag) => _xml.Append("</").Append(tag).Append('>');

    private void WriteAttribute(string name, string value)
    {
        _xml.Append(' ').Append(name).Append("='");
        OutputText.WriteAttribute(_xml, value);
        _xml.Append('\'');
    }

    private void Enter(object container)
    {
        if (_path.Count == MaxDepth || _path.Exists(outer => ReferenceEquals(outer, container)))
            throw new OutputRefusedException(Nested);
        _path.Add(container);
    }

    private void Leave() => _path.RemoveAt(_path.Count - 1);
}

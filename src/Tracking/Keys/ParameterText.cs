using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Xml;
using Tracking.Data;

namespace Tracking.Keys;

/// <summary>
/// The text of a value by which runs and steps are told apart: the same in all processes, cultures and time zones. What PowerShell's
/// <c>-eq</c> takes for the same has the same text as far as types go, so that 1, '1' and 1.0 do, and $true and 'True'; but case matters. A
/// text that looks like the form of something else stands in quotes. No code of a script is run: neither script properties nor what a
/// class of a script says of itself.
/// </summary>
internal sealed class ParameterText
{
    private const int MaxDepth = 20;
    private const string Null = "$null";
    private const string Secret = "$secret";

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>The text of a value; secrets within it are left out.</summary>
    public static string Of(object? value)
    {
        var writer = new ParameterText();
        writer.Write(value, isWithin: false);
        return writer._text.ToString();
    }

    /// <summary>The text of a single value, without quotes; null for what is none: a list, a mapping, nothing.</summary>
    public static string? OfScalar(object? value) => PowerShellValue.Unwrap(value) switch
    {
        null => null,
        string text => text,
        bool truth => truth.ToString(),
        SwitchParameter set => set.IsPresent.ToString(),
        char character => character.ToString(),
        Enum name => name.ToString(),
        DateTime { Kind: DateTimeKind.Local } time => time.ToUniversalTime().ToString("o", Invariant),
        DateTime time => time.ToString("o", Invariant),
        DateTimeOffset time => time.UtcDateTime.ToString("o", Invariant),
        double number => Number(number),
        float number => Number(number),
        decimal number => number.ToString("G29", Invariant),
        BigInteger number => number.ToString(Invariant),
        FileSystemInfo file => file.FullName,
        Type type => type.FullName ?? type.Name,
        Uri uri => uri.OriginalString,
        ScriptBlock script => script.ToString(),
        XmlNode xml => xml.OuterXml,
        byte[] bytes => Convert.ToBase64String(bytes),
        IFormattable other when !IsOfScript(other) => other.ToString(FormatOf(other), Invariant),
        _ => null,
    };

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>Whether an object is of a class that a script defines.</summary>
    public static bool IsOfScript(object value) => value.GetType().Assembly.IsDynamic;

    // Dates and times without a time zone, which netstandard does not know, have a form for machines.
    private static string? FormatOf(IFormattable value) => value.GetType().FullName is "System.DateOnly" or "System.TimeOnly" ? "o" : null;

    // A whole one as an integer has it.
    private static string Number(double number) =>
        Math.Abs(number) < 1e15 && number == Math.Truncate(number) ? ((long)number).ToString(Invariant) : number.ToString("R", Invariant);

    private static string Number(float number) =>
        Math.Abs(number) < 1e6 && number == Math.Truncate(number) ? ((long)number).ToString(Invariant) : number.ToString("R", Invariant);

    private void Write(object? given, bool isWithin)
    {
        var value = PowerShellValue.Unwrap(given);
        // What contains itself ends here too.
        if (++_depth > MaxDepth)
            _text.Append("...");
        else if (value == null)
            _text.Append(Null);
        else if (Secrets.Is(value))
            _text.Append(Secret);
        else if (OfScalar(value) is { } scalar)
            WriteScalar(scalar, isWithin);
        else
            WriteOther(given as PSObject, value);
        _depth--;
    }

    private void WriteScalar(string scalar, bool isWithin)
    {
        if (NeedsQuotes(scalar, isWithin))
            _text.Append('\'').Append(scalar.Replace("'", "''")).Append('\'');
        else
            _text.Append(scalar);
    }

    private static bool NeedsQuotes(string scalar, bool isWithin)
    {
        if (scalar.Length == 0)
            return isWithin;
        return scalar[0] is '$' or '@' or '\'' || scalar.StartsWith("...", StringComparison.Ordinal)
            || (isWithin && (scalar.IndexOfAny([',', ';', '=', '(', ')', '{', '}', '\n']) >= 0 || scalar.Trim().Length != scalar.Length));
    }

    private void WriteOther(PSObject? wrapped, object value)
    {
        switch (value)
        {
            case IDictionary mapping:
                WriteMapping(EntriesOf(mapping));
                break;
            case PSCustomObject:
                WriteMapping(PropertiesOf(wrapped!));
                break;
            case PSReference reference:
                Write(reference.Value, isWithin: true);
                break;
            // What can be gone through once only is left as it is.
            case ICollection list:
                WriteList(list);
                break;
            default:
                WriteObject(value);
                break;
        }
    }

    private void WriteList(IEnumerable list)
    {
        _text.Append("@(");
        var separator = "";
        foreach (var item in list)
        {
            _text.Append(separator);
            Write(item, isWithin: true);
            separator = ", ";
        }
        _text.Append(')');
    }

    private void WriteObject(object value)
    {
        var type = value.GetType();
        if (IsOfScript(value))
        {
            _text.Append(type.Name);
            WriteMapping(PropertiesOf(type).Select(property => (property.Name, (object?)property.GetValue(value))));
            return;
        }
        string? text;
        try
        {
            text = value.ToString();
        }
        catch (Exception error) when (error is not PipelineStoppedException)
        {
            // One that cannot say what it is, as when it is closed, is no more than one of its type.
            text = null;
        }
        WriteScalar(text ?? type.FullName ?? type.Name, isWithin: true);
    }

    // Those that are values: the others are code.
    private static IEnumerable<(string Name, object? Value)> PropertiesOf(PSObject custom) =>
        custom.Properties.Where(property => property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property)
            .Select(property => (property.Name, (object?)property.Value));

    // Those of a script's class have no code; inherited ones of a compiled class may have.
    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && property.DeclaringType!.Assembly.IsDynamic);

    private static IEnumerable<(string Name, object? Value)> EntriesOf(IDictionary mapping)
    {
        for (var entries = mapping.GetEnumerator(); entries.MoveNext();)
            yield return (Of(entries.Key), entries.Value);
    }

    private void WriteMapping(IEnumerable<(string Name, object? Value)> entries)
    {
        _text.Append("@{");
        var separator = "";
        // Names of hashtables and properties have no case for PowerShell, and those of hashtables no order.
        foreach (var (name, value) in entries.Select(entry => (Name: entry.Name.ToLowerInvariant(), entry.Value))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            _text.Append(separator);
            WriteScalar(name, isWithin: true);
            _text.Append('=');
            Write(value, isWithin: true);
            separator = "; ";
        }
        _text.Append('}');
    }
}

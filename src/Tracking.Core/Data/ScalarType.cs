using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Reflection;

namespace Tracking.Data;

/// <summary>
/// A type of single values that come back as what they were (rule 4.14), with its form as text, which is the same in all cultures. The
/// list is closed: nothing else is ever made from a text. Types that .NET Standard does not know are found by name, and only in assemblies
/// that are loaded.
/// </summary>
public sealed class ScalarType
{
    private const string Core = "";
    private const string PowerShell = "System.Management.Automation";

    // The types that may be missing, as DateOnly is in Windows PowerShell, by the full name, and where they are.
    private static readonly Dictionary<string, (string Name, string Assembly)> ByFullName = new(StringComparer.Ordinal)
    {
        ["System.DateOnly"] = ("DateOnly", Core),
        ["System.TimeOnly"] = ("TimeOnly", Core),
        ["System.Half"] = ("Half", Core),
        ["System.Int128"] = ("Int128", Core),
        ["System.UInt128"] = ("UInt128", Core),
        [PowerShell + ".SemanticVersion"] = ("SemanticVersion", PowerShell),
    };

    private static readonly Dictionary<string, Func<ScalarType?>> Makers = new(StringComparer.Ordinal)
    {
        ["SByte"] = () => Number("SByte", text => sbyte.Parse(text, Integer, Invariant)),
        ["Byte"] = () => Number("Byte", text => byte.Parse(text, Integer, Invariant)),
        ["Int16"] = () => Number("Int16", text => short.Parse(text, Integer, Invariant)),
        ["UInt16"] = () => Number("UInt16", text => ushort.Parse(text, Integer, Invariant)),
        ["UInt32"] = () => Number("UInt32", text => uint.Parse(text, Integer, Invariant)),
        ["UInt64"] = () => Number("UInt64", text => ulong.Parse(text, Integer, Invariant)),
        ["IPAddress"] = () => Text("IPAddress", value => value.ToString(), IPAddress.Parse),
        ["IPEndPoint"] = () => Text("IPEndPoint", value => value.ToString(), ReadEndPoint),
        ["PhysicalAddress"] = () => Text("PhysicalAddress", value => value.ToString(), PhysicalAddress.Parse),
        ["MailAddress"] = () => Text("MailAddress", WriteMail, ReadMail),
        ["DateOnly"] = () => Named("System.DateOnly", "o", [typeof(string), typeof(string)], text => [text, "o"]),
        ["TimeOnly"] = () => Named("System.TimeOnly", "o", [typeof(string), typeof(string)], text => [text, "o"]),
        ["Half"] = () => Named("System.Half", null, NumberArguments, text => [text, NumberStyles.Float, Invariant], isNumber: true),
        ["Int128"] = () => Named("System.Int128", null, NumberArguments, text => [text, Integer, Invariant], isNumber: true),
        ["UInt128"] = () => Named("System.UInt128", null, NumberArguments, text => [text, Integer, Invariant], isNumber: true),
        ["SemanticVersion"] = () => Named(PowerShell + ".SemanticVersion", null, [typeof(string)], text => [text]),
    };

    private static readonly ConcurrentDictionary<string, ScalarType> ByName = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<Type, ScalarType?> ByType = new();

    private readonly Func<object, string> _write;
    private readonly Func<string, object> _read;

    private ScalarType(string name, Type type, bool isNumber, Func<object, string> write, Func<string, object> read)
    {
        Name = name;
        Type = type;
        IsNumber = isNumber;
        _write = write;
        _read = read;
    }

    /// <summary>The name by which files know the type.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public Type Type { get; }

    /// <summary>Whether the text is a number, but for NaN and the infinities.</summary>
    public bool IsNumber { get; }

    private static NumberStyles Integer => NumberStyles.AllowLeadingSign;

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static Type[] NumberArguments => [typeof(string), typeof(NumberStyles), typeof(IFormatProvider)];

    /// <summary>Whether there is such a type on the list, be it here or not.</summary>
    public static bool IsListed(string name) => Makers.ContainsKey(name);

    /// <summary>The type of a name; null when it is not on the list, or not there in this process.</summary>
    public static ScalarType? Find(string name)
    {
        if (ByName.TryGetValue(name, out var known))
            return known;
        // One that is not there is looked for again: its assembly may be loaded later.
        return Makers.TryGetValue(name, out var make) && make() is { } made ? ByName.GetOrAdd(name, made) : null;
    }

    /// <summary>How values of a .NET type are written; null when it is none of the list.</summary>
    public static ScalarType? Of(Type type) => ByType.TryGetValue(type, out var known) ? known : ByType.GetOrAdd(type, OfNew(type));

    /// <summary>The text of a value.</summary>
    public string Write(object value) => _write(value);

    /// <summary>The value of a text.</summary>
    /// <exception cref="FormatException">The text is none of the type's.</exception>
    public object Read(string text)
    {
        try
        {
            return _read(text);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or TargetInvocationException)
        {
            // Not with the error behind it, which quotes the text.
            throw new FormatException($"a text is none of {Name}'s");
        }
    }

    private static ScalarType? OfNew(Type type)
    {
        if (type.IsPrimitive)
            return Find(type.Name) is { } number && number.Type == type ? number : null;
        if (type.FullName is { } full && ByFullName.TryGetValue(full, out var named))
            return Find(named.Name) is { } scalar && scalar.Type == type ? scalar : null;
        // The well-known addresses are of a class of their own.
        if (typeof(IPAddress).IsAssignableFrom(type))
            return Find("IPAddress");
        return type == typeof(IPEndPoint) || type == typeof(PhysicalAddress) || IsMail(type) ? Find(type.Name) : null;
    }

    // By name, so that the assembly of mail is loaded only where there is some.
    private static bool IsMail(Type type) => type.FullName == "System.Net.Mail.MailAddress";

    private static ScalarType Number<T>(string name, Func<string, T> read)
        where T : IFormattable =>
        new(name, typeof(T), isNumber: true, value => ((T)value).ToString(null, Invariant), text => read(text));

    private static ScalarType Text<T>(string name, Func<T, string> write, Func<string, T> read)
        where T : class =>
        new(name, typeof(T), isNumber: false, value => write((T)value), text => read(text));

    private static ScalarType? Named(
        string fullName, string? format, Type[] signature, Func<string, object[]> arguments, bool isNumber = false)
    {
        var (name, home) = ByFullName[fullName];
        if (AssemblyOf(home)?.GetType(fullName) is not { } type)
            return null;
        var parse = type.GetMethod(format == null ? "Parse" : "ParseExact", signature)!;
        return new ScalarType(
            name,
            type,
            isNumber,
            value => value is IFormattable formattable ? formattable.ToString(format, Invariant) : value.ToString()!,
            text => parse.Invoke(null, arguments(text))!);
    }

    private static Assembly? AssemblyOf(string name) => name == Core
        ? typeof(object).Assembly
        : Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == name);

    private static IPEndPoint ReadEndPoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return new IPEndPoint(
            IPAddress.Parse(text.Substring(0, Math.Max(colon, 0)).Trim('[', ']')),
            int.Parse(text.Substring(colon + 1), NumberStyles.None, Invariant));
    }

    private static string WriteMail(MailAddress mail) =>
        mail.DisplayName.Length == 0 ? mail.Address : $"{mail.Address}\n{mail.DisplayName}";

    private static MailAddress ReadMail(string text)
    {
        var parts = text.Split(['\n'], 2);
        return new MailAddress(parts[0], parts.Length > 1 ? parts[1] : "");
    }
}

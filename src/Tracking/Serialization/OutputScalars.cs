using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Text.RegularExpressions;
using Tracking.Data;

namespace Tracking.Serialization;

/// <summary>
/// The types of single values that come back as what they were, each with its form as text, which is the same in all cultures. Nothing
/// that is not here is ever made from a text.
/// </summary>
internal static class OutputScalars
{
    private static readonly Dictionary<Type, OutputScalar> ByType = [];
    private static readonly Dictionary<string, OutputScalar> ByTag = new(StringComparer.Ordinal);

    // The tags of types that are not there in every PowerShell.
    private static readonly HashSet<string> Newer = new(StringComparer.Ordinal);

    // The tags are those of CLIXML, as far as it has them.
    static OutputScalars()
    {
        Add("S", value => value, text => text);
        Add("C", value => value.ToString(), text => text[0]);
        Add("B", value => value ? "true" : "false", text => text == "true");
        Share("By", "Byte");
        Share("SB", "SByte");
        Share("I16", "Int16");
        Share("U16", "UInt16");
        Add("I32", value => value.ToString(Invariant), text => int.Parse(text, Invariant));
        Share("U32", "UInt32");
        Add("I64", value => value.ToString(Invariant), text => long.Parse(text, Invariant));
        Share("U64", "UInt64");
        // Not R, which loses digits on .NET Framework.
        Add("Sg", value => value.ToString("G9", Invariant), text => float.Parse(text, Invariant));
        Add("Db", value => value.ToString("G17", Invariant), text => double.Parse(text, Invariant));
        Add("D", value => value.ToString(Invariant), text => decimal.Parse(text, Invariant));
        // Not in digits, which take time that grows with the square of their number.
        Add("BI", value => Convert.ToBase64String(value.ToByteArray()), text => new BigInteger(Convert.FromBase64String(text)));
        Add("DT", value => value.ToString("o", Invariant), text => DateTime.ParseExact(text, "o", Invariant, DateTimeStyles.RoundtripKind));
        Add("DTO", value => value.ToString("o", Invariant), text => DateTimeOffset.ParseExact(text, "o", Invariant));
        Add("TS", value => value.ToString("c", Invariant), text => TimeSpan.ParseExact(text, "c", Invariant));
        Add("G", value => value.ToString("D"), Guid.Parse);
        Add("Version", value => value.ToString(), Version.Parse);
        Add("BA", Convert.ToBase64String, Convert.FromBase64String);
        // On Unix a text may be either: /tmp is a file's absolute address, and a relative one.
        Add("URI", value => (value.IsAbsoluteUri ? "a" : "r") + value.OriginalString,
            text => new Uri(text.Substring(1), text[0] == 'a' ? UriKind.Absolute : UriKind.Relative));
        Share("IP", "IPAddress");
        Add("EP", value => $"{value.Port.ToString(Invariant)} {value.Address}", ReadEndPoint);
        Add("MAC", value => Convert.ToBase64String(value.GetAddressBytes()), text => new PhysicalAddress(Convert.FromBase64String(text)));
        Add("Mail", value => $"{value.Address}\n{value.DisplayName}", ReadMailAddress);
        Add("Culture", value => value.Name, text => new CultureInfo(text));
        Add("Regex", value => $"{(int)value.Options} {value.MatchTimeout.Ticks} {value}", ReadRegex);
        Add("Switch", value => value.IsPresent ? "true" : "false", text => new SwitchParameter(text == "true"));
        Add("DBNull", (DBNull _) => "", _ => DBNull.Value);
        // Types that are not there in every PowerShell.
        Share("Date", "DateOnly", isNewer: true);
        Share("Time", "TimeOnly", isNewer: true);
        Share("Half", "Half", isNewer: true);
        Share("I128", "Int128", isNewer: true);
        Share("U128", "UInt128", isNewer: true);
        Share("SemVer", "SemanticVersion", isNewer: true);
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>How values of a type are written; null when it is none of these.</summary>
    public static OutputScalar? Of(Type type)
    {
        if (ByType.TryGetValue(type, out var scalar))
            return scalar;
        // The well-known addresses are of a class of their own.
        return typeof(IPAddress).IsAssignableFrom(type) ? ByType[typeof(IPAddress)] : null;
    }

    /// <summary>How values are read that were written with a tag; null when it is none of these.</summary>
    public static OutputScalar? Of(string tag) => ByTag.TryGetValue(tag, out var scalar) ? scalar : null;

    /// <summary>Whether a tag is that of a type that may be missing here, as DateOnly is in Windows PowerShell.</summary>
    public static bool IsOfNewer(string tag) => Newer.Contains(tag);

    private static void Add<T>(string tag, Func<T, string> write, Func<string, T> read)
        where T : notnull =>
        Add(new OutputScalar(tag, typeof(T), value => write((T)value), text => read(text)));

    /// <summary>Adds a type that data have too, in the form that it has there.</summary>
    private static void Share(string tag, string name, bool isNewer = false)
    {
        if (isNewer)
            Newer.Add(tag);
        if (ScalarType.Find(name) is { } type)
            Add(new OutputScalar(tag, type.Type, type.Write, type.Read));
    }

    private static void Add(OutputScalar scalar)
    {
        ByType.Add(scalar.Type, scalar);
        ByTag.Add(scalar.Tag, scalar);
    }

    private static IPEndPoint ReadEndPoint(string text)
    {
        var parts = text.Split([' '], 2);
        return new IPEndPoint(IPAddress.Parse(parts[1]), int.Parse(parts[0], Invariant));
    }

    private static MailAddress ReadMailAddress(string text)
    {
        var parts = text.Split(['\n'], 2);
        return new MailAddress(parts[0], parts[1]);
    }

    private static Regex ReadRegex(string text)
    {
        var parts = text.Split([' '], 3);
        return new Regex(parts[2], (RegexOptions)int.Parse(parts[0], Invariant), TimeSpan.FromTicks(long.Parse(parts[1], Invariant)));
    }
}

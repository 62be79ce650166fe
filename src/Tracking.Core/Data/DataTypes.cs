using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>
/// The .NET types that data keep beside those that plain JSON tells (rule 4.14): how each is written, and how it is made
/// again; <see cref="ScalarType"/> has those that came with format version 4. Nothing else is ever made from a file.
/// </summary>
internal static class DataTypes
{
    /// <summary>The first format version that has the types of <see cref="ScalarType"/>, and hints for whole lists (format 3.5).</summary>
    public const int MoreSince = 4;

    // For a text that may be either, as /tmp on Unix, where it is not the one for which it would be taken.
    private const string AbsoluteUri = "AbsoluteUri";
    private const string RelativeUri = "RelativeUri";

    private static readonly Dictionary<string, Func<string, object>> Readers = new(StringComparer.Ordinal)
    {
        [nameof(Int64)] = text => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        [nameof(BigInteger)] = text => BigInteger.Parse(Bounded(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        [nameof(Single)] = text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        [nameof(Double)] = text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        [nameof(Decimal)] = text => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        [nameof(DateTime)] = text => DateTime.ParseExact(text, "o", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        [nameof(DateTimeOffset)] = text => DateTimeOffset.ParseExact(text, "o", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        [nameof(TimeSpan)] = text => TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture),
        [nameof(Guid)] = text => Guid.ParseExact(text, "D"),
        [nameof(Uri)] = text => new Uri(text, UriKind.RelativeOrAbsolute),
        [AbsoluteUri] = text => new Uri(text, UriKind.Absolute),
        [RelativeUri] = text => new Uri(text, UriKind.Relative),
        [nameof(Char)] = ReadCharacter,
        [nameof(Version)] = Version.Parse,
        [nameof(Byte) + "[]"] = Convert.FromBase64String,
    };

    /// <summary>
    /// Makes a value of the named type from its text; null when the type is on the list, but is not there in this process. A name that is
    /// not on the list, or a text that is none of the type's, is a <see cref="FormatException"/>.
    /// </summary>
    public static object? Read(string type, string text)
    {
        if (!Readers.TryGetValue(type, out var reader) && !ScalarType.IsListed(type))
            throw new FormatException("a type hint names a type that is not on the list");
        try
        {
            return reader != null ? reader(text) : ScalarType.Find(type)?.Read(text);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or FormatException)
        {
            // Not with the error behind it, which quotes the value.
            throw new FormatException("a value is none of the type that its hint names");
        }
    }

    /// <summary>The first format version that has a type.</summary>
    public static int Since(string type) =>
        Readers.ContainsKey(type) && type is not (AbsoluteUri or RelativeUri or nameof(Char)) ? 1 : MoreSince;

    /// <summary>
    /// Writes a number, date or other scalar; returns the hint that it needs, or null. A type that is not on the list is not written:
    /// <paramref name="known"/> is false. An integer of too many digits is a <see cref="FormatException"/>.
    /// </summary>
    public static string? Write(JsonBuffer buffer, object value, out bool known)
    {
        known = true;
        switch (value)
        {
            case int number:
                buffer.Number(number);
                return null;
            case long number:
                buffer.Number(number);
                return number is >= int.MinValue and <= int.MaxValue ? nameof(Int64) : null;
            case double number:
                return WriteReal(buffer, number.ToString("R", CultureInfo.InvariantCulture),
                    double.IsNaN(number) || double.IsInfinity(number), nameof(Double), isDefault: true);
            case float number:
                return WriteReal(buffer, number.ToString("R", CultureInfo.InvariantCulture),
                    float.IsNaN(number) || float.IsInfinity(number), nameof(Single), isDefault: false);
            case decimal number:
                buffer.Ascii(number.ToString(CultureInfo.InvariantCulture));
                return nameof(Decimal);
            case BigInteger number:
                buffer.Ascii(Bounded(number.ToString(CultureInfo.InvariantCulture)));
                return number >= long.MinValue && number <= long.MaxValue ? nameof(BigInteger) : null;
            case DateTime time:
                buffer.Text(time.ToString("o", CultureInfo.InvariantCulture));
                return nameof(DateTime);
            case DateTimeOffset time:
                buffer.Text(time.ToString("o", CultureInfo.InvariantCulture));
                return nameof(DateTimeOffset);
            case TimeSpan span:
                buffer.Text(span.ToString());
                return nameof(TimeSpan);
            case Guid guid:
                buffer.Text(guid.ToString());
                return nameof(Guid);
            case Uri uri:
                buffer.Text(WellFormed(uri.OriginalString));
                return HintOf(uri);
            case Version version:
                buffer.Text(version.ToString());
                return nameof(Version);
            case byte[] bytes:
                buffer.Text(Convert.ToBase64String(bytes));
                return nameof(Byte) + "[]";
            case char character:
                WriteCharacter(buffer, character);
                return nameof(Char);
            default:
                return WriteMore(buffer, value, out known);
        }
    }

    private static string? WriteMore(JsonBuffer buffer, object value, out bool known)
    {
        var type = ScalarType.Of(value.GetType());
        known = type != null;
        if (type == null)
            return null;
        var text = type.Write(value);
        if (!type.IsNumber)
            buffer.Text(WellFormed(text));
        else if (type.Name == "Half")
            WriteReal(buffer, text, !char.IsDigit(text[text.Length - 1]), type.Name, isDefault: false);
        else
            buffer.Ascii(text);
        return type.Name;
    }

    private static string HintOf(Uri uri)
    {
        var isPlain = Uri.TryCreate(uri.OriginalString, UriKind.RelativeOrAbsolute, out var plain)
            && plain.IsAbsoluteUri == uri.IsAbsoluteUri;
        return isPlain ? nameof(Uri) : uri.IsAbsoluteUri ? AbsoluteUri : RelativeUri;
    }

    // Half of a surrogate pair is no text.
    private static void WriteCharacter(JsonBuffer buffer, char character)
    {
        if (char.IsSurrogate(character))
            buffer.Number(character);
        else
            buffer.Text(character.ToString());
    }

    private static object ReadCharacter(string text) =>
        text.Length == 1 ? text[0] : (char)ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string WellFormed(string text) => UnicodeText.IsWellFormed(text)
        ? text
        : throw new FormatException("the text holds half of a surrogate pair, which no file can keep");

    private static string Bounded(string digits) =>
        digits.Length <= JsonLimits.MaxNumberLength
            ? digits
            : throw new FormatException($"a number has more than {JsonLimits.MaxNumberLength} digits");

    private static string? WriteReal(JsonBuffer buffer, string text, bool isSpecial, string type, bool isDefault)
    {
        if (isSpecial)
        {
            buffer.Text(text);
            return type;
        }
        buffer.Ascii(text);
        // Without a point or an exponent it would come back as an integer.
        if (text.IndexOfAny(['.', 'E', 'e']) < 0)
            buffer.Ascii(".0");
        return isDefault ? null : type;
    }
}

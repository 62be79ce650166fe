using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using Tracking.Json;

namespace Tracking.Data;

/// <summary>
/// The .NET types that data keep beside those that plain JSON tells (rule 4.14): how each is written, and how it is made
/// again. Nothing that is not here is ever made from a file.
/// </summary>
internal static class DataTypes
{
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
        [nameof(Version)] = Version.Parse,
        [nameof(Byte) + "[]"] = Convert.FromBase64String,
    };

    /// <summary>
    /// Makes a value of the named type from its text; a name that is not on the list, or a text that is
    /// none of the type's, is a <see cref="FormatException"/>.
    /// </summary>
    public static object Read(string type, string text)
    {
        if (!Readers.TryGetValue(type, out var reader))
            throw new FormatException("a type hint names a type that is not on the list");
        try
        {
            return reader(text);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or FormatException)
        {
            // Not with the error behind it, which quotes the value.
            throw new FormatException("a value is none of the type that its hint names");
        }
    }

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
                buffer.Text(uri.OriginalString);
                return nameof(Uri);
            case Version version:
                buffer.Text(version.ToString());
                return nameof(Version);
            case byte[] bytes:
                buffer.Text(Convert.ToBase64String(bytes));
                return nameof(Byte) + "[]";
            case sbyte or byte or short or ushort or uint:
                // JSON's numbers come back as the least of Int32, Int64 and BigInteger that holds them.
                buffer.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return null;
            case ulong number:
                buffer.Ascii(number.ToString(CultureInfo.InvariantCulture));
                return null;
            default:
                known = false;
                return null;
        }
    }

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

using System;
using System.Collections;
using System.Globalization;
using System.Numerics;
using Tracking.Data;

namespace Tracking.Traces;

/// <summary>
/// Writes attributes as OTLP/JSON has them: integers as text, and what no JSON number can say as a text of its own. Null is an empty value.
/// </summary>
/// <param name="json">Where to.</param>
internal sealed class AttributeList(JsonText json)
{
    /// <summary>Adds one, unless it is null.</summary>
    public AttributeList Add(string key, object? value)
    {
        if (value != null)
            Write(key, value);
        return this;
    }

    /// <summary>Adds one, null too.</summary>
    public void Write(string key, object? value)
    {
        json.Begin('{').Name("key").Text(key).Name("value");
        Write(value);
        json.End('}');
    }

    private void Write(object? value)
    {
        json.Begin('{');
        switch (value)
        {
            case null:
                break;
            case bool truth:
                json.Name("boolValue").Raw(truth ? "true" : "false");
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.Name("intValue").Text(Invariant(value));
                break;
            case float or double when IsNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                Write(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case decimal number when IsExact(number):
                Write((double)number);
                break;
            case byte[] bytes:
                json.Name("bytesValue").Text(Convert.ToBase64String(bytes));
                break;
            case IDictionary mapping:
                json.Name("kvlistValue").Begin('{').Name("values").Begin('[');
                foreach (DictionaryEntry entry in mapping)
                    Write((string)entry.Key, entry.Value);
                json.End(']').End('}');
                break;
            case object?[] list:
                json.Name("arrayValue").Begin('{').Name("values").Begin('[');
                foreach (var item in list)
                    Write(item);
                json.End(']').End('}');
                break;
            // As UInt64 and those that newer runtimes have.
            default:
                if (BigInteger.TryParse(Invariant(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                    && value is not (string or char) && whole >= long.MinValue && whole <= long.MaxValue)
                {
                    json.Name("intValue").Text(whole.ToString(CultureInfo.InvariantCulture));
                }
                else
                {
                    json.Name("stringValue").Text(Invariant(value));
                }
                break;
        }
        json.End('}');
    }

    private void Write(double number) => json.Name("doubleValue").Raw(number.ToString("R", CultureInfo.InvariantCulture));

    // JSON has no NaN, and receivers refuse all that comes with one whose text stands where a number should.
    private static bool IsNumber(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    // What a double cannot say is said as text.
    private static bool IsExact(decimal number)
    {
        try
        {
            return (decimal)(double)number == number;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static string Invariant(object value) => value switch
    {
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

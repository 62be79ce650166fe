using System;
using System.Collections;
using System.Globalization;
using System.Text;
using Tracking.Data;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Data in one line: <c>step=copy, files=120</c>. It reads no more of the data than it shows.</summary>
internal static class DataPreview
{
    public static string Of(IDictionary data)
    {
        var text = new StringBuilder();
        AddMapping(text, data);
        return ReportText.Shorten(text.ToString(), ReportLimits.Preview);
    }

    private static void AddMapping(StringBuilder text, IDictionary mapping)
    {
        var separator = "";
        foreach (DictionaryEntry entry in mapping)
        {
            if (text.Length > ReportLimits.Preview)
                return;
            text.Append(separator);
            AddText(text, (string)entry.Key);
            text.Append('=');
            AddValue(text, entry.Value);
            separator = ", ";
        }
    }

    private static void AddValue(StringBuilder text, object? value)
    {
        switch (value)
        {
            case IDictionary mapping:
                text.Append('{');
                AddMapping(text, mapping);
                text.Append('}');
                break;
            case byte[] bytes:
                text.Append('(').Append(bytes.Length.ToString(CultureInfo.InvariantCulture)).Append(" bytes)");
                break;
            case object?[] list:
                text.Append('(');
                for (var i = 0; i < list.Length && text.Length <= ReportLimits.Preview; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    AddValue(text, list[i]);
                }
                text.Append(')');
                break;
            case DateTime time:
                text.Append(ReportText.Time(time)).Append(time.Kind == DateTimeKind.Utc ? "Z" : "");
                break;
            case DateTimeOffset time:
                text.Append(time.ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture));
                break;
            case not null when ScalarType.Of(value.GetType()) is { Name: "DateOnly" or "TimeOnly" } type:
                AddText(text, type.Write(value));
                break;
            default:
                AddText(text, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static void AddText(StringBuilder text, string value)
    {
        value = ReadableText.Of(value);
        text.Append(value, 0, Math.Min(value.Length, ReportLimits.Preview + 1));
    }
}

using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Tracking;

/// <summary>How things look in the views of <c>Tracking.Format.ps1xml</c>.</summary>
public static class TrackView
{
    private const int MostCharacters = 500;

    /// <summary>A track's data in one line: <c>{step=copy, count=3}</c>. Data that cannot be read say so, as a view must not fail.</summary>
    public static string Preview(Track track)
    {
        try
        {
            var text = Value(track?.Data);
            return text.Length <= MostCharacters ? text : text.Substring(0, MostCharacters) + "…";
        }
        catch (TrackingException)
        {
            return "(unreadable)";
        }
    }

    private static string Value(object? value) => value switch
    {
        null => "",
        IDictionary mapping => "{" + string.Join(", ", mapping.Keys.Cast<object>().Select(key => $"{key}={Value(mapping[key])}")) + "}",
        byte[] bytes => $"({bytes.Length} bytes)",
        object?[] list => "(" + string.Join(", ", list.Select(Value)) + ")",
        _ => OneLine((string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture)),
    };

    private static string OneLine(string text) => text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]) : text;
}

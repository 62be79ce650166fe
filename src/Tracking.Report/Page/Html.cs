using System.Text;

namespace Tracking.Report.Page;

/// <summary>Text that stands in a page, between tags or in a quoted attribute.</summary>
internal static class Html
{
    /// <summary>The text, so that it is nothing but text.</summary>
    public static string Text(string text)
    {
        text = ReportText.Clean(text);
        if (text.IndexOfAny(['&', '<', '>', '"', '\'']) < 0)
            return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => safe.Append("&amp;"),
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '"' => safe.Append("&quot;"),
                '\'' => safe.Append("&#39;"),
                _ => safe.Append(c),
            };
        }
        return safe.ToString();
    }

    /// <summary>A text of a track, whose direction is its own.</summary>
    public static string Foreign(string text) => $"<bdi>{Text(text)}</bdi>";
}

using System.Text;

namespace Tracking.Report.Page;

/// <summary>Text in a page, between tags or in a quoted attribute.</summary>
internal static class Html
{
    /// <summary>The text, escaped so that nothing in it is read as markup.</summary>
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

    /// <summary>A text from a store, whose direction of writing does not affect the text around it.</summary>
    public static string Isolated(string text) => $"<bdi>{Text(text)}</bdi>";
}

using System;
using System.Globalization;
using System.Text;

namespace Tracking.Report;

/// <summary>Text, times and numbers as a report shows them, the same in every culture.</summary>
internal static class ReportText
{
    /// <summary>The text in at most so many UTF-16 units, cut between characters as readers see them; an ellipsis marks the cut.</summary>
    public static string Shorten(string text, int most)
    {
        if (text.Length <= most)
            return text;
        // Only the beginning is read: a text may have a million characters.
        var head = text.Substring(0, most + 1);
        var starts = StringInfo.ParseCombiningCharacters(head);
        var end = starts.Length > 1 ? starts[starts.Length - 1] : most;
        return head.Substring(0, end > 0 && char.IsHighSurrogate(head[end - 1]) ? end - 1 : end) + "…";
    }

    /// <summary>The end of the text in at most so many UTF-16 units; an ellipsis marks what is missing before it.</summary>
    public static string ShortenStart(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var tail = text.Substring(text.Length - most);
        var starts = StringInfo.ParseCombiningCharacters(tail);
        // The first character may be a half of one, or belong to what is missing.
        return "…" + tail.Substring(starts.Length > 1 && IsPart(tail[0]) ? starts[1] : 0);
    }

    /// <summary>
    /// The text without what neither HTML nor XML can hold: control characters but for white space, and what is no character.
    /// </summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsCharacter(text, i))
                return Replace(text);
        }
        return text;
    }

    /// <summary>The text in one line, shortened.</summary>
    public static string OneLine(string text, int most) => Shorten(Clean(text).Replace('\n', ' '), most);

    public static string Time(DateTime local) => local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>A noun with its count: <c>1 run</c>, <c>1,200 runs</c>.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A number with up to six significant digits; a whole number with all of its digits.</summary>
    public static string Number(double number) =>
        number == Math.Round(number) && Math.Abs(number) < 1e9
            ? number.ToString("#,##0", CultureInfo.InvariantCulture)
            : number.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A duration in its two largest units: <c>0.25 s</c>, <c>3 min 04 s</c>, <c>2 h 05 min</c>, <c>3 d 04 h</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        _ when span < TimeSpan.Zero => "-" + Duration(span.Negate()),
        { TotalSeconds: < 1 } => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s",
        { TotalSeconds: < 10 } => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalSeconds: < 60 } => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 60 } => span.ToString(@"m' min 'ss' s'", CultureInfo.InvariantCulture),
        { TotalHours: < 24 } => span.ToString(@"h' h 'mm' min'", CultureInfo.InvariantCulture),
        _ => span.ToString(@"d' d 'hh' h'", CultureInfo.InvariantCulture),
    };

    private static bool IsPart(char c) =>
        char.IsLowSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsCharacter(string text, int at)
    {
        var c = text[at];
        if (char.IsHighSurrogate(c))
            return at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        if (char.IsLowSurrogate(c))
            return at > 0 && char.IsHighSurrogate(text[at - 1]);
        return c is '\t' or '\n' or '\r' || !(char.IsControl(c) || c is '\uFFFE' or '\uFFFF');
    }

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            clean.Append(IsCharacter(text, i) ? text[i] : '\uFFFD');
        return clean.ToString();
    }
}

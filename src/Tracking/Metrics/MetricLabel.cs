using System.Linq;
using Tracking.Model;

namespace Tracking.Metrics;

/// <summary>The value of a label: bounded, and without what no line can hold (rule 12.8).</summary>
internal static class MetricLabel
{
    /// <summary>The most characters of a value.</summary>
    public const int MostCharacters = 128;

    /// <summary>A name as a value. A long one is cut, and a hash of it tells it from others that begin so.</summary>
    public static string Value(string? name)
    {
        var text = UnicodeText.MakeWellFormed(name ?? "");
        if (text.Any(c => char.IsControl(c) && c != '\n'))
            text = new string([.. text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c)]);
        if (text.Length <= MostCharacters)
            return text;
        var hash = SummarizedRun.HashOf(text);
        var length = MostCharacters - hash.Length - 1;
        // Not between the halves of one character.
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return $"{text.Substring(0, length)}~{hash}";
    }

    /// <summary>A value as it stands between quotation marks.</summary>
    public static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}

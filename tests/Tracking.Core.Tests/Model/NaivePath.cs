using System.Linq;

namespace Tracking.Tests;

/// <summary>The path of a step, written from rule 7.2 alone.</summary>
internal static class NaivePath
{
    /// <summary>The path of a step in the one whose path is given, or in none.</summary>
    public static string Of(string? parent, string name, string? key) =>
        $"{(parent is null ? "" : parent + "/")}{Marked(name, @"\/[")}{(key is null ? "" : $"[{Marked(key, @"\]")}]")}";

    private static string Marked(string text, string special) =>
        string.Concat(text.Select(c => special.Contains(c, System.StringComparison.Ordinal) ? $"\\{c}" : $"{c}"));
}

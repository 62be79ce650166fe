using System.Linq;
using System.Management.Automation.Language;
using System.Text;

namespace Tracking.Completion;

/// <summary>How a name has to be written in a command line to be that name.</summary>
internal static class CompletionText
{
    private const string PlainMarks = "_-./\\:+=";
    private const string WildcardMarks = "`*?[]";

    /// <summary>A name as an argument: bare where PowerShell reads a bare word as this text, else in quotation marks.</summary>
    public static string Argument(string name, bool isQuoted) => !isQuoted && IsBareWord(name) ? name : Quoted(name);

    /// <summary>A name as an argument that is a wildcard, by which this name is found and no other.</summary>
    public static string Pattern(string name, bool isQuoted)
    {
        if (name.IndexOfAny(WildcardMarks.ToCharArray()) < 0)
            return Argument(name, isQuoted);
        var escaped = new StringBuilder();
        foreach (var c in name)
            (WildcardMarks.IndexOf(c) < 0 ? escaped : escaped.Append('`')).Append(c);
        return Quoted(escaped.ToString());
    }

    /// <summary>A mapping that is begun: <c>@{ key = </c>.</summary>
    public static string Mapping(string key) => $"@{{ {(IsBareKey(key) ? key : Quoted(key))} = ";

    private static bool IsBareKey(string key) =>
        key.Length > 0 && !char.IsDigit(key[0]) && key.All(c => c is '_' || IsLetterOrDigit(c));

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>
    /// Fewer than PowerShell would take: a word that begins with a digit may be a number, one with a dash a parameter, one with a tilde a
    /// folder.
    /// </summary>
    private static bool IsBareWord(string text) =>
        text.Length > 0
        && (char.IsLetter(text[0]) || text[0] is '_' or '/' or '\\')
        && text.All(c => IsLetterOrDigit(c) || PlainMarks.IndexOf(c) >= 0);

    private static bool IsLetterOrDigit(char c) => char.IsLetter(c) || c is >= '0' and <= '9';
}

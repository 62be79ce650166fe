using System.Globalization;
using System.Text;

namespace Tracking.Serialization;

/// <summary>
/// Text within XML. What XML cannot hold, or changes when it is read, is written as PowerShell writes it in CLIXML: <c>_x000D_</c>.
/// </summary>
internal static class OutputText
{
    /// <summary>Writes the content of an element.</summary>
    public static void WriteText(StringBuilder xml, string text) => Write(xml, text, isAttribute: false);

    /// <summary>Writes the value of an attribute in single quotes.</summary>
    public static void WriteAttribute(StringBuilder xml, string text) => Write(xml, text, isAttribute: true);

    /// <summary>The text that was written.</summary>
    public static string Decode(string written)
    {
        var next = written.IndexOf("_x", System.StringComparison.Ordinal);
        if (next < 0)
            return written;
        var text = new StringBuilder(written.Length);
        var done = 0;
        for (; next >= 0; next = written.IndexOf("_x", done, System.StringComparison.Ordinal))
        {
            text.Append(written, done, next - done);
            if (next + 6 < written.Length && written[next + 6] == '_' && ushort.TryParse(
                written.Substring(next + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                text.Append((char)unit);
                done = next + 7;
            }
            else
            {
                text.Append("_x");
                done = next + 2;
            }
        }
        return text.Append(written, done, written.Length - done).ToString();
    }

    private static void Write(StringBuilder xml, string text, bool isAttribute)
    {
        var done = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var escape = EscapeAt(text, ref i, isAttribute);
            if (escape == null)
                continue;
            xml.Append(text, done, i - done).Append(escape);
            done = i + 1;
        }
        xml.Append(text, done, text.Length - done);
    }

    /// <summary>What stands for the character; null where it stands for itself, as a whole surrogate pair does, which is skipped.</summary>
    private static string? EscapeAt(string text, ref int i, bool isAttribute)
    {
        var unit = text[i];
        switch (unit)
        {
            case '<':
                return "&lt;";
            case '>':
                return "&gt;";
            case '&':
                return "&amp;";
            case '\'' when isAttribute:
                return "&apos;";
            case '\n' or '\t' when !isAttribute:
                return null;
            case '_' when i + 1 < text.Length && text[i + 1] == 'x':
                return Hex(unit);
            case < ' ' or (>= '\x7f' and <= '\x9f') or '\u2028' or '\u2029' or '\ufffe' or '\uffff':
                return Hex(unit);
            default:
                if (!char.IsSurrogate(unit))
                    return null;
                if (!char.IsHighSurrogate(unit) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                    return Hex(unit);
                i++;
                return null;
        }
    }

    private static string Hex(char unit) => "_x" + ((int)unit).ToString("X4", CultureInfo.InvariantCulture) + "_";
}

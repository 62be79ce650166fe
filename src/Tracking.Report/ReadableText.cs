using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml;

namespace Tracking.Report;

/// <summary>
/// Text as people read it (rule 11.3). A PowerShell that another one starts writes its errors as CLIXML, and programs write codes for the
/// colours of a terminal: of the first the texts remain, of the second nothing.
/// </summary>
internal static class ReadableText
{
    private const string Opening = "<Objs ";
    private const string Closing = "</Objs>";
    private const string Mark = "#< CLIXML";

    /// <summary>The most characters that are read, of a text of which a report shows fewer.</summary>
    private const int Most = 65_536;

    private static readonly Regex Codes = new("\u001B\\[[0-9;?]*[ -/]*[@-~]", RegexOptions.CultureInvariant);
    private static readonly Regex Units = new("_x([0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant);
    private static readonly XmlReaderSettings Settings =
        new() { ConformanceLevel = ConformanceLevel.Fragment, DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false };

    public static string Of(string text)
    {
        if (text.Length > Most)
            text = text.Substring(0, Most);
        for (var at = Find(text, Opening, 0); at >= 0; at = Find(text, Opening, 0))
        {
            var end = Find(text, Closing, at) is >= 0 and var found ? found + Closing.Length : text.Length;
            var before = text.Substring(0, at).TrimEnd();
            if (before.EndsWith(Mark, StringComparison.Ordinal))
                before = before.Substring(0, before.Length - Mark.Length);
            // What was written as text may hold such a text once more: it is only shown.
            var inside = Texts(text.Substring(at, end - at)).Replace(Opening, "<Objs\u00A0");
            text = before + inside + text.Substring(end);
        }
        return text.IndexOf('\u001B') >= 0 ? Codes.Replace(text, "") : text;
    }

    private static int Find(string text, string part, int from) => text.IndexOf(part, from, StringComparison.Ordinal);

    /// <summary>The texts in CLIXML, as far as it goes: it may be cut off.</summary>
    private static string Texts(string xml)
    {
        var texts = new List<string>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), Settings);
            while (reader.Read())
                ReadNode(reader, texts);
        }
        catch (XmlException)
        {
            // What was read so far is what there is.
        }
        var joined = string.Join(" ", texts.Select(one => one.Trim()).Where(one => one.Length > 0));
        return joined.Length > 0 ? joined : "(an object)";
    }

    private static void ReadNode(XmlReader reader, List<string> texts)
    {
        // The names of types, and the bars of another session, are no texts.
        while (reader.NodeType == XmlNodeType.Element
            && (reader.LocalName == "TN" || string.Equals(reader.GetAttribute("S"), "progress", StringComparison.OrdinalIgnoreCase)))
        {
            reader.Skip();
        }
        if (reader.NodeType == XmlNodeType.Text)
            texts.Add(Units.Replace(reader.Value, unit => ((char)Convert.ToInt32(unit.Groups[1].Value, 16)).ToString()));
    }
}

using System;
using System.Collections.Generic;
using Tracking.Json;

namespace Tracking.Data;

/// <summary>
/// The hints that stand beside data: for each value whose .NET type plain JSON cannot tell, its place as a JSON
/// Pointer (RFC 6901) and the name of its type (rule 4.14). A list of one type has one hint for all that is in it (format 3.5).
/// </summary>
internal static class TypeHints
{
    /// <summary>The step that leads to all that is in a list.</summary>
    public const string All = "*";

    private const string OfAll = "/" + All;

    public static string Escape(string key) => key.Replace("~", "~0").Replace("/", "~1");

    public static string Unescape(string step) => step.Replace("~1", "/").Replace("~0", "~");

    /// <summary>Reads hints as pairs of pointer and type name.</summary>
    /// <exception cref="JsonSyntaxException">They are not what this module writes.</exception>
    public static Dictionary<string, string> Read(byte[]? types)
    {
        var hints = new Dictionary<string, string>();
        if (types == null)
            return hints;
        var scanner = new JsonScanner();
        scanner.Reset(types, 0, types.Length);
        if (scanner.Read() != JsonToken.ObjectStart)
            throw scanner.Bad("type hints are no object");
        while (scanner.Read() == JsonToken.Name)
        {
            var pointer = scanner.GetText();
            if (scanner.Read() != JsonToken.String || !IsPointer(pointer) || hints.ContainsKey(pointer))
                throw scanner.Bad("a type hint is malformed");
            hints.Add(pointer, scanner.GetText());
        }
        scanner.Read();
        return hints;
    }

    /// <summary>
    /// The lowest format version that reads the hints (format 3.5). A key that is spelled as the step to all of a list counts as that step.
    /// </summary>
    public static int Since(byte[]? types)
    {
        if (types == null)
            return 1;
        try
        {
            var scanner = new JsonScanner();
            scanner.Reset(types, 0, types.Length);
            scanner.Read();
            var since = 1;
            while (since < DataTypes.MoreSince && scanner.Read() == JsonToken.Name)
            {
                since = scanner.GetText().EndsWith(OfAll, StringComparison.Ordinal) ? DataTypes.MoreSince : since;
                if (scanner.Read() == JsonToken.String)
                    since = Math.Max(since, DataTypes.Since(scanner.GetText()));
                scanner.SkipValue();
            }
            return since;
        }
        catch (JsonSyntaxException)
        {
            // They are unreadable in every version.
            return 1;
        }
    }

    /// <summary>The hint for all that is in a list.</summary>
    public static KeyValuePair<string, string> ForAll(string list, string type) => new(list + OfAll, type);

    /// <summary>Writes hints; null when there are none.</summary>
    public static byte[]? Write(IReadOnlyCollection<KeyValuePair<string, string>> hints)
    {
        if (hints.Count == 0)
            return null;
        var buffer = new JsonBuffer().Byte('{');
        foreach (var hint in hints)
        {
            if (buffer.Length > 1)
                buffer.Byte(',');
            buffer.Text(hint.Key).Byte(':').Text(hint.Value);
        }
        return buffer.Byte('}').ToArray();
    }

    private static bool IsPointer(string text)
    {
        if (text.Length == 0 || text[0] != '/')
            return false;
        var steps = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '/')
                steps++;
            else if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
                return false;
        }
        return steps <= JsonLimits.MaxDataDepth;
    }
}

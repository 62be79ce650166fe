using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tracking.Model;

namespace Tracking.Tests;

/// <summary>New top-level keys laid over old ones, from rules 4.4 and 4.14 alone.</summary>
internal static class NaiveMerge
{
    public static TrackData Over(TrackData old, TrackData added)
    {
        var result = Members(old.Json);
        List<(string Pointer, string Type)> hints = Members(old.Types);
        foreach (var (key, value) in Members(added.Json))
        {
            var at = result.FindIndex(m => string.Equals(m.Key, key, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                result.Add((key, value));
                at = result.Count - 1;
            }
            else
            {
                result[at] = (result[at].Key, value);
                hints.RemoveAll(h => Split(h.Pointer).Key == result[at].Key);
            }

            foreach (var (pointer, type) in Members(added.Types))
            {
                var (top, rest) = Split(pointer);
                if (top == key)
                    hints.Add((Escape(result[at].Key) + rest, type));
            }
        }

        return new(Write(result), hints.Count == 0 ? null : Write(hints));
    }

    private static List<(string Key, string Value)> Members(byte[]? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetRawText()))];
    }

    private static byte[] Write(IEnumerable<(string Key, string Value)> members) =>
        Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Select(m => $"{Quote(m.Key)}:{m.Value}"))}}}");

    private static string Quote(string key) => $"\"{JsonEncodedText.Encode(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static (string Key, string Below) Split(string pointer)
    {
        var end = pointer.IndexOf('/', 1);
        var (top, rest) = end < 0 ? (pointer[1..], "") : (pointer[1..end], pointer[end..]);
        return (top.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), rest);
    }

    private static string Escape(string key) =>
        "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

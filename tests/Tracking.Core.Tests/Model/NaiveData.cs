using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Tracking.Model;

namespace Tracking.Tests;

/// <summary>What rules 10.4 and 10.6 say of data, by their texts: slow, and simple enough to be seen right.</summary>
internal static class NaiveData
{
    /// <summary>Whether data are the same: each key with the same text and hint, whatever the order and the case of keys.</summary>
    public static bool IsSame(TrackData a, TrackData b) => Text(a) == Text(b);

    /// <summary>Whether the data have one of the keys, at the top; any data have if no keys are asked for.</summary>
    public static bool HasKey(TrackData data, IReadOnlyList<string>? keys) => keys is null
        || JsonNode.Parse(data.Json)!.AsObject().Any(entry => keys.Contains(entry.Key, StringComparer.OrdinalIgnoreCase));

    private static string Text(TrackData data) =>
        $"{Text(JsonNode.Parse(data.Json))} {(data.Types is { } types ? Text(JsonNode.Parse(types)) : "{}")}";

    private static string Text(JsonNode? node) => node switch
    {
        JsonObject mapping => "{" + string.Join(",", mapping.Select(entry => $"{entry.Key.ToUpperInvariant()}:{Text(entry.Value)}")
            .Order(StringComparer.Ordinal)) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Text)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}

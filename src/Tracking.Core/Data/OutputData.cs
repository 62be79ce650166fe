using System;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>The output of a step in its stored form: a mapping, so that later versions may store it in another way (rule 7.7).</summary>
public static class OutputData
{
    private const string Key = "clixml";

    /// <summary>The stored form of a text; the empty text stands for no output at all.</summary>
    public static TrackData Write(string text) =>
        new FactsWriter().Add(Key, text ?? throw new ArgumentNullException(nameof(text))).ToData()!.Value;

    /// <summary>The text of a stored form; null when there is none that this version can read.</summary>
    public static string? Read(TrackData? output) => output is { } data ? DataReader.Read(data)[Key] as string : null;
}

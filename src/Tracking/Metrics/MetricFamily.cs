using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tracking.Metrics;

/// <summary>One metric with its samples, in the text form of Prometheus.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Help">What it says.</param>
internal sealed record MetricFamily(string Name, string Help)
{
    private readonly List<string> _lines = [];

    /// <summary>Adds a sample.</summary>
    /// <param name="value">The value.</param>
    /// <param name="labels">Names of labels, each with its value behind it.</param>
    public void Add(double value, params (string Name, string Value)[] labels)
    {
        var named = string.Join(",", labels.Select(label => $"{label.Name}=\"{MetricLabel.Escape(label.Value)}\""));
        _lines.Add($"{Name}{(named.Length == 0 ? "" : "{" + named + "}")} {value.ToString("0.###", CultureInfo.InvariantCulture)}");
    }

    /// <summary>Writes it; nothing where it has no samples. No line has a time: a file says how things stand.</summary>
    public void Write(TextWriter text)
    {
        if (_lines.Count == 0)
            return;
        text.Write($"# HELP {Name} {Help}\n# TYPE {Name} gauge\n");
        foreach (var line in _lines)
            text.Write(line + "\n");
    }

    /// <summary>A time in seconds since 1970; 0 for none.</summary>
    public static double Seconds(DateTime? utc) =>
        utc is { } time ? Math.Round((time - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds, 3) : 0;
}

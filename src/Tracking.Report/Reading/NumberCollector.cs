using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Collects the numbers in the data of tracks, by task and top-level key.</summary>
internal sealed class NumberCollector
{
    /// <summary>A larger number has no place on an axis, and sums of such numbers overflow.</summary>
    private const double LargestDrawn = 1e100;

    private static readonly HashSet<string> BarKeys = new(StringComparer.OrdinalIgnoreCase) { "PercentComplete", "SecondsRemaining" };

    private readonly Dictionary<(string TaskId, string Key), NumberSampler> _samplers = new(NameComparer.Instance);

    /// <summary>Whether keys were left out because there are more than <see cref="ReportLimits.Names"/>.</summary>
    public bool HasMore { get; private set; }

    public void Add(TrackRecord track, OrderedDictionary data)
    {
        foreach (DictionaryEntry entry in data)
        {
            if (Means((string)entry.Key) && NumberOf(entry.Value) is { } number)
                SamplerOf((track.TaskId, (string)entry.Key))?.Add(track.TimeUtc, number);
        }
    }

    /// <summary>The series; those with the most numbers first.</summary>
    public IReadOnlyList<NumberSeries> ToSeries() =>
    [
        .. _samplers
            .Select(pair => new NumberSeries(pair.Key.TaskId, pair.Key.Key, pair.Value.Count, pair.Value.ToPoints()))
            .OrderByDescending(series => series.Count)
            .ThenBy(series => series.TaskId, StringComparer.OrdinalIgnoreCase)
            .ThenBy(series => series.Key, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Whether the numbers of a key are amounts: what a progress bar shows is none, nor is what names something.</summary>
    private static bool Means(string key) =>
        !BarKeys.Contains(key) && !key.EndsWith("Id", StringComparison.Ordinal)
        && !string.Equals(key, "id", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value as a number that can be drawn; null when it is none.</summary>
    private static double? NumberOf(object? value)
    {
        double? number = value switch
        {
            int small => small,
            long large => large,
            double real => real,
            float real => real,
            decimal exact => (double)exact,
            BigInteger huge => (double)huge,
            not null when ScalarType.Of(value.GetType()) is { IsNumber: true } type =>
                double.Parse(type.Write(value), NumberStyles.Float, CultureInfo.InvariantCulture),
            _ => null,
        };
        return number is { } known && Math.Abs(known) <= LargestDrawn ? known : null;
    }

    private NumberSampler? SamplerOf((string TaskId, string Key) name)
    {
        if (_samplers.TryGetValue(name, out var sampler))
            return sampler;
        if (_samplers.Count == ReportLimits.Names)
        {
            HasMore = true;
            return null;
        }
        _samplers.Add(name, sampler = new NumberSampler());
        return sampler;
    }

    /// <summary>Compares a task and a key without case, as stores do (rule 4.10).</summary>
    private sealed class NameComparer : IEqualityComparer<(string TaskId, string Key)>
    {
        public static readonly NameComparer Instance = new();

        public bool Equals((string TaskId, string Key) a, (string TaskId, string Key) b) =>
            string.Equals(a.TaskId, b.TaskId, StringComparison.OrdinalIgnoreCase)
            && string.Equals(a.Key, b.Key, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string TaskId, string Key) pair) =>
            (StringComparer.OrdinalIgnoreCase.GetHashCode(pair.TaskId) * 31) + StringComparer.OrdinalIgnoreCase.GetHashCode(pair.Key);
    }
}

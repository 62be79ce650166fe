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

/// <summary>
/// Collects the numbers in the data of tracks, by task and top-level key, and those of each step and host by themselves (rule 11.7). Those
/// of tracks that come before their run or step wait until these are known.
/// </summary>
/// <param name="places">Knows where tracks were saved.</param>
internal sealed class NumberCollector(PlaceFinder places)
{
    /// <summary>A larger number has no place on an axis, and sums of such numbers overflow.</summary>
    private const double LargestDrawn = 1e100;

    private static readonly HashSet<string> BarKeys = new(StringComparer.OrdinalIgnoreCase) { "PercentComplete", "SecondsRemaining" };

    private readonly Dictionary<(string TaskId, string Key), Numbers> _keys = new(NameComparer.Instance);
    private readonly Dictionary<(Numbers Key, TrackSource Source), NumberSampler> _waiting = [];

    /// <summary>Whether keys were left out because there are more than <see cref="ReportLimits.Names"/>.</summary>
    public bool HasMore { get; private set; }

    public void Add(ReportStore store, TrackRecord track, OrderedDictionary data)
    {
        foreach (DictionaryEntry entry in data)
        {
            if (Means((string)entry.Key) && NumberOf(entry.Value) is { } number)
                SamplerOf(store, track, (string)entry.Key)?.Add(track.TimeUtc, number);
        }
    }

    /// <summary>The series; those with the most numbers first.</summary>
    public IReadOnlyList<NumberSeries> ToSeries()
    {
        foreach (var waiting in _waiting)
            waiting.Key.Key.LineOf(places.Find(waiting.Key.Source))?.Add(waiting.Value);
        _waiting.Clear();
        return
        [
            .. _keys.Select(pair => pair.Value.ToSeries(pair.Key.TaskId, pair.Key.Key))
                .OrderByDescending(series => series.Count)
                .ThenBy(series => series.TaskId, StringComparer.OrdinalIgnoreCase)
                .ThenBy(series => series.Key, StringComparer.OrdinalIgnoreCase),
        ];
    }

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

    private NumberSampler? SamplerOf(ReportStore store, TrackRecord track, string key)
    {
        var name = (track.TaskId, key);
        if (!_keys.TryGetValue(name, out var numbers))
        {
            if (_keys.Count == ReportLimits.Names)
            {
                HasMore = true;
                return null;
            }
            _keys.Add(name, numbers = new Numbers());
        }
        var source = TrackSource.Of(store, track);
        return places.TryFind(source) is { } place ? numbers.LineOf(place) : WaitingOf(numbers, source);
    }

    private NumberSampler? WaitingOf(Numbers numbers, TrackSource source)
    {
        if (_waiting.TryGetValue((numbers, source), out var sampler))
            return sampler;
        if (_waiting.Count == ReportLimits.WaitingNumbers)
        {
            numbers.HasMore = true;
            return null;
        }
        // Many sources have few numbers each, as a rule; together they are to take little memory.
        var most = _waiting.Count < ReportLimits.WaitingNumbers / 20 ? ReportLimits.NumberPoints : ReportLimits.WaitingPoints;
        _waiting.Add((numbers, source), sampler = new NumberSampler(most));
        return sampler;
    }

    /// <summary>The numbers of a key, by step and host.</summary>
    private sealed class Numbers
    {
        private readonly Dictionary<TrackPlace, NumberSampler> _lines = new(TrackPlace.Comparer);

        /// <summary>Whether steps and hosts were left out because there are too many.</summary>
        public bool HasMore { get; set; }

        public NumberSampler? LineOf(TrackPlace place)
        {
            if (_lines.TryGetValue(place, out var sampler))
                return sampler;
            if (_lines.Count == ReportLimits.NumberLines)
            {
                HasMore = true;
                return null;
            }
            _lines.Add(place, sampler = new NumberSampler());
            return sampler;
        }

        public NumberSeries ToSeries(string taskId, string key)
        {
            var most = _lines.Count > 1 ? ReportLimits.LinePoints : ReportLimits.NumberPoints;
            return new(taskId, key,
                [.. _lines.Select(line => new NumberLine(line.Key.Path, line.Key.Host, line.Value.Count, line.Value.ToPoints(most)))])
            {
                HasMoreLines = HasMore,
            };
        }
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

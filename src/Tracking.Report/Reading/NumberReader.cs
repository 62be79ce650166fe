using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>
/// Reads the course of a number in one pass, in whatever order its values come and over however long a time: values of one span of time make one point, and the span doubles whenever
/// there are too many points.
/// </summary>
internal sealed class NumberReader
{
    private Dictionary<long, Bucket> _buckets = [];
    private long _spanTicks = TimeSpan.TicksPerMillisecond;

    /// <summary>How many values were read.</summary>
    public long Count { get; private set; }

    public void Add(DateTime timeUtc, double value)
    {
        Count++;
        var added = new Bucket(timeUtc.Ticks, 1, value, value, value);
        Put(_buckets, timeUtc.Ticks / _spanTicks, added);
        while (_buckets.Count > 2 * ReportLimits.NumberPoints)
            Widen();
    }

    /// <summary>The points by time, not more than the report has place for.</summary>
    public IReadOnlyList<NumberPoint> ToPoints()
    {
        while (_buckets.Count > ReportLimits.NumberPoints)
            Widen();
        return [.. _buckets.Values.OrderBy(b => b.FirstTicks).Select(b => new NumberPoint(new DateTime(b.FirstTicks, DateTimeKind.Utc), b.Count, b.Least, b.Mean, b.Most))];
    }

    private static void Put(Dictionary<long, Bucket> buckets, long place, Bucket added) =>
        buckets[place] = buckets.TryGetValue(place, out var there) ? there.With(added) : added;

    private void Widen()
    {
        var wider = new Dictionary<long, Bucket>();
        foreach (var pair in _buckets)
            Put(wider, pair.Key / 2, pair.Value);
        _buckets = wider;
        _spanTicks *= 2;
    }

    private readonly record struct Bucket(long FirstTicks, long Count, double Least, double Mean, double Most)
    {
        public Bucket With(Bucket other)
        {
            var count = Count + other.Count;
            var mean = Mean + ((other.Mean - Mean) * other.Count / count);
            return new(Math.Min(FirstTicks, other.FirstTicks), count, Math.Min(Least, other.Least), mean, Math.Max(Most, other.Most));
        }
    }
}

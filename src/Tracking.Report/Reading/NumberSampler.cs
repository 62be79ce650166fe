using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>
/// Reduces numbers over time to a few points in one pass, in whatever order they come and however long a period they span: the numbers of
/// one period make one point, and the periods double in length whenever there are too many points.
/// </summary>
/// <param name="most">The most points; twice as many are held.</param>
internal sealed class NumberSampler(int most = ReportLimits.NumberPoints)
{
    private Dictionary<long, Bucket> _buckets = [];
    private long _periodTicks = TimeSpan.TicksPerMillisecond;

    /// <summary>How many numbers were added.</summary>
    public long Count { get; private set; }

    public void Add(DateTime timeUtc, double value)
    {
        Count++;
        Put(_buckets, timeUtc.Ticks / _periodTicks, new Bucket(timeUtc.Ticks, 1, value, value, value));
        LimitTo(2 * most);
    }

    /// <summary>Adds what another one has, whose periods become those of this one.</summary>
    public void Add(NumberSampler other)
    {
        while (_periodTicks < other._periodTicks)
            DoublePeriod();
        while (other._periodTicks < _periodTicks)
            other.DoublePeriod();
        Count += other.Count;
        foreach (var pair in other._buckets)
            Put(_buckets, pair.Key, pair.Value);
        LimitTo(2 * most);
    }

    /// <summary>The points, oldest first; no more than so many.</summary>
    public IReadOnlyList<NumberPoint> ToPoints(int count = ReportLimits.NumberPoints)
    {
        LimitTo(count);
        return [.. _buckets.Values.OrderBy(bucket => bucket.FirstTicks).Select(bucket => bucket.ToPoint())];
    }

    private static void Put(Dictionary<long, Bucket> buckets, long period, Bucket added) =>
        buckets[period] = buckets.TryGetValue(period, out var present) ? present.With(added) : added;

    private void LimitTo(int count)
    {
        while (_buckets.Count > count)
            DoublePeriod();
    }

    private void DoublePeriod()
    {
        var wider = new Dictionary<long, Bucket>();
        foreach (var pair in _buckets)
            Put(wider, pair.Key / 2, pair.Value);
        _buckets = wider;
        _periodTicks *= 2;
    }

    private readonly record struct Bucket(long FirstTicks, long Count, double Min, double Mean, double Max)
    {
        public Bucket With(Bucket other)
        {
            var count = Count + other.Count;
            var mean = Mean + ((other.Mean - Mean) * other.Count / count);
            return new(Math.Min(FirstTicks, other.FirstTicks), count, Math.Min(Min, other.Min), mean, Math.Max(Max, other.Max));
        }

        public NumberPoint ToPoint() => new(new DateTime(FirstTicks, DateTimeKind.Utc), Count, Min, Mean, Max);
    }
}

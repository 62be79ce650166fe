using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.State;
using Xunit;

namespace Tracking.Tests;

/// <summary>A sorted list in blocks, against a plain list that is sorted anew for each question.</summary>
public sealed class SortedTracksTests
{
    private readonly SnapshotCounter _snapshots = new();

    [Fact]
    public void Keys_are_compared_by_the_greater_part_first()
    {
        SortKey[] sorted =
            [new(long.MinValue, long.MaxValue), new(1, 5), new(1, 6), new(2, -1), new(2, 0), new(long.MaxValue, long.MaxValue)];
        for (var i = 0; i < sorted.Length; i++)
        {
            for (var j = 0; j < sorted.Length; j++)
                Assert.Equal((i < j, i > j), (sorted[i] < sorted[j], sorted[i] > sorted[j]));
        }
    }

    [Fact]
    public void The_next_key_is_the_least_beyond()
    {
        Assert.Equal(new SortKey(1, 6), new SortKey(1, 5).Next);
        Assert.Equal(new SortKey(2, long.MinValue), new SortKey(1, long.MaxValue).Next);
        Assert.Equal(new SortKey(long.MaxValue, 8), new SortKey(long.MaxValue, 7).Next);
        Assert.Equal(new SortKey(long.MaxValue, long.MaxValue), new SortKey(long.MaxValue, long.MaxValue).Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    public void Any_part_of_it_is_counted_and_read_from_either_end(int count)
    {
        var tracks = new SortedTracks<ByTime>(_snapshots);
        var plain = new List<TrackRecord>();
        // Every time but 0 stands twice.
        foreach (var number in Enumerable.Range(1, count))
            Add(tracks, plain, Track(number, number / 2));
        var bounds = new[] { -1, 0, 1, (count / 2) - 1, count / 2, (count / 2) + 1, 63, 64, 127, 128, 129 }.Distinct().ToList();
        foreach (var from in bounds)
        {
            foreach (var to in bounds)
                Agree(tracks, plain, From(from), To(to));
        }
        Agree(tracks, plain, new SortKey(long.MinValue, long.MinValue), new SortKey(long.MaxValue, long.MaxValue));
        Assert.Equal(plain, tracks.SliceAll().Read(descending: false));
        Assert.Equal((count, plain.LastOrDefault()), (tracks.Count, tracks.Last));
    }

    [Fact]
    public void Changes_anywhere_keep_it_sorted_and_leave_snapshots_as_they_were()
    {
        var random = new Random(1);
        var tracks = new SortedTracks<ByTime>(_snapshots);
        var plain = new List<TrackRecord>();
        var held = new List<(TrackSlice Slice, TrackRecord[] Expected)>();
        for (var step = 1; step <= 3000; step++)
        {
            var act = random.Next(100);
            if (act < (step < 2000 ? 75 : 20) || plain.Count == 0)
            {
                Add(tracks, plain, Track(step, random.Next(200)));
            }
            else if (act < 90)
            {
                var gone = plain[random.Next(plain.Count)];
                plain.Remove(gone);
                tracks.Remove(gone);
            }
            else
            {
                var at = random.Next(plain.Count);
                var record = Track(plain[at].Number, plain[at].TimeTicks);
                tracks.Replace(plain[at], record);
                plain[at] = record;
            }
            Assert.Equal((plain.Count, plain.LastOrDefault()), (tracks.Count, tracks.Last));
            if (step % 50 == 0)
            {
                Agree(tracks, plain, From(random.Next(200)), To(random.Next(200)));
                held.Add((tracks.SliceAll(), [.. plain]));
                foreach (var (slice, expected) in held.TakeLast(4))
                {
                    Assert.True(expected.SequenceEqual(slice.Read(descending: false)));
                    Assert.Equal(expected.Length, slice.Count);
                }
            }
            if (step % 100 == 0)
            {
                Assert.All(plain.Where((_, i) => i % 7 == 0),
                    record => Assert.Same(record, tracks.Find(new SortKey(record.TimeTicks, record.Number))));
            }
        }
        Assert.All(held, one => Assert.True(one.Expected.Reverse().SequenceEqual(one.Slice.Read(descending: true))));
        while (plain.Count > 0)
        {
            tracks.Remove(plain[plain.Count / 2]);
            plain.RemoveAt(plain.Count / 2);
        }
        Assert.Equal((0, null), (tracks.Count, tracks.Last));
        Assert.Null(tracks.Find(new SortKey(1, 1)));
    }

    [Fact]
    public void What_is_not_there_is_not_found()
    {
        var tracks = new SortedTracks<ByNumber>(_snapshots);
        Assert.Null(tracks.Find(new SortKey(1, 0)));
        foreach (var number in Enumerable.Range(1, 600))
            tracks.Add(Track(number * 2, 0));
        Assert.All(Enumerable.Range(0, 602), number => Assert.Null(tracks.Find(new SortKey((number * 2) + 1, 0))));
        Assert.All(Enumerable.Range(1, 600), number => Assert.Equal(number * 2, tracks.Find(new SortKey(number * 2, 0))!.Number));
    }

    private static SortKey From(long ticks) => new(ticks, long.MinValue);

    private static SortKey To(long ticks) => new(ticks, long.MaxValue);

    private static TrackRecord Track(long number, long ticks) =>
        new(number, "a", 1, "u", new DateTime(ticks, DateTimeKind.Utc), timeIsGiven: false, new TrackData([]));

    private static void Add(SortedTracks<ByTime> tracks, List<TrackRecord> plain, TrackRecord record)
    {
        tracks.Add(record);
        plain.Insert(plain.FindLastIndex(other => (other.TimeTicks, other.Number).CompareTo((record.TimeTicks, record.Number)) < 0) + 1,
            record);
    }

    private static void Agree(SortedTracks<ByTime> tracks, List<TrackRecord> plain, SortKey from, SortKey to)
    {
        var expected = plain.Where(record => record.TimeTicks >= from.Major && record.TimeTicks <= to.Major).ToList();
        Assert.Equal(expected.Count, tracks.CountBetween(from, to));
        foreach (var most in new long[] { 0, 1, 2, expected.Count - 1, expected.Count, expected.Count + 1, 256, 257,
            long.MaxValue }.Where(most => most >= 0))
        {
            foreach (var fromEnd in new[] { false, true })
            {
                var wanted = fromEnd
                    ? expected.TakeLast((int)Math.Min(most, int.MaxValue)).ToList()
                    : expected.Take((int)Math.Min(most, int.MaxValue)).ToList();
                var slice = tracks.Slice(from, to, most, fromEnd);
                Assert.Equal(wanted.Count, slice.Count);
                Assert.True(wanted.SequenceEqual(slice.Read(descending: false)));
                Assert.True(Enumerable.Reverse(wanted).SequenceEqual(slice.Read(descending: true)));
            }
        }
    }
}

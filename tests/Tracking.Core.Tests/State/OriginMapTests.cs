using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Tracking.Model;
using Tracking.State;
using Xunit;

namespace Tracking.Tests;

/// <summary>Where ids come from: by their writers, and by what was copied.</summary>
public sealed class OriginMapTests
{
    private static readonly Guid[] Writers = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    [Fact]
    public void What_was_not_copied_is_of_the_writer_before_it()
    {
        var map = new OriginMap(Writers[0]);
        map.AddWriter(Writers[1], 3);
        map.AddWriter(Writers[0], 5);
        map.AddWriter(Writers[2], 5);
        Assert.Equal([0, 0, 1, 1, 2, 2], Enumerable.Range(1, 6).Select(id => Array.IndexOf(Writers, map.Of(id).Writer)));
        Assert.All(Enumerable.Range(1, 6), id => Assert.Equal(id, map.Of(id).Number));
        Assert.True(map.IsOwn(new Origin(Writers[1], 4)));
        Assert.False(map.IsOwn(new Origin(Writers[1], 5)));
        Assert.Null(map.CopyOf(1));
        Assert.Null(map.FindCopy(new Origin(Writers[1], 4)));
    }

    [Fact]
    public void Copies_in_any_order_agree_with_a_dictionary() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[1, 9], Gen.Int[1, 3]).Array[1, 40].Sample(copies =>
        {
            var map = new OriginMap(Writers[0]);
            Dictionary<long, Origin> expected = [];
            Dictionary<Origin, long> back = [];
            var id = 0L;
            foreach (var (writer, number, step) in copies)
            {
                // Now and then one that follows on the one before.
                id += step;
                var origin = step == 1 && expected.TryGetValue(id - 1, out var last)
                    ? last with { Number = last.Number + 1 }
                    : new Origin(Writers[writer], number);
                map.AddCopy(id, origin);
                expected[id] = origin;
                back[origin] = id;
                if (id % 4 == 0)
                    Assert.Equal(id, map.FindCopy(origin));
            }
            var snapshot = map.Snapshot();
            map.AddCopy(id + 1, new Origin(Writers[0], 99));
            for (var at = 0L; at <= id + 1; at++)
            {
                Assert.Equal(expected.TryGetValue(at, out var origin) ? origin : null, snapshot(at));
                Assert.Equal(at > id ? new Origin(Writers[0], 99) : expected.TryGetValue(at, out origin) ? origin : null, map.CopyOf(at));
            }
            Assert.All(back, pair => Assert.Equal(pair.Value, map.FindCopy(pair.Key)));
        });

    [Fact]
    public void A_copy_may_be_added_before_others()
    {
        var map = new OriginMap(Writers[0]);
        map.AddCopy(9, new Origin(Writers[1], 9));
        map.AddCopy(4, new Origin(Writers[1], 4));
        map.AddCopy(5, new Origin(Writers[1], 5));
        Assert.Equal([4L, 5, 9], Enumerable.Range(1, 10).Select(id => map.CopyOf(id)?.Number).OfType<long>());
        map.AddCopy(10, new Origin(Writers[1], 4));
        Assert.Equal(10, map.FindCopy(new Origin(Writers[1], 4)));
    }
}

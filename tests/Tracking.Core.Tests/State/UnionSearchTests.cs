using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Several questions, of one store or of many, answered as one (rule 3.8).</summary>
public sealed class UnionSearchTests : IDisposable
{
    private readonly MemoryTrackStore _one = new(() => TestClock.Epoch);
    private readonly MemoryTrackStore _other = new(() => TestClock.Epoch);

    public UnionSearchTests()
    {
        // One: a at 1, 3, 5. Other: b at 2, 3, 4.
        foreach (var second in new[] { 5, 1, 3 })
            _one.Save(Draft("a", second));
        foreach (var second in new[] { 2, 4, 3 })
            _other.Save(Draft("b", second));
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Tracks_of_all_stores_come_in_the_order_of_time_and_those_of_one_time_in_that_of_the_questions()
    {
        Assert.Equal(["a1", "b2", "a3", "b3", "b4", "a5"], Find(new(), _one, _other));
        Assert.Equal(["a1", "b2", "b3", "a3", "b4", "a5"], Find(new(), _other, _one));
        Assert.Equal(["a5", "b4", "b3", "a3", "b2", "a1"], Find(new() { Descending = true }, _one, _other));
        Assert.Equal(["a5", "b4", "a3", "b3", "b2", "a1"], Find(new() { Descending = true }, _other, _one));
    }

    [Fact]
    public void A_track_that_several_questions_find_comes_once()
    {
        Assert.Equal(["a1", "a3", "a5"], Find(new(), _one, _one));
        Assert.Equal(["a1", "a3", "a5"],
            Show(UnionSearch.Run([(_one, new() { ToUtc = TestClock.At(3) }), (_one, new() { FromUtc = TestClock.At(3) })])));
        Assert.Equal(["a1", "b2", "a3", "b3", "b4", "a5"], Find(new(), _one, _other, _one, _other));
    }

    [Theory]
    [InlineData(2L, 0L, null, false, "a1 b2")]
    [InlineData(2L, 3L, null, false, "b3 b4")]
    [InlineData(2L, 3L, null, true, "a3 b2")]
    [InlineData(0L, 0L, null, false, "")]
    [InlineData(9L, 4L, null, false, "b4 a5")]
    [InlineData(null, 4L, null, false, "b4 a5")]
    [InlineData(null, 0L, 2L, false, "b4 a5")]
    [InlineData(null, 1L, 2L, false, "b3 b4")]
    [InlineData(null, 1L, 2L, true, "b4 b3")]
    [InlineData(long.MaxValue, 4L, null, false, "b4 a5")]
    [InlineData(null, 4L, long.MaxValue, false, "a1 b2")]
    [InlineData(1L, long.MaxValue, null, false, "")]
    public void The_limits_count_over_the_whole(long? first, long skip, long? last, bool descending, string expected)
    {
        var query = new TrackQuery { First = first, Skip = skip, Last = last, Descending = descending };
        Assert.Equal(expected, string.Join(' ', Find(query, _one, _other)));
    }

    [Fact]
    public void A_question_that_contradicts_itself_is_refused_before_any_store_is_asked()
    {
        _one.Dispose();
        var error = Assert.Throws<TrackingException>(() => Find(new() { First = 1, Last = 1 }, _one));
        Assert.Equal(TrackingErrorCode.TrackQueryInvalid, error.Code);
        Assert.Equal("The first tracks and the last ones exclude each other.", error.Message);
    }

    [Fact]
    public void No_store_is_asked_for_more_than_the_whole_may_need()
    {
        var store = DispatchProxy.Create<ITrackStore, AskedStore>();
        var asked = ((AskedStore)store).Asked;
        TrackQuery[] queries =
        [
            new() { First = 3, Skip = 2 },
            new() { Last = 3, Skip = 2 },
            new() { Skip = 2 },
            new() { First = long.MaxValue - 2, Skip = 2 },
            new() { First = long.MaxValue - 1, Skip = 2 },
        ];
        foreach (var query in queries)
            Assert.Empty(UnionSearch.Run([(store, query)]));
        Assert.Equal([5, 5, null, long.MaxValue, null], asked.Select(query => query.First));
        Assert.All(asked, query => Assert.Equal((0, null), (query.Skip, query.Last)));
        Assert.Equal([false, true, false, false, false], asked.Select(query => query.Descending));
    }

    private static TrackDraft Draft(string task, int second) => new(task, "u", Json.Data("{}")) { TimeUtc = TestClock.At(second) };

    private static List<string> Find(TrackQuery query, params ITrackStore[] stores) =>
        Show(UnionSearch.Run([.. stores.Select(store => (store, query))]));

    private static List<string> Show(IEnumerable<(TrackRecord Record, ITrackStore Store)> found) =>
        [.. found.Select(f => $"{f.Record.TaskId}{(f.Record.TimeUtc - TestClock.Epoch).TotalSeconds}")];

    /// <summary>A store that remembers what it was asked.</summary>
    public class AskedStore : DispatchProxy
    {
        public List<TrackQuery> Asked { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Asked.Add((TrackQuery)args![0]!);
            return Array.Empty<TrackRecord>();
        }
    }
}

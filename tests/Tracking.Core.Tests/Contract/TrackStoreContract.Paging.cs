using System.Linq;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

// rules 4.8 and 3.9, what -First, -Skip, -Last and -Descending count
public abstract partial class TrackStoreContract
{
    [Theory]
    [InlineData(3L, 0L, null, false, "1 2 3")]
    [InlineData(3L, 2L, null, false, "3 4 5")]
    [InlineData(3L, 8L, null, false, "9 10")]
    [InlineData(3L, 0L, null, true, "10 9 8")]
    [InlineData(3L, 2L, null, true, "8 7 6")]
    [InlineData(null, 7L, null, false, "8 9 10")]
    [InlineData(null, 7L, null, true, "3 2 1")]
    [InlineData(null, 0L, 3L, false, "8 9 10")] // the newest, the oldest of them first
    [InlineData(null, 0L, 3L, true, "10 9 8")]
    [InlineData(null, 2L, 3L, false, "6 7 8")] // passed over from the end
    [InlineData(null, 2L, 3L, true, "8 7 6")]
    [InlineData(null, 8L, 3L, false, "1 2")]
    [InlineData(null, 8L, 3L, true, "2 1")]
    [InlineData(0L, 0L, null, false, "")]
    [InlineData(null, 0L, 0L, false, "")]
    [InlineData(3L, 10L, null, false, "")]
    [InlineData(null, 10L, 3L, false, "")]
    [InlineData(long.MaxValue, 8L, null, false, "9 10")]
    [InlineData(null, 8L, long.MaxValue, false, "1 2")]
    [InlineData(null, long.MaxValue, long.MaxValue, false, "")]
    [InlineData(long.MaxValue, long.MaxValue, null, true, "")]
    public void First_skip_last_and_descending_count_as_they_say(long? first, long skip, long? last, bool descending, string expected)
    {
        for (var i = 1; i <= 10; i++)
            Save(at: i);
        var everything = new TrackQuery { First = first, Skip = skip, Last = last, Descending = descending };
        Assert.Equal(expected, string.Join(' ', Find(everything)));
        var ofTask = new TrackQuery { Tasks = Named("a001"), First = first, Skip = skip, Last = last, Descending = descending };
        Assert.Equal(expected, string.Join(' ', Find(ofTask)));
    }

    [Theory]
    [InlineData(2L, 1L, null, false, "4 6")]
    [InlineData(2L, 1L, null, true, "8 6")]
    [InlineData(null, 1L, 2L, false, "6 8")]
    [InlineData(null, 1L, 2L, true, "8 6")]
    public void They_count_what_all_criteria_leave(long? first, long skip, long? last, bool descending, string expected)
    {
        for (var i = 1; i <= 10; i++)
            Save(i % 2 == 0 ? "even" : "odd", at: i);
        var byTask = new TrackQuery { Tasks = Named("even"), First = first, Skip = skip, Last = last, Descending = descending };
        Assert.Equal(expected, string.Join(' ', Find(byTask)));
        var byCondition =
            new TrackQuery { Where = t => t.Number % 2 == 0, First = first, Skip = skip, Last = last, Descending = descending };
        Assert.Equal(expected, string.Join(' ', Find(byCondition)));
        var byNumber = new TrackQuery { Numbers = [10, 8, 6, 4, 2], First = first, Skip = skip, Last = last, Descending = descending };
        Assert.Equal(expected, string.Join(' ', Find(byNumber)));
    }

    [Fact]
    public void They_count_the_union_of_several_tasks_and_users_as_one_list()
    {
        for (var i = 1; i <= 12; i++)
            Save($"t{i % 3}", $"u{i % 4}", at: i);
        Assert.Equal([10, 11], Find(new TrackQuery { Tasks = Named("t1", "t2"), Last = 2 }));
        Assert.Equal([11, 10, 8], Find(new TrackQuery { Tasks = Named("t2", "t1"), Descending = true, First = 3 }));
        Assert.Equal([7, 9], Find(new TrackQuery { Users = Named("u3", "u1"), Last = 2, Skip = 1 }));
        Assert.Equal([5, 6], Find(new TrackQuery { RunIds = [1, 2, 3], Skip = 4, First = 2 }));
    }

    [Fact]
    public void Descending_is_the_exact_reverse_also_among_tracks_of_one_time()
    {
        foreach (var at in new[] { 2, 1, 2, 1, 2 })
            Save(at: at);
        Assert.Equal([2, 4, 1, 3, 5], FindAll());
        Assert.Equal([5, 3, 1, 4, 2], Find(new TrackQuery { Descending = true }));
        Assert.Equal([5, 3], Find(new TrackQuery { Descending = true, First = 2 }));
        Assert.Equal([3, 5], Find(new TrackQuery { Last = 2 }));
        Assert.Equal([4, 2], Find(new TrackQuery { Descending = true, ToUtc = TestClock.At(1) }));
    }

    [Fact]
    public void Paging_through_many_tracks_meets_each_of_them_once()
    {
        Store.Save([.. Enumerable.Range(0, 1000).Select(i => Draft($"t{i % 7}", $"u{i % 3}", at: i * 37 % 101))], _ => { });
        var all = FindAll();
        Assert.Equal(all, Enumerable.Range(0, 15).SelectMany(page => Find(new TrackQuery { Skip = page * 70, First = 70 })));
        Assert.Equal(all, Enumerable.Range(0, 15).Reverse().SelectMany(page => Find(new TrackQuery { Skip = page * 70, Last = 70 })));
        Assert.Equal(all.Reverse(),
            Enumerable.Range(0, 15).SelectMany(page => Find(new TrackQuery { Skip = page * 70, First = 70, Descending = true })));
    }
}

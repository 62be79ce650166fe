using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.8, the criteria
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_question_without_criteria_finds_every_track()
    {
        FillForSearch();
        Assert.Equal([1, 2, 3, 4, 5, 6], FindAll());
    }

    [Fact]
    public void Each_criterion_finds_what_it_names()
    {
        FillForSearch();
        Assert.Equal([1, 3, 6], Find(new TrackQuery { Tasks = Named("a") }));
        Assert.Equal([1, 2, 6], Find(new TrackQuery { Users = Named("u1") }));
        Assert.Equal([1, 3, 5], Find(new TrackQuery { RunIds = [1] }));
        Assert.Equal([4], Find(new TrackQuery { Numbers = [4] }));
        Assert.Equal([4, 5, 6], Find(new TrackQuery { FromUtc = TestClock.At(4) }));
        Assert.Equal([1, 2], Find(new TrackQuery { ToUtc = TestClock.At(2) }));
        Assert.Equal([2, 4], Find(new TrackQuery { Where = t => t.Number is 2 or 4 }));
    }

    [Fact]
    public void Several_values_of_one_criterion_are_alternatives()
    {
        FillForSearch();
        Assert.Equal([1, 2, 3, 4, 6], Find(new TrackQuery { Tasks = Named("b", "a") }));
        Assert.Equal([1, 2, 5, 6], Find(new TrackQuery { Users = Named("u1", "u3") }));
        Assert.Equal([1, 3, 5, 6], Find(new TrackQuery { RunIds = [4, 1] }));
        Assert.Equal([3, 6], Find(new TrackQuery { Numbers = [6, 3] }));
    }

    [Fact]
    public void Several_criteria_all_hold()
    {
        FillForSearch();
        Assert.Equal([1, 6], Find(new TrackQuery { Tasks = Named("a"), Users = Named("u1") }));
        Assert.Equal([6], Find(new TrackQuery { Tasks = Named("a"), Users = Named("u1"), RunIds = [4] }));
        Assert.Equal([1, 3], Find(new TrackQuery { Tasks = Named("a", "b"), RunIds = [1] }));
        Assert.Equal([3], Find(new TrackQuery { Tasks = Named("a"), FromUtc = TestClock.At(2), ToUtc = TestClock.At(5) }));
        Assert.Equal([2], Find(new TrackQuery { Users = Named("u1"), Numbers = [2, 3, 4] }));
        Assert.Equal([2], Find(new TrackQuery { Users = Named("u1"), Numbers = [1, 2], FromUtc = TestClock.At(2) }));
        Assert.Equal([6], Find(new TrackQuery { Users = Named("u1", "u2"), RunIds = [1, 4], Where = t => t.Number > 3 }));
        Assert.Empty(Find(new TrackQuery { Tasks = Named("a"), RunIds = [2] }));
        Assert.Empty(Find(new TrackQuery { Tasks = Named("b"), Users = Named("u3") }));
        Assert.Empty(Find(new TrackQuery { Numbers = [1], ToUtc = TestClock.At(0) }));
    }

    [Fact]
    public void A_criterion_that_is_empty_matches_nothing()
    {
        FillForSearch();
        Assert.Empty(Find(new TrackQuery { Tasks = [] }));
        Assert.Empty(Find(new TrackQuery { Users = [] }));
        Assert.Empty(Find(new TrackQuery { RunIds = [] }));
        Assert.Empty(Find(new TrackQuery { Numbers = [] }));
        Assert.Empty(Find(new TrackQuery { Tasks = Named("a"), Users = [] }));
        Assert.Empty(Find(new TrackQuery { Numbers = [1], RunIds = [] }));
    }

    [Fact]
    public void What_is_not_there_matches_nothing()
    {
        FillForSearch();
        Assert.Empty(Find(new TrackQuery { Tasks = Named("", "none") }));
        Assert.Empty(Find(new TrackQuery { Users = Named("") }));
        Assert.Empty(Find(new TrackQuery { RunIds = [0, 99] }));
        Assert.Empty(Find(new TrackQuery { Numbers = [0, 99, long.MaxValue] }));
        Assert.Equal([1], Find(new TrackQuery { Numbers = [99, 1] }));
    }

    [Fact]
    public void Duplicates_in_a_criterion_give_no_duplicate_results()
    {
        FillForSearch();
        Assert.Equal([1, 3, 6], Find(new TrackQuery { Tasks = Named("a", "A", "a") }));
        Assert.Equal([1, 2, 6], Find(new TrackQuery { Users = [.. Named("u1", "U1"), new NameCriterion("u?", n => n.EndsWith('1'))] }));
        Assert.Equal([1, 3, 5], Find(new TrackQuery { RunIds = [1, 1] }));
        Assert.Equal([3, 4], Find(new TrackQuery { Numbers = [4, 3, 4, 3] }));
    }

    [Fact]
    public void From_and_to_include_their_ends_to_the_tick()
    {
        FillForSearch();
        var (from, to) = (TestClock.At(2), TestClock.At(4));
        Assert.Equal([2, 3, 4], Find(new TrackQuery { FromUtc = from, ToUtc = to }));
        Assert.Equal([3], Find(new TrackQuery { FromUtc = from.AddTicks(1), ToUtc = to.AddTicks(-1) }));
        Assert.Equal([2], Find(new TrackQuery { FromUtc = from, ToUtc = from }));
        Assert.Equal([1, 2, 3, 4, 5, 6], Find(new TrackQuery { FromUtc = DateTime.MinValue, ToUtc = DateTime.MaxValue }));
        Assert.Empty(Find(new TrackQuery { FromUtc = from.AddTicks(1), ToUtc = from.AddTicks(2) }));
    }

    [Fact]
    public void Tracks_of_one_time_are_in_a_range_all_or_none()
    {
        for (var i = 0; i < 30; i++)
            Save(at: i / 10);
        Assert.Equal(Enumerable.Range(11, 10).Select(n => (long)n),
            Find(new TrackQuery { FromUtc = TestClock.At(1), ToUtc = TestClock.At(1) }));
        Assert.Equal(20, Find(new TrackQuery { ToUtc = TestClock.At(1) }).Length);
        Assert.Equal(20, Find(new TrackQuery { FromUtc = TestClock.At(1) }).Length);
    }

    [Fact]
    public void A_question_that_contradicts_itself_is_refused_when_it_is_asked()
    {
        Save();
        Refused(TrackingErrorCode.TrackQueryInvalid,
            () => Store.Search(new TrackQuery { FromUtc = TestClock.At(2), ToUtc = TestClock.At(1) }));
        Refused(TrackingErrorCode.TrackQueryInvalid, () => Store.Search(new TrackQuery { First = 1, Last = 1 }));
        Refused(TrackingErrorCode.TrackQueryInvalid, () => Store.Search(new TrackQuery { First = 0, Last = 0 }));
        Refused(TrackingErrorCode.TrackQueryInvalid, () => Store.Search(new TrackQuery { First = -1 }));
        Refused(TrackingErrorCode.TrackQueryInvalid, () => Store.Search(new TrackQuery { Last = -1 }));
        Refused(TrackingErrorCode.TrackQueryInvalid, () => Store.Search(new TrackQuery { Skip = -1 }));
        Refused(TrackingErrorCode.TrackQueryInvalid, () => Store.Search(new TrackQuery { Skip = long.MinValue, Last = 1, Tasks = [] }));
    }

    [Fact]
    public void The_further_condition_is_asked_last_and_while_results_stream()
    {
        FillForSearch();
        var asked = 0;
        var results = Store.Search(new TrackQuery
        {
            Tasks = Named("a"),
            Where = track =>
            {
                Assert.Equal("a", track.TaskId);
                asked++;
                return true;
            },
        });
        Assert.Equal(0, asked);
        Assert.Equal(1, results.First().Number);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Names_are_found_without_case()
    {
        Save("Task", "User");
        Save("TASK", "uSER");
        Assert.Equal([1, 2], Find(new TrackQuery { Tasks = Named("task") }));
        Assert.Equal([1, 2], Find(new TrackQuery { Users = Named("USER") }));
        Assert.Equal([1, 2], Find(new TrackQuery { Tasks = Named("tAsK"), Users = Named("user") }));
    }

    [Fact]
    public void A_name_without_a_pattern_is_literal_and_one_with_a_pattern_means_both()
    {
        Save("a1", "user*");
        Save("a2", "userx");
        Save("b", "USERY");
        Assert.Equal([1], Find(new TrackQuery { Users = Named("user*") }));
        Assert.Equal([1, 2, 3], Find(new TrackQuery { Users = StartingWith("user") }));
        Assert.Equal([1, 2], Find(new TrackQuery { Tasks = StartingWith("A") }));
        Assert.Equal([1, 3],
            Find(new TrackQuery { Tasks = [new NameCriterion("A1", _ => false), new NameCriterion("b*", n => n == "b")] }));
        Assert.Equal([2, 3], Find(new TrackQuery { Tasks = [new NameCriterion("a2", n => n == "b")] }));
        Assert.Equal([2], Find(new TrackQuery { Tasks = StartingWith("a"), Users = [new NameCriterion("user?", n => n.EndsWith('x'))] }));
    }

    /// <summary>Tracks 1 to 6 at the seconds 1 to 6: tasks a b a b c a, users u1 u1 u2 u2 u3 u1, runs 1 2 1 2 1 4.</summary>
    private void FillForSearch()
    {
        Save("a", "u1", at: 1);
        Save("b", "u1", at: 2);
        Save("a", "u2", at: 3);
        Save("b", "u2", at: 4);
        Save("c", "u3", run: 1, at: 5);
        Store.StartRun(null, TestClock.At(5));
        Store.StartRun("a", TestClock.At(5));
        Save("a", "u1", at: 6);
    }
}

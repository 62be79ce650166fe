using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.5
public abstract partial class TrackStoreContract
{
    /// <summary>
    /// Whether times go on at the pace of the clock after it was set back; where all share the clock of a server, they stand still until
    /// it has caught up.
    /// </summary>
    protected virtual bool GoesOnAfterSetBack => true;

    [Fact]
    public void A_time_of_the_clock_is_never_before_the_last_one()
    {
        Clock.UtcNow = TestClock.At(100);
        Save();
        Clock.UtcNow = TestClock.At(40);
        Assert.Equal(TestClock.At(100), Save().TimeUtc);
        Assert.Equal(TestClock.At(100), Store.StartRun("a001").StartUtc);
        Assert.Equal(TestClock.At(100), Save(mode: SaveMode.Update).TimeUtc);
        Clock.UtcNow = TestClock.At(101);
        Assert.Equal(TestClock.At(101), Save().TimeUtc);
        Assert.Equal(GoesOnAfterSetBack ? 1 : 0, Store.DrainWarnings().Count);
    }

    [Fact]
    public void The_last_time_of_the_clock_outlives_reopening_removal_and_optimising()
    {
        Clock.UtcNow = TestClock.At(100);
        Save();
        Clock.UtcNow = TestClock.At(40);
        Reopen();
        Assert.Equal(TestClock.At(100), Save().TimeUtc);
        Store.Remove(1);
        Store.Remove(2);
        Store.Optimize();
        Reopen();
        Assert.Equal(TestClock.At(100), Save().TimeUtc);
    }

    [Fact]
    public void The_times_that_the_clock_gave_to_runs_count_too()
    {
        Clock.UtcNow = TestClock.At(100);
        Store.StartRun("a001");
        Clock.UtcNow = TestClock.At(40);
        Reopen();
        Assert.Equal(TestClock.At(100), Save().TimeUtc);
        Clock.UtcNow = TestClock.At(200);
        Store.StopRun("a001", status: RunStatus.Stopped);
        Clock.UtcNow = TestClock.At(40);
        Reopen();
        Assert.Equal(TestClock.At(200), Save().TimeUtc);
        Clock.UtcNow = TestClock.At(300);
        Store.Start(new RunDraft(null) { IsOpen = true });
        Clock.UtcNow = TestClock.At(40);
        Reopen();
        Assert.Equal(TestClock.At(300), Save().TimeUtc);
    }

    [Fact]
    public void A_stop_whose_run_ends_later_makes_a_time_of_the_clock_all_the_same()
    {
        Save(at: 500);
        Clock.UtcNow = TestClock.At(200);
        Assert.Equal(TestClock.At(500), Store.StopRun("a001").EndUtc);
        Clock.UtcNow = TestClock.At(40);
        Reopen();
        Assert.Equal(TestClock.At(200), Save().TimeUtc);
    }

    [Fact]
    public void The_time_of_a_track_that_was_updated_since_counts_too()
    {
        Clock.UtcNow = TestClock.At(100);
        Save();
        Save(mode: SaveMode.Update, at: 1);
        Clock.UtcNow = TestClock.At(40);
        Store.Optimize();
        Reopen();
        Assert.Equal(TestClock.At(100), Save().TimeUtc);
    }

    [Fact]
    public void Given_times_bind_no_one()
    {
        Clock.UtcNow = TestClock.At(50);
        Save(at: 900);
        Store.StartRun("a001", TestClock.At(900));
        Store.StopRun("a001", timeUtc: TestClock.At(900));
        Assert.Equal(TestClock.At(50), Save().TimeUtc);
        Clock.UtcNow = TestClock.At(60);
        Save(at: 10);
        Assert.Equal(TestClock.At(60), Save().TimeUtc);
        Reopen();
        Assert.Equal(TestClock.At(60), Save().TimeUtc);
        Assert.Empty(Store.DrainWarnings());
    }

    [Fact]
    public void Where_a_time_is_given_the_clock_makes_none()
    {
        Clock.UtcNow = TestClock.At(100);
        Save(at: 5);
        Save(mode: SaveMode.Update, at: 6);
        Store.StartRun("a002", TestClock.At(5));
        Store.StopRun("a002", timeUtc: TestClock.At(6));
        Clock.UtcNow = TestClock.At(40);
        Assert.Equal(TestClock.At(40), Save().TimeUtc);
    }

    [Fact]
    public void A_clock_that_steps_back_by_a_day_or_less_is_not_believed()
    {
        Save();
        Clock.Advance(-TimeSpan.FromHours(24));
        Assert.Equal(TestClock.Epoch, Save().TimeUtc);
        Assert.Equal(GoesOnAfterSetBack ? 1 : 0, Store.DrainWarnings().Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(86_400)]
    public void After_the_clock_was_set_back_times_go_on_from_the_last_one(int seconds)
    {
        Save();
        Clock.Advance(-TimeSpan.FromSeconds(seconds));
        Assert.Equal(TestClock.Epoch, Save().TimeUtc);
        Assert.Equal(GoesOnAfterSetBack ? 1 : 0, Store.DrainWarnings().Count);
        for (var passed = 0.5; passed < 2; passed += 0.5)
        {
            Clock.Advance(TimeSpan.FromSeconds(0.5));
            Assert.Equal(GoesOnAfterSetBack ? TestClock.At(passed) : TestClock.Epoch, Save().TimeUtc);
            Reopen();
        }
        Clock.UtcNow = TestClock.At(3);
        Assert.Equal(TestClock.At(3), Save().TimeUtc);
        Assert.Empty(Store.DrainWarnings());
    }

    [Fact]
    public void A_clock_that_steps_back_by_more_than_a_day_is_believed_with_a_warning()
    {
        Save();
        Clock.Advance(-TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal(Clock.UtcNow, Save().TimeUtc);
        Assert.False(string.IsNullOrWhiteSpace(Assert.Single(Store.DrainWarnings())));
        Assert.Empty(Store.DrainWarnings());
        Assert.Equal([2, 1], FindAll());
    }

    [Fact]
    public void After_a_step_back_that_was_believed_the_clock_binds_from_there()
    {
        Save();
        Clock.Advance(-TimeSpan.FromHours(50));
        var believed = Save().TimeUtc;
        Assert.Single(Store.DrainWarnings());
        Clock.Advance(-TimeSpan.FromHours(1));
        Assert.Equal(believed, Save().TimeUtc);
        Assert.Equal(GoesOnAfterSetBack ? 1 : 0, Store.DrainWarnings().Count);
        Reopen();
        Assert.Equal(believed, Save().TimeUtc);
        Store.Optimize();
        Reopen();
        Assert.Equal(believed, Save().TimeUtc);
        Assert.Empty(Store.DrainWarnings());
    }

    [Fact]
    public void A_step_back_is_seen_by_starting_and_stopping_runs_and_after_reopening()
    {
        Save();
        Reopen();
        Clock.Advance(-TimeSpan.FromHours(25));
        Assert.Equal(Clock.UtcNow, Store.StartRun("a002").StartUtc);
        Assert.Single(Store.DrainWarnings());
        Clock.Advance(-TimeSpan.FromHours(25));
        Store.StopRun("a002");
        Assert.Single(Store.DrainWarnings());
        Assert.Equal(Clock.UtcNow, Save().TimeUtc);
        Assert.Empty(Store.DrainWarnings());
    }

    [Fact]
    public void Two_steps_back_are_two_warnings()
    {
        Save();
        Clock.Advance(-TimeSpan.FromHours(30));
        Save();
        Clock.Advance(-TimeSpan.FromHours(30));
        Save();
        Assert.Equal(2, Store.DrainWarnings().Count);
    }

    [Fact]
    public void What_was_refused_made_no_time()
    {
        Clock.UtcNow = TestClock.At(100);
        Refused(TrackingErrorCode.TrackNameInvalid, () => Save(user: ""));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save(run: 4));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun("a001"));
        Clock.UtcNow = TestClock.At(40);
        Assert.Equal(TestClock.At(40), Save().TimeUtc);
    }

    [Fact]
    public void Every_list_of_tracks_is_in_the_order_of_time_and_then_number()
    {
        foreach (var at in new[] { 3, 1, 2, 3, 1, 2, 0, 9 })
            Save(at % 2 == 0 ? "a001" : "a002", at % 3 == 0 ? "u1" : "u2", at: at);
        Assert.Equal([7, 2, 5, 3, 6, 1, 4, 8], FindAll());
        Assert.Equal([7, 3, 6], Find(new TrackQuery { Tasks = Named("a001") }));
        Assert.Equal([7, 1, 4, 8], Find(new TrackQuery { Users = Named("u1") }));
        Assert.Equal([2, 5, 1, 4, 8], Find(new TrackQuery { RunIds = [1] }));
        Assert.Equal([7, 2, 5, 8], Find(new TrackQuery { Numbers = [8, 7, 5, 2] }));
        Reopen();
        Assert.Equal([7, 2, 5, 3, 6, 1, 4, 8], Store.Search(new TrackQuery()).Select(t => t.Number));
    }
}

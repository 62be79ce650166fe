using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests;

// rules 4.3, 4.6 and 4.7
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_run_begins_and_ends_at_its_start_at_first()
    {
        Clock.UtcNow = TestClock.At(5);
        var run = Store.StartRun("A001");
        Assert.Equal((1, "A001", TestClock.At(5), TestClock.At(5)), (run.RunId, run.TaskId, run.StartUtc, run.EndUtc));
        Assert.Equal((false, true, DateTimeKind.Utc, DateTimeKind.Utc), (run.Finished, run.IsCurrent, run.StartUtc.Kind, run.EndUtc.Kind));
        Assert.Equal(StoreState.Show(run), StoreState.Show(Store.FindRun(1)));
        run = Store.StartRun("a001", TestClock.At(2));
        Assert.Equal((TestClock.At(2), TestClock.At(2)), (run.StartUtc, run.EndUtc));
    }

    [Fact]
    public void A_run_that_a_save_starts_begins_at_the_tracks_time()
    {
        Clock.UtcNow = TestClock.At(5);
        Save("a001", at: 3);
        Save("a002");
        Assert.Equal((TestClock.At(3), TestClock.At(3)), (Store.FindRun(1)?.StartUtc, Store.FindRun(1)?.EndUtc));
        Assert.Equal((TestClock.At(5), TestClock.At(5)), (Store.FindRun(2)?.StartUtc, Store.FindRun(2)?.EndUtc));
    }

    [Fact]
    public void A_save_raises_the_end_of_its_run_and_never_lowers_it()
    {
        Save(at: 3);
        Save(at: 8);
        Save(at: 5);
        Assert.Equal((TestClock.At(3), TestClock.At(8)), (Store.FindRun(1)?.StartUtc, Store.FindRun(1)?.EndUtc));
        Save(at: 1);
        Assert.Equal((TestClock.At(3), TestClock.At(8)), (Store.FindRun(1)?.StartUtc, Store.FindRun(1)?.EndUtc));
        Reopen();
        Assert.Equal(TestClock.At(8), Store.FindRun(1)?.EndUtc);
    }

    [Fact]
    public void An_update_raises_the_end_of_its_run_and_never_lowers_it()
    {
        Save(at: 3);
        Save(mode: SaveMode.Update, at: 8);
        Assert.Equal(TestClock.At(8), Store.FindRun(1)?.EndUtc);
        Save(mode: SaveMode.Merge, at: 1);
        Assert.Equal(TestClock.At(8), Store.FindRun(1)?.EndUtc);
        Store.Optimize();
        Reopen();
        Assert.Equal((TestClock.At(3), TestClock.At(8)), (Store.FindRun(1)?.StartUtc, Store.FindRun(1)?.EndUtc));
    }

    [Fact]
    public void A_save_raises_the_end_of_the_run_that_it_goes_to_and_of_no_other()
    {
        Save("a001", at: 1);
        Save("a002", at: 1);
        Store.StopRun("a001", timeUtc: TestClock.At(1));
        Save("a002", run: 1, at: 7);
        Assert.Equal((TestClock.At(7), TestClock.At(1)), (Store.FindRun(1)?.EndUtc, Store.FindRun(2)?.EndUtc));
    }

    [Fact]
    public void A_removal_leaves_the_end_of_its_run()
    {
        Save(at: 1);
        Save(at: 8);
        Store.Remove(2);
        Assert.Equal(TestClock.At(8), Store.FindRun(1)?.EndUtc);
        Store.Remove(1);
        Store.Optimize();
        Reopen();
        Assert.Equal((TestClock.At(1), TestClock.At(8), true),
            (Store.FindRun(1)?.StartUtc, Store.FindRun(1)?.EndUtc, Store.FindRun(1)?.IsCurrent));
    }

    [Fact]
    public void Starting_a_run_makes_it_the_tasks_current_one_and_leaves_the_former_as_it_is()
    {
        Save(at: 1);
        Store.StartRun("A001", TestClock.At(9));
        Assert.Equal(2, Store.FindCurrentRun("a001")?.RunId);
        var former = Store.FindRun(1);
        Assert.Equal((false, false, TestClock.At(1)), (former?.Finished, former?.IsCurrent, former?.EndUtc));
        Assert.True(Store.FindRun(2)?.IsCurrent);
        Assert.Equal(2, Save().RunId);
    }

    [Fact]
    public void A_run_for_no_task_is_nobodys_current_run()
    {
        Save();
        var run = Store.StartRun(null);
        Assert.Equal((2, null, false), (run.RunId, run.TaskId, run.IsCurrent));
        Assert.Equal(1, Store.FindCurrentRun("a001")?.RunId);
        Reopen();
        Assert.Equal(StoreState.Show(run), StoreState.Show(Store.FindRun(2)));
        Assert.Equal((2, true), (Store.StopRun(null, 2).RunId, Store.FindRun(2)?.Finished));
    }

    [Fact]
    public void Stopping_a_tasks_run_finishes_it_and_leaves_the_task_without_a_current_run()
    {
        Save("a001");
        Save("a002");
        var run = Store.StopRun("A001");
        Assert.Equal((1, true, false), (run.RunId, run.Finished, run.IsCurrent));
        Assert.Equal(StoreState.Show(run), StoreState.Show(Store.FindRun(1)));
        Assert.Null(Store.FindCurrentRun("a001"));
        Assert.Equal(2, Store.FindCurrentRun("a002")?.RunId);
        Reopen();
        Assert.Null(Store.FindCurrentRun("a001"));
    }

    [Fact]
    public void Stopping_a_run_as_unfinished_takes_it_out_of_the_current_runs_too()
    {
        Save();
        var run = Store.StopRun("a001", status: RunStatus.Stopped);
        Assert.Equal((1, false, false), (run.RunId, run.Finished, run.IsCurrent));
        Assert.Null(Store.FindCurrentRun("a001"));
        Assert.Equal(2, Save().RunId);
    }

    [Theory]
    [InlineData(RunStatus.Finished, null)]
    [InlineData(RunStatus.Stopped, "")]
    [InlineData(RunStatus.Failed, "no \"such\" host\n\u0000 é")]
    public void A_run_says_how_it_was_stopped_and_what_was_said(RunStatus status, string? message)
    {
        Save();
        Assert.Equal((RunStatus.Running, null), (Store.FindRun(1)?.Status, Store.FindRun(1)?.Message));
        Store.StopRun("a001", status: status, message: message);
        Check();
        Reopen();
        Check();
        Store.Optimize();
        Reopen();
        Check();

        void Check()
        {
            Assert.Equal((status, message, status == RunStatus.Finished),
                (Store.FindRun(1)?.Status, Store.FindRun(1)?.Message, Store.FindRun(1)?.Finished));
            Assert.Equal(status, Assert.Single(Store.ListRuns()).Status);
        }
    }

    [Fact]
    public void A_message_that_no_file_can_keep_stops_nothing()
    {
        Save();
        Refused(TrackingErrorCode.TrackNameInvalid, () => Store.StopRun("a001", message: "half \ud800"));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Store.StopRun("a001", message: new string('x', 8193)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Store.StopRun("a001", status: RunStatus.Running));
        Assert.Throws<ArgumentOutOfRangeException>(() => Store.StopRun("a001", status: RunStatus.Abandoned));
        Assert.Equal(RunStatus.Running, Store.FindCurrentRun("a001")?.Status);
        Assert.Equal(8192, Store.StopRun("a001", message: new string('x', 8192)).Message?.Length);
        Reopen();
        Assert.Equal(8192, Store.FindRun(1)?.Message?.Length);
    }

    [Theory]
    [InlineData(RunStatus.Stopped)]
    [InlineData(RunStatus.Failed)]
    public void A_run_that_did_not_finish_is_taken_up_again(RunStatus status)
    {
        Save();
        Store.StopRun("a001", status: status, message: "why");
        Store.StartRun("a001");
        var end = Store.FindRun(1)!.EndUtc;
        Clock.UtcNow = TestClock.At(50);
        var resumed = Store.ResumeRun(1);
        Assert.Equal((1, RunStatus.Running, null, true, end),
            (resumed.RunId, resumed.Status, resumed.Message, resumed.IsCurrent, resumed.EndUtc));
        Reopen();
        Assert.Equal(1, Store.FindCurrentRun("a001")?.RunId);
        Assert.Equal(1, Save().RunId);
        Assert.Equal((RunStatus.Running, false), (Store.FindRun(2)?.Status, Store.FindRun(2)?.IsCurrent));
    }

    [Fact]
    public void A_run_of_no_task_is_taken_up_and_is_nobodys_current_one()
    {
        Store.StartRun(null);
        Store.StopRun(null, 1, RunStatus.Failed);
        Assert.Equal((RunStatus.Running, false), (Store.ResumeRun(1).Status, Store.FindRun(1)!.IsCurrent));
    }

    [Fact]
    public void A_run_that_has_finished_or_is_unknown_is_not_taken_up()
    {
        Save();
        Store.StopRun("a001");
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.ResumeRun(1));
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.ResumeRun(-1));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.ResumeRun(2));
        Assert.Null(Store.FindCurrentRun("a001"));
        Assert.True(Store.FindRun(1)?.Finished);
    }

    [Fact]
    public void A_run_that_was_stopped_may_be_stopped_again_by_its_id_and_marked_otherwise()
    {
        Save();
        Store.StopRun("a001");
        Clock.UtcNow = TestClock.At(5);
        var run = Store.StopRun("a001", 1, status: RunStatus.Stopped);
        Assert.Equal((false, TestClock.At(5)), (run.Finished, run.EndUtc));
        Assert.True(Store.StopRun("a001", 1).Finished);
    }

    [Fact]
    public void Stopping_by_id_stops_that_run_whatever_task_is_named()
    {
        Save("a001");
        Save("a002");
        Assert.Equal(2, Store.StopRun("a001", 2).RunId);
        Assert.True(Store.FindRun(2)?.Finished);
        Assert.Null(Store.FindCurrentRun("a002"));
        Assert.Equal((1, false, true), (Store.FindCurrentRun("a001")?.RunId, Store.FindRun(1)?.Finished, Store.FindRun(1)?.IsCurrent));
        Assert.Equal(1, Store.StopRun(null, 1).RunId);
        Assert.Null(Store.FindCurrentRun("a001"));
    }

    [Fact]
    public void Stopping_an_earlier_run_leaves_the_current_one()
    {
        Store.StartRun("a001");
        Store.StartRun("a001");
        Store.StopRun("a001", 1);
        Assert.Equal((true, false), (Store.FindRun(1)?.Finished, Store.FindRun(2)?.Finished));
        Assert.Equal(2, Store.FindCurrentRun("a001")?.RunId);
    }

    [Fact]
    public void Stopping_where_there_is_nothing_to_stop_is_an_error()
    {
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun("a001"));
        Save();
        Store.StopRun("a001");
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun("a001"));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun("a002"));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun("a001", 2));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun(null, 2));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun(null));
    }

    [Fact]
    public void Stopping_a_negative_run_is_refused()
    {
        Save();
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.StopRun("a001", -1));
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.StopRun(null, int.MinValue));
    }

    [Theory]
    [InlineData(1, 5, null, 5)] // the clock is later
    [InlineData(8, 5, null, 8)] // the end is later
    [InlineData(1, 5, 3.0, 3)] // a given time counts, not the clock
    [InlineData(4, 5, 3.0, 4)] // and does not lower the end either
    [InlineData(4, 5, 9.0, 9)]
    public void Stopping_sets_the_later_of_now_and_the_end(double track, double clock, double? given, double end)
    {
        Save(at: track);
        Clock.UtcNow = TestClock.At(clock);
        Assert.Equal(TestClock.At(end), Store.StopRun("a001", timeUtc: given is { } at ? TestClock.At(at) : null).EndUtc);
        Reopen();
        Assert.Equal(TestClock.At(end), Store.FindRun(1)?.EndUtc);
    }

    [Fact]
    public void Stopping_before_the_start_leaves_the_end_at_the_start()
    {
        Store.StartRun("a001", TestClock.At(7));
        var run = Store.StopRun("a001", timeUtc: TestClock.At(2));
        Assert.Equal((TestClock.At(7), TestClock.At(7)), (run.StartUtc, run.EndUtc));
    }

    [Fact]
    public void There_is_no_run_0_and_none_that_was_not_started()
    {
        Save();
        Assert.Null(Store.FindRun(0));
        Assert.Null(Store.FindRun(2));
        Assert.Null(Store.FindCurrentRun("a002"));
    }

    [Fact]
    public void A_run_that_was_returned_stays_as_it_was()
    {
        var run = Store.StartRun("a001");
        var listed = Store.ListRuns();
        Save(at: 9);
        Store.StopRun("a001");
        Store.StartRun("a002");
        Assert.Equal((TestClock.Epoch, false, true), (run.EndUtc, run.Finished, run.IsCurrent));
        Assert.Equal(StoreState.Show(run), StoreState.Show(Assert.Single(listed)));
    }

    [Fact]
    public void Runs_are_listed_by_id()
    {
        Store.StartRun("b", TestClock.At(9));
        Store.StartRun(null, TestClock.At(5));
        Store.StartRun("a", TestClock.At(1));
        Reopen();
        Assert.Equal([1, 2, 3], Store.ListRuns().Select(r => r.RunId));
        Assert.Equal(["b", null, "a"], Store.ListRuns().Select(r => r.TaskId));
    }

    [Fact]
    public void The_runs_of_a_task_are_those_started_for_it_or_holding_tracks_of_it()
    {
        Store.StartRun("a001");
        Store.StartRun("A001");
        Store.StartRun("a002");
        Store.StartRun(null);
        Save("A001", run: 4);
        Save("a001", run: 3);
        Assert.Equal([1, 2, 3, 4], Store.ListRuns("a001").Select(r => r.RunId));
        Assert.Equal([3], Store.ListRuns("A002").Select(r => r.RunId));
        Assert.Empty(Store.ListRuns("a003"));
        Store.Remove(2);
        Assert.Equal([1, 2, 4], Store.ListRuns("a001").Select(r => r.RunId));
    }
}

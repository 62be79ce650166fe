using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rules 4.3, 4.6, 4.7 and 4.16
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
        Store.StartRun("a001", TestClock.At(1));
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
    [InlineData(RunStatus.FinishedWithErrors, "2 steps failed")]
    [InlineData(RunStatus.Stopped, "")]
    [InlineData(RunStatus.Failed, "no \"such\" host\n\u0000 é")]
    public void A_run_says_how_it_was_stopped_and_what_was_said(RunStatus status, string? message)
    {
        Save();
        Assert.Equal((RunStatus.Open, null), (Store.FindRun(1)?.Status, Store.FindRun(1)?.Message));
        Store.StopRun("a001", status: status, message: message);
        Check();
        Reopen();
        Check();
        Store.Optimize();
        Reopen();
        Check();

        void Check()
        {
            Assert.Equal((status, message, status is RunStatus.Finished or RunStatus.FinishedWithErrors),
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
        Assert.All([RunStatus.Running, RunStatus.Open, RunStatus.Abandoned, RunStatus.Unknown],
            status => Assert.Throws<ArgumentOutOfRangeException>(() => Store.StopRun("a001", status: status)));
        Assert.Equal(RunStatus.Open, Store.FindCurrentRun("a001")?.Status);
        Assert.Equal(8192, Store.StopRun("a001", message: new string('x', 8192)).Message?.Length);
        Reopen();
        Assert.Equal(8192, Store.FindRun(1)?.Message?.Length);
    }

    [Fact]
    public void A_run_that_a_save_starts_is_open_and_one_that_is_started_is_running_unless_it_is_said_to_be_open()
    {
        Save("a001");
        Assert.Equal((RunStatus.Running, RunStatus.Open),
            (Store.StartRun("a002").Status, Store.Start(new RunDraft("a003") { IsOpen = true }).Status));
        Check();
        Reopen();
        Check();
        // No writer is asked for what nobody said to be at work.
        Store.Optimize();
        Reopen();
        Check();
        Save("a001");
        Save("a002");
        Save("a003");
        Check();
        Assert.Equal([1, 2, 3], Store.ListRuns().Select(r => r.RunId));

        void Check() => Assert.Equal([(RunStatus.Open, true), (RunStatus.Running, true), (RunStatus.Open, true)],
            Store.ListRuns().Select(r => (StoreState.Said(r), r.IsCurrent)));
    }

    [Fact]
    public void A_run_has_its_key_and_facts_on_record_and_its_identity_wherever_it_is()
    {
        var before = Store.StartRun("a001").Identity;
        Store.StopRun("a001", status: RunStatus.Failed);
        var facts = new RunFacts
        {
            Host = "web1",
            Process = 7,
            Script = "/x/y.ps1",
            Parameters = new Dictionary<string,
            string>
            { ["Name"] = "é" }
        };
        var run = Store.Start(
            new RunDraft("a001") { Key = "a\n\"b", Facts = facts.ToData(), Continues = before, TimeUtc = TestClock.At(3) });
        Save("a001", at: 9);
        Check(Store.FindRun(2)!);
        Store.StopRun("a001", status: RunStatus.FinishedWithErrors);
        Reopen();
        Check(Store.FindRun(2)!);
        Store.Optimize();
        Reopen();
        Check(Store.FindRun(2)!);
        using var other = NewMemory();
        other.StartRun("x");
        new StoreCopier(Store, other).CopyAll();
        Check(other.FindRun(3)!);
        Assert.Equal((before, run.Identity), (other.FindRun(2)!.Identity, Store.ExportRuns([2])[0].Origin));
        Assert.NotEqual(run.Identity, Store.FindRun(1)!.Identity);

        void Check(RunRecord seen)
        {
            Assert.Equal(("a\n\"b", before, run.Identity, 0), (seen.Key, seen.Continues, seen.Identity, seen.CarriedSteps));
            var known = RunFacts.Of(seen);
            Assert.Equal(("web1", 7, "/x/y.ps1", "é", null),
                (known.Host, known.Process, known.Script, known.Parameters["name"], known.Store));
        }
    }

    [Fact]
    public void A_run_is_not_started_with_what_no_store_can_hold()
    {
        Refused(TrackingErrorCode.TrackNameInvalid, () => Store.Start(new RunDraft("")));
        Refused(TrackingErrorCode.TrackNameInvalid, () => Store.Start(new RunDraft("a") { Key = "half \ud800" }));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Store.Start(new RunDraft("a") { Key = new string('k', 8193) }));
        Assert.Equal(8192, Store.Start(new RunDraft("a") { Key = new string('k', 8192) }).Key?.Length);
        Assert.Equal(("", null), (Store.Start(new RunDraft("a") { Key = "" }).Key, Store.Start(new RunDraft("a")).Key));
        Reopen();
        Assert.Equal([8192, 0, null], Store.ListRuns().Select(r => r.Key?.Length));
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

    [Fact]
    public void The_last_runs_of_a_task_come_by_start_the_newest_first()
    {
        var first = new Origin(StoreState.Afar[0], 7);
        Store.Start(new RunDraft("a001") { TimeUtc = TestClock.At(5), Key = "k" });
        Store.Start(new RunDraft("A001") { TimeUtc = TestClock.At(9), Key = "K" });
        Store.Start(new RunDraft("a001") { TimeUtc = TestClock.At(1), Key = "k", Continues = first });
        Store.Start(new RunDraft("a001") { TimeUtc = TestClock.At(5), Key = "" });
        Store.Start(new RunDraft("a002") { TimeUtc = TestClock.At(7), Key = "k", Continues = first });
        Store.StartRun(null);
        Save("a001", run: 5);
        Reopen();
        Assert.Equal([2, 4, 1, 3], Last(new RunQuery("a001")));
        Assert.Equal([2, 4], Last(new RunQuery("A001") { Most = 2 }));
        Assert.Equal([1, 3], Last(new RunQuery("A001") { Key = "k" }));
        Assert.Equal([4], Last(new RunQuery("a001") { Key = "" }));
        Assert.Equal([2, 4, 1], Last(new RunQuery("a001") { FromUtc = TestClock.At(5) }));
        Assert.Equal([3], Last(new RunQuery("a001") { Continues = first }));
        Assert.Empty(Last(new RunQuery("a001") { Continues = first, FromUtc = TestClock.At(2) }));
        Assert.Empty(Last(new RunQuery("a001") { Key = "K", Continues = first }));
        Assert.Empty(Last(new RunQuery("a003")));

        IEnumerable<int> Last(RunQuery query) => Store.ListLastRuns(query).Select(run => run.RunId);
    }

    [Fact]
    public void The_last_run_that_meets_a_condition_is_found_however_many_are_newer()
    {
        Store.Start(new RunDraft("a001") { Key = "this" });
        for (var i = 0; i < 20; i++)
            Store.Start(new RunDraft("a001"));
        Assert.Equal(1, Store.FindLastRun(new RunQuery("a001"), run => run.Key == "this")?.RunId);
        Assert.Equal(19, Store.FindLastRun(new RunQuery("a001") { Most = 3 }, run => run.RunId < 20)?.RunId);
        Assert.Null(Store.FindLastRun(new RunQuery("a001") { Most = 3 }, run => run.Key == "this"));
        Assert.Null(Store.FindLastRun(new RunQuery("a001"), run => run.Key == "that"));
    }
}

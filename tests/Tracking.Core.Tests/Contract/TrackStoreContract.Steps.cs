using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rules 7.1 to 7.8 and 8.4: steps are records of their own
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_new_step_gets_an_id_of_its_own_counter_a_path_and_an_identity()
    {
        Save();
        var run = Store.StartRun("a002");
        Save("a002");
        var step = Store.SaveStep(NewStep("install", run.RunId, status: StepStatus.Running));
        Assert.Equal((1, 2, "install", null, 0, "install"), (step.StepId, step.RunId, step.Name, step.Key, step.ParentId, step.Path));
        Assert.Equal((StepStatus.Running, TestClock.At(20), null, 1, null, null),
            (step.Status, step.StartUtc, step.EndUtc, step.Attempt, step.Facts, step.Output));
        Assert.Equal((1, null, step.Identity), (step.Identity.Number, step.Origin, Store.ListSteps()[0].Identity));
        Assert.Equal(2, Store.SaveStep(NewStep("reboot", 1)).StepId);
        // Tracks and runs have theirs.
        Assert.Equal((3, 3), (Save().Number, Store.StartRun("a003").RunId));
        Assert.Equal(new StoreCounts(3, 3, 2, 1), Store.Count());
    }

    [Fact]
    public void Steps_are_no_tracks()
    {
        Store.StartRun("a");
        Store.SaveStep(NewStep("a", 1));
        Assert.Empty(FindAll());
        Assert.Empty(Store.ListTasks());
        Assert.Equal(1, Save("a", mode: SaveMode.Update).Number);
        Assert.Equal(StepStatus.Completed, Assert.Single(Store.ListSteps()).Status);
    }

    [Fact]
    public void A_path_tells_names_and_keys_apart_whatever_is_in_them()
    {
        Store.StartRun("a");
        var web = Store.SaveStep(NewStep("web", 1, key: "1"));
        Store.SaveStep(NewStep("install", 1, parent: web.StepId));
        Store.SaveStep(NewStep("web[1]/install", 1));
        Store.SaveStep(NewStep("up", 1, parent: 3, key: "a/b]c\\d[e"));
        Store.SaveStep(NewStep("a\\b", 1));
        Store.SaveStep(NewStep("up", 1, key: ""));
        string[] expected =
            ["web[1]", "web[1]/install", @"web\[1]\/install", @"web\[1]\/install/up[a/b\]c\\d[e]", @"a\\b", "up[]"];
        Assert.Equal(expected, Store.ListSteps().Select(s => s.Path));
        Store.Optimize();
        Reopen();
        Assert.Equal(expected, Store.ListSteps().Select(s => s.Path));
    }

    [Fact]
    public void The_last_record_of_a_step_stands_and_its_id_path_and_identity_stay()
    {
        Store.StartRun("a");
        var begun = Store.SaveStep(NewStep("up", 1, key: "k", status: StepStatus.Running));
        Store.SaveStep(NewStep("other", 1));
        var facts = new StepFacts { Error = "no net", ErrorId = "NoNet", Errors = ["no net", "é"], ErrorCount = 3, ExitCode = -1 };
        var ended = Store.SaveStep(begun with
        {
            Status = StepStatus.CompletedWithErrors,
            StartUtc = TestClock.At(21),
            EndUtc = TestClock.At(40),
            Attempt = 3,
            Path = "whatever",
            Facts = facts.ToData(),
            Output = OutputData.Write("<Objs>é\n</Objs>"),
        });
        Assert.Equal((begun.StepId, begun.Path, begun.Identity), (ended.StepId, ended.Path, ended.Identity));
        Check();
        Reopen();
        Check();
        Store.Optimize();
        Reopen();
        Check();
        Assert.Equal([1, 2], Store.ListSteps().Select(s => s.StepId));
        Assert.Equal(TestClock.At(40), Store.FindRun(1)!.EndUtc);
        // What was returned stays as it was.
        Assert.Equal((StepStatus.Running, 1), (begun.Status, begun.Attempt));

        void Check()
        {
            var step = Store.ListSteps()[0];
            Assert.Equal(StoreState.Show(ended), StoreState.Show(step));
            Assert.Equal((begun.Identity, TestClock.At(21), TestClock.At(40), 3),
                (step.Identity, step.StartUtc, step.EndUtc, step.Attempt));
            var known = StepFacts.Of(step);
            Assert.Equal(("no net", "NoNet", 3, -1, 0), (known.Error, known.ErrorId, known.ErrorCount, known.ExitCode, known.WarningCount));
            Assert.Equal(["no net", "é"], known.Errors);
            Assert.Equal("<Objs>é\n</Objs>", OutputData.Read(step.Output));
        }
    }

    [Theory]
    [InlineData(StepStatus.Completed)]
    [InlineData(StepStatus.CompletedWithErrors)]
    [InlineData(StepStatus.Failed)]
    [InlineData(StepStatus.Stopped)]
    [InlineData(StepStatus.Skipped)]
    public void A_step_says_how_it_ended(StepStatus status)
    {
        Store.StartRun("a");
        Assert.Equal((status, true), (Store.SaveStep(NewStep("s", 1, status: status)).Status, Store.ListSteps()[0].HasEnded));
        Store.Optimize();
        Reopen();
        Assert.Equal((status, TestClock.At(30)), (Store.ListSteps()[0].Status, Store.ListSteps()[0].EndUtc));
        // It may be tried again.
        var again = Store.ListSteps()[0] with { Status = StepStatus.Running, EndUtc = null, Attempt = 2 };
        Assert.Equal((1, StepStatus.Running, null),
            (Store.SaveStep(again).StepId, StoreState.Said(Store.ListSteps()[0]), Store.ListSteps()[0].EndUtc));
    }

    [Fact]
    public void A_step_that_was_not_ended_in_a_run_that_was_is_abandoned()
    {
        Store.StartRun("a");
        Store.SaveStep(NewStep("s", 1, status: StepStatus.Running));
        Assert.Equal(StepStatus.Running, StoreState.Said(Assert.Single(Store.ListSteps())));
        Store.StopRun("a", status: RunStatus.Stopped);
        Check();
        Store.Optimize();
        Reopen();
        Check();

        void Check()
        {
            var step = Assert.Single(Store.ListSteps());
            Assert.Equal((StepStatus.Abandoned, null, false), (step.Status, step.EndUtc, step.HasEnded));
        }
    }

    [Fact]
    public void A_step_belongs_to_a_run_and_to_a_step_that_are_there()
    {
        Store.StartRun("a");
        Store.StartRun("b");
        Store.SaveStep(NewStep("s", 1));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.SaveStep(NewStep("s", 3)));
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.SaveStep(NewStep("s", -1)));
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.SaveStep(NewStep("s", 0)));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.SaveStep(NewStep("t", 2, parent: 1)));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.SaveStep(NewStep("t", 1, parent: 2)));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.SaveStep(NewStep("t", 1, parent: -1)));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.SaveStep(NewStep("t", 1) with { StepId = 2 }));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.SaveStep(NewStep("t", 1) with { StepId = -1 }));
        Assert.Equal(2, Store.SaveStep(NewStep("t", 1, parent: 1)).StepId);
    }

    [Fact]
    public void What_a_step_is_never_changes()
    {
        Store.StartRun("a");
        Store.StartRun("b");
        Store.SaveStep(NewStep("s", 1));
        var step = Store.SaveStep(NewStep("t", 1, key: "k"));
        StepRecord[] others =
            [step with { RunId = 2 }, step with { Name = "T" }, step with { Key = "K" }, step with { Key = null },
                step with { ParentId = 1 }];
        Assert.All(others, other => Refused(TrackingErrorCode.TrackStepInvalid, () => Store.SaveStep(other)));
    }

    [Fact]
    public void A_step_that_no_store_can_hold_is_refused()
    {
        Store.StartRun("a");
        Refused(TrackingErrorCode.TrackNameInvalid, () => Store.SaveStep(NewStep("", 1)));
        Refused(TrackingErrorCode.TrackNameInvalid, () => Store.SaveStep(NewStep("half \ud800", 1)));
        Refused(TrackingErrorCode.TrackNameInvalid, () => Store.SaveStep(NewStep("s", 1, key: "\udc00 half")));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Store.SaveStep(NewStep(new string('s', 8193), 1)));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Store.SaveStep(NewStep("s", 1, key: new string('k', 8193))));
        // That it is abandoned only shows.
        Assert.Throws<ArgumentOutOfRangeException>(() => Store.SaveStep(NewStep("s", 1, status: StepStatus.Abandoned)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Store.SaveStep(NewStep("s", 1) with { Attempt = 0 }));
        Assert.Empty(Store.ListSteps());
        Store.SaveStep(NewStep(new string('s', 8192), 1, key: new string('k', 8192)));
        Reopen();
        var step = Assert.Single(Store.ListSteps());
        Assert.Equal((8192, 8192, 16386), (step.Name.Length, step.Key!.Length, step.Path.Length));
    }

    [Fact]
    public void Output_of_64_MiB_is_refused_and_leaves_the_step_as_it_was()
    {
        if (!TriesLargeData)
            return;
        Store.StartRun("a");
        var step = Store.SaveStep(NewStep("s", 1));
        Refused(TrackingErrorCode.TrackDataTooLarge, () =>
            Store.SaveStep(step with { Output = OutputData.Write(new string('o', 64 << 20)) }));
    }

    [Fact]
    public void Steps_are_listed_by_id_all_or_those_of_some_runs()
    {
        Assert.Empty(Store.ListSteps());
        Store.StartRun("a");
        Store.StartRun("b");
        Store.StartRun("c");
        foreach (var run in new[] { 2, 1, 3, 2, 1 })
            Store.SaveStep(NewStep("s", run));
        Assert.Equal([1, 2, 3, 4, 5], Store.ListSteps().Select(s => s.StepId));
        Assert.Equal([1, 2, 4, 5], Store.ListSteps([2, 1, 2]).Select(s => s.StepId));
        Assert.Equal([3], Store.ListSteps([3, 99]).Select(s => s.StepId));
        Assert.Empty(Store.ListSteps([]));
        Assert.Empty(Store.ListSteps([99, 0, -1]));
    }

    [Fact]
    public void A_step_raises_the_end_of_its_run_and_never_lowers_it()
    {
        Store.StartRun("a", TestClock.At(1));
        Store.StartRun("b", TestClock.At(1));
        Store.SaveStep(NewStep("s", 1, status: StepStatus.Running));
        Assert.Equal(TestClock.At(20), Store.FindRun(1)!.EndUtc);
        Store.SaveStep(NewStep("t", 1, end: 35));
        Store.SaveStep(NewStep("u", 1, end: 32));
        Assert.Equal((TestClock.At(35), TestClock.At(1)), (Store.FindRun(1)!.EndUtc, Store.FindRun(2)!.EndUtc));
        Reopen();
        Assert.Equal(TestClock.At(35), Store.FindRun(1)!.EndUtc);
    }

    [Fact]
    public void A_track_knows_the_step_that_it_was_saved_in()
    {
        Store.StartRun("a");
        Store.StartRun("b");
        Store.SaveStep(NewStep("s", 1));
        Store.SaveStep(NewStep("t", 2));
        var track = Store.Save(new TrackDraft("a", "u1", Json.Data("{}")) { RunId = 1, StepId = 1 });
        Assert.Equal((1, 1), (track.Number, track.StepId));
        Store.Save([new TrackDraft("a", "u2", Json.Data("{}")) { StepId = 1 }, new TrackDraft("a", "u3", Json.Data("{}"))], _ => { });
        // Whatever replaces it.
        Assert.Equal(1, Save("a", "u1", mode: SaveMode.Update, json: """{"v":1}""").StepId);
        Assert.Equal(1, Save("a", "u2", mode: SaveMode.Merge, json: """{"v":2}""").StepId);
        Check();
        Reopen();
        Check();
        Store.Optimize();
        Reopen();
        Check();
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.Save(new TrackDraft("a", "u", Json.Data("{}")) { StepId = 2 }));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.Save(new TrackDraft("a", "u", Json.Data("{}")) { RunId = 2, StepId = 1 }));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.Save(new TrackDraft("a", "u", Json.Data("{}")) { StepId = 9 }));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.Save(new TrackDraft("new", "u", Json.Data("{}")) { StepId = 1 }));

        void Check() => Assert.Equal([(1, 1), (2, 1), (3, 0)],
            Store.Search(new TrackQuery()).OrderBy(t => t.Number).Select(t => ((int)t.Number, t.StepId)));
    }

    [Fact]
    public void A_run_begins_with_what_it_carries_over()
    {
        var (first, carried) = FailedRun();
        Store.SaveStep(NewStep("between", first.RunId));
        var run = Store.Start(new RunDraft("a") { Key = "k", Continues = first.Identity, Carried = carried, TimeUtc = TestClock.At(50) });
        Assert.Equal((2, 3, first.Identity, TestClock.At(50)), (run.RunId, run.CarriedSteps, run.Continues, run.EndUtc));
        Check();
        Store.Optimize();
        Reopen();
        Check();
        // The old run stays as it ended.
        Assert.Equal((RunStatus.Failed, 5), (Store.FindRun(1)!.Status, Store.ListSteps([1]).Count));
        Assert.Equal([1, 2, 3, 4, 5], Store.ListSteps([1]).Select(s => s.StepId));
        Assert.Equal(9, Store.SaveStep(NewStep("next", 2)).StepId);

        void Check()
        {
            var steps = Store.ListSteps([2]);
            Assert.Equal([(6, 0, "web"), (7, 6, "web/install"), (8, 6, "web/reboot[1]")],
                steps.Select(s => (s.StepId, s.ParentId, s.Path)));
            Assert.Equal(carried.Select(s => s.Identity), steps.Select(s => s.CarriedFrom!.Value));
            Assert.Equal(carried.Select(s => (s.Status, s.StartUtc, s.EndUtc, s.Attempt, OutputData.Read(s.Output))),
                steps.Select(s => (s.Status, s.StartUtc, s.EndUtc, s.Attempt, OutputData.Read(s.Output))));
            Assert.Equal(3, steps.Select(s => s.Identity).Except(carried.Select(s => s.Identity)).Count());
            Assert.All(steps, step => Assert.Null(step.Origin));
            Assert.Equal(3, Store.FindRun(2)!.CarriedSteps);
        }
    }

    [Fact]
    public void What_is_carried_from_run_to_run_names_the_step_that_ran()
    {
        var (first, carried) = FailedRun();
        Store.Start(new RunDraft("a") { Continues = first.Identity, Carried = carried });
        var added = Store.SaveStep(NewStep("done in the second", 2));
        // A database lets nothing be continued that is at work.
        Store.StopRun("a", status: RunStatus.Failed);
        var third = Store.Start(new RunDraft("a") { Continues = Store.FindRun(2)!.Identity, Carried = Store.ListSteps([2]) });
        Store.StopRun("a", status: RunStatus.Failed);
        Store.Start(new RunDraft("a") { Continues = third.Identity, Carried = Store.ListSteps([3]) });
        Reopen();
        var steps = Store.ListSteps([4]);
        Assert.Equal([.. carried.Select(s => s.Identity), added.Identity], steps.Select(s => s.CarriedFrom!.Value));
        Assert.Equal(4, Store.FindRun(4)!.CarriedSteps);
        // Also into another store, where none of their ids is free.
        using var other = NewMemory();
        other.StartRun("x");
        for (var i = 0; i < 30; i++)
            other.SaveStep(NewStep($"{i}", 1));
        var run = other.Start(new RunDraft("a") { Continues = third.Identity, Carried = steps });
        Assert.Equal(steps.Select(s => s.CarriedFrom), other.ListSteps([run.RunId]).Select(s => s.CarriedFrom));
        Assert.Equal(steps.Select(s => s.Path), other.ListSteps([run.RunId]).Select(s => s.Path));
        Assert.Equal([31, 32, 33, 34], other.ListSteps([run.RunId]).Select(s => s.StepId));
    }

    [Fact]
    public void Nothing_is_started_where_one_step_cannot_be_carried_over()
    {
        var (first, carried) = FailedRun();
        // An inner step before the one around it, and one whose outer step stays behind.
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.Start(new RunDraft("a") { Carried = [carried[1], carried[0]] }));
        Refused(TrackingErrorCode.TrackStepInvalid, () => Store.Start(new RunDraft("a") { Carried = [carried[1]] }));
        Refused(TrackingErrorCode.TrackNameInvalid, () =>
            Store.Start(new RunDraft("a") { Carried = [.. carried, carried[0] with { Name = "" }] }));
        Refused(TrackingErrorCode.TrackDataTooLarge,
            () => Store.Start(new RunDraft("a") { Carried = [carried[0], carried[1] with { Key = new string('k', 8193) }] }));
        Assert.Equal((2, 5), (Store.Start(new RunDraft("a") { Carried = [carried[0]] }).RunId, Store.ListSteps([2]).Single().StepId));
        Assert.Equal(1, first.RunId);
    }

    [Fact]
    public void Many_steps_are_carried_over_in_their_order()
    {
        Store.StartRun("a");
        for (var i = 0; i < Many / 10; i++)
            Store.SaveStep(NewStep("up", 1, parent: i % 7 == 0 ? 0 : i - (i % 7) + 1, key: $"{i}"));
        var run = Store.Start(new RunDraft("a") { Carried = Store.ListSteps() });
        Reopen();
        Assert.Equal(Store.ListSteps([1]).Select(s => (s.Path, s.Identity)),
            Store.ListSteps([run.RunId]).Select(s => (s.Path, s.CarriedFrom!.Value)));
    }

    [Fact]
    public void A_copied_run_brings_its_steps()
    {
        using var source = NewMemory();
        source.StartRun("x");
        source.StartRun("a");
        var outer = source.SaveStep(NewStep("web", 2, status: StepStatus.Running));
        var facts = Json.Data("""{"exitCode":3}""");
        source.SaveStep(NewStep("install", 2, parent: outer.StepId) with { Output = OutputData.Write("o"), Facts = facts });
        source.Save(new TrackDraft("a", "u", Json.Data("{}")) { StepId = 2 });
        Store.StartRun("y");
        Store.SaveStep(NewStep("own", 1));
        Copy(source);
        Check(StepStatus.Running, 1);
        Unseen(() => Copy(source));
        source.SaveStep(outer with { Status = StepStatus.Failed, EndUtc = TestClock.At(60), Attempt = 2 });
        using var old = NewMemory();
        Copy(source);
        Check(StepStatus.Failed, 2);
        Unseen(() => Copy(source));
        Store.Optimize();
        Reopen();
        Check(StepStatus.Failed, 2);
        Unseen(() => Copy(source));
        // A copy of the copy is the same, and nothing comes back as something new.
        new StoreCopier(Store, old).CopyAll();
        Unseen(() => Copy(old));
        new StoreCopier(old, source).CopyAll();
        Assert.Equal([outer.Identity, source.ListSteps()[1].Identity], source.ListSteps([2]).Select(s => s.Identity));
        Assert.Equal(source.ListSteps([2]).Select(s => s.Identity), Store.ListSteps([3]).Select(s => s.Identity));

        void Check(StepStatus status, int attempt)
        {
            var steps = Store.ListSteps([3]);
            Assert.Equal([(2, 0, "web", status, attempt), (3, 2, "web/install", StepStatus.Completed, 1)],
                steps.Select(s => (s.StepId, s.ParentId, s.Path, s.Status, s.Attempt)));
            Assert.Equal(source.ListSteps([2]).Select(s => s.Identity), steps.Select(s => s.Origin!.Value));
            Assert.Equal(("o", 3), (OutputData.Read(steps[1].Output), StepFacts.Of(steps[1]).ExitCode));
            Assert.Equal(3, Store.Search(new TrackQuery { RunIds = [3] }).Single().StepId);
            Assert.Equal(steps[1].Identity, Store.Export(new TrackQuery { RunIds = [3] }).Single().StepOrigin);
            Assert.Equal([1], Store.ListSteps([1]).Select(s => s.StepId));
        }
    }

    [Fact]
    public void Some_tracks_are_copied_with_the_steps_of_their_runs_and_no_others()
    {
        using var source = NewMemory();
        source.StartRun("a");
        source.StartRun("b");
        source.SaveStep(NewStep("s", 1));
        source.SaveStep(NewStep("t", 2));
        source.Save(new TrackDraft("b", "u", Json.Data("{}")) { StepId = 2 });
        Assert.Empty(new StoreCopier(source, Store).Copy([1]));
        Assert.Equal([("t", 1)], Store.ListSteps().Select(s => (s.Path, s.RunId)));
        Assert.Equal(1, Get(1).StepId);
        Copy(source);
        Assert.Equal(["t", "s"], Store.ListSteps().Select(s => s.Path));
    }

    [Fact]
    public void The_state_of_a_step_that_is_further_on_stands_whichever_comes_first()
    {
        using var source = NewMemory();
        source.StartRun("a");
        var begun = source.SaveStep(NewStep("s", 1, status: StepStatus.Running));
        Look(begun, ImportOutcome.Added);
        Look(begun with { Status = StepStatus.Abandoned }, ImportOutcome.Unchanged);
        Look(begun with { Status = StepStatus.Failed, EndUtc = TestClock.At(25) }, ImportOutcome.Updated);
        Look(begun, ImportOutcome.Unchanged);
        Look(begun with { Attempt = 2 }, ImportOutcome.Updated);
        Look(begun with { Status = StepStatus.Failed, EndUtc = TestClock.At(99) }, ImportOutcome.Unchanged);
        Look(begun with { Status = StepStatus.Completed, EndUtc = TestClock.At(40), Attempt = 2 }, ImportOutcome.Updated);
        Look(begun with { Attempt = 2 }, ImportOutcome.Unchanged);
        Assert.Equal((StepStatus.Completed, 2, TestClock.At(40)),
            (Store.ListSteps()[0].Status, Store.ListSteps()[0].Attempt, Store.ListSteps()[0].EndUtc));
        // One with the same origin that is visibly something else.
        Look(begun with { Attempt = 5, Path = "t", Name = "t" }, ImportOutcome.Conflicting);

        void Look(StepRecord step, ImportOutcome outcome) => Assert.Equal(outcome,
            Store.Import(source.ExportRuns(), [],
                [new StepExport(step, source.FindRun(1)!.Identity, ParentOrigin: null)]).Steps[0].Outcome);
    }

    [Fact]
    public void A_step_of_a_run_that_is_not_here_is_refused_with_all_that_comes_with_it()
    {
        using var source = NewMemory();
        source.StartRun("a");
        var step = new StepExport(source.SaveStep(NewStep("s", 1)), source.FindRun(1)!.Identity, ParentOrigin: null);
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.Import([], [], [step]));
        Refused(TrackingErrorCode.TrackRunNotFound,
            () => Store.Import(source.ExportRuns(), [], [step, step with { RunOrigin = new Origin(Guid.NewGuid(), 1) }]));
        Refused(TrackingErrorCode.TrackNameInvalid,
            () => Store.Import(source.ExportRuns(), [],
                [step, step with { Step = step.Step with { Name = "", Identity = new Origin(Guid.NewGuid(), 1) } }]));
        var result = Store.Import(source.ExportRuns(), [], [step, step]);
        List<ImportOutcome> expected = [ImportOutcome.Added, ImportOutcome.Unchanged];
        Assert.Equal(expected, result.Steps.Select(s => s.Outcome));
        Assert.Single(Store.ListSteps());
    }

    [Fact]
    public void What_is_copied_is_within_its_own_run_whatever_comes_with_it()
    {
        using var source = NewMemory();
        source.StartRun("a");
        source.StartRun("b");
        var (a, b) = (source.FindRun(1)!.Identity, source.FindRun(2)!.Identity);
        var (outer, inner) = (source.SaveStep(NewStep("s", 1)), source.SaveStep(NewStep("t", 2)));
        source.Save(Draft("b"));
        var track = source.Export(new TrackQuery()).Single() with { StepOrigin = outer.Identity };
        Store.Import(source.ExportRuns(), [track], [new StepExport(outer, a, null), new StepExport(inner, b, outer.Identity)]);
        Reopen();
        Assert.Equal([("s", 0), ("t", 0)], Store.ListSteps().Select(s => (s.Path, s.ParentId)));
        Assert.Equal(0, Get(1).StepId);
    }

    [Fact]
    public void A_follower_hears_of_each_step_in_its_order()
    {
        Store.StartRun("a");
        Store.SaveStep(NewStep("before", 1));
        using var follower = Store.Follow();
        var outer = Store.SaveStep(NewStep("web", 1, status: StepStatus.Running));
        Store.SaveStep(NewStep("install", 1, parent: outer.StepId));
        Save("a");
        // A database tells what is there now, and nothing of what was replaced since.
        Assert.Equal(["step 2 web Running 1", "step 3 web/install Completed 1", "1 {}"], Hear(follower));
        Store.SaveStep(outer with { Status = StepStatus.Completed, EndUtc = TestClock.At(40), Attempt = 2 });
        Store.StopRun("a");
        Assert.Equal(["step 2 web Completed 2", "run 1 of a Finished"], Hear(follower));
        Store.Start(new RunDraft("a") { Carried = Store.ListSteps([1]).Skip(1).ToList() });
        Assert.Equal(["run 2 of a Running", "step 4 web Completed 2", "step 5 web/install Completed 1"], Hear(follower));
        Store.Optimize();
        Assert.Empty(Hear(follower));
    }

    [Fact]
    public void A_follower_from_a_time_first_hears_of_steps_where_they_ended()
    {
        Store.StartRun("a", TestClock.At(1));
        Store.SaveStep(NewStep("old", 1, end: 21));
        Store.SaveStep(NewStep("web", 1, end: 35));
        Save("a", at: 24);
        Save("a", at: 40);
        Store.StopRun("a", timeUtc: TestClock.At(50));
        using var follower = Store.Follow(TestClock.At(22));
        Assert.Equal(["1 {}", "step 2 web Completed 1", "2 {}", "run 1 of a Finished"], Hear(follower));
    }

    [Fact]
    public void A_run_that_finished_with_errors_has_finished()
    {
        Save();
        var run = Store.StopRun("a001", status: RunStatus.FinishedWithErrors, message: "1 step failed", timeUtc: TestClock.At(9));
        Assert.Equal((RunStatus.FinishedWithErrors, true, false, TestClock.At(9)), (run.Status, run.Finished, run.IsCurrent, run.EndUtc));
        Assert.Null(Store.FindCurrentRun("a001"));
        Store.Optimize();
        Reopen();
        Assert.Equal((RunStatus.FinishedWithErrors, "1 step failed"), (Store.FindRun(1)!.Status, Store.FindRun(1)!.Message));
        Assert.True(Store.FindRun(1)!.HasEnded);
    }

    /// <summary>
    /// A run that failed, and what another one carries over of it: two steps within a third one, with output, and not the one that failed.
    /// </summary>
    private (RunRecord Run, IReadOnlyList<StepRecord> Carried) FailedRun()
    {
        Store.Start(new RunDraft("a") { Key = "k", TimeUtc = TestClock.At(1) });
        var outer = Store.SaveStep(NewStep("web", 1));
        var steps = new[]
        {
            outer,
            Store.SaveStep(NewStep("install", 1, parent: outer.StepId, end: 31) with { Output = OutputData.Write("text"), Attempt = 2 }),
            Store.SaveStep(NewStep("reboot", 1, parent: outer.StepId, key: "1", status: StepStatus.CompletedWithErrors, end: 32)),
        };
        Store.SaveStep(NewStep("fails", 1, status: StepStatus.Failed, end: 33));
        return (Store.StopRun("a", status: RunStatus.Failed, timeUtc: TestClock.At(34)), steps);
    }
}

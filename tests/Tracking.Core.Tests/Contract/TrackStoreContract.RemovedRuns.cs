using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.25, and rule 4.11: runs that are removed, by name or with their last track
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_run_is_removed_with_its_steps_and_tracks_and_returned()
    {
        FillTwoRuns();
        var removed = Store.RemoveRun(1);
        Assert.Equal((1, "a", RunStatus.Failed, "no"), (removed.RunId, removed.TaskId, removed.Status, removed.Message));
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(Store.FindRun(1));
            Assert.Equal([2], Store.ListRuns().Select(run => run.RunId));
            Assert.Equal([2], Store.ListRuns("a").Select(run => run.RunId));
            Assert.Equal([3, 5], FindAll());
            Assert.Empty(Find(new TrackQuery { RunIds = [1] }));
            Assert.Empty(Find(new TrackQuery { Numbers = [1, 2, 4] }));
            Assert.Equal([3], Find(new TrackQuery { Users = Named("u1") }));
            Assert.Equal(["b"], Store.ListSteps().Select(step => step.Name));
            Assert.Empty(Store.ListSteps([1]));
            Assert.Equal([("a", "u1"), ("b", "u2")], Store.ListUsers().Select(user => (user.TaskId, user.UserName)));
            Assert.Equal(new StoreCounts(2, 1, 2, 2), Store.Count());
            Reopen();
        }
    }

    [Fact]
    public void Ids_of_a_removed_run_are_not_given_again()
    {
        FillTwoRuns();
        Store.StopRun(null, 2);
        Store.RemoveRun(2);
        Reopen();
        Assert.Equal((6, 3), Save("a") is var saved ? (saved.Number, saved.RunId) : default);
        Assert.Equal(4, Store.SaveStep(NewStep("s", 3)).StepId);
        Store.StopRun("a");
        Store.RemoveRun(3);
        Store.RemoveRun(1);
        Store.Optimize();
        Assert.Equal(new StoreCounts(0, 0, 0, 0), Store.Count());
        Reopen();
        Assert.Equal(4, Store.StartRun("a").RunId);
        Assert.Equal(7, Save("a").Number);
        Assert.Equal(5, Store.SaveStep(NewStep("s", 4)).StepId);
    }

    [Fact]
    public void A_run_that_is_not_there_cannot_be_removed()
    {
        Save();
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.RemoveRun(2));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.RemoveRun(0));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.RemoveRun(int.MaxValue));
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.RemoveRun(-1));
        Store.RemoveRun(1);
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.RemoveRun(1));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save(run: 1));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.StopRun(null, 1));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.SaveStep(NewStep("s", 1)));
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Remove(1));
    }

    [Fact]
    public void A_run_at_work_is_removed_only_after_it_was_stopped()
    {
        Store.StartRun("a");
        Save("a");
        if (ForgetsWhoIsAtWork)
        {
            Assert.Equal(RunStatus.Abandoned, Store.RemoveRun(1).Status);
            return;
        }
        Refused(TrackingErrorCode.TrackRunClaimed, () => Store.RemoveRun(1));
        Store.StopRun("a");
        Assert.Equal(RunStatus.Finished, Store.RemoveRun(1).Status);

        // Of an open run nobody says that it is at work, but a step may be.
        Save("b");
        var step = Store.SaveStep(NewStep("s", 2, status: StepStatus.Running));
        Refused(TrackingErrorCode.TrackRunClaimed, () => Store.RemoveRun(2));
        Store.SaveStep(step with { Status = StepStatus.Completed, EndUtc = TestClock.At(30) });
        Assert.Equal(RunStatus.Open, Store.RemoveRun(2).Status);
    }

    [Fact]
    public void A_current_run_that_is_removed_leaves_its_task_without_one()
    {
        Save("a");
        Save("A", user: "u2");
        Store.RemoveRun(1);
        Assert.Null(Store.FindCurrentRun("a"));
        Assert.Empty(Store.ListTasks());
        Assert.Equal((3, 2), Save("a") is var saved ? (saved.Number, saved.RunId) : default);
        // One that is not current any more leaves the current one.
        Store.Start(new RunDraft("a") { IsOpen = true });
        Store.RemoveRun(2);
        Assert.Equal(3, Store.FindCurrentRun("a")?.RunId);
    }

    [Fact]
    public void A_run_that_a_save_started_goes_with_its_last_track()
    {
        Save("a", "u1");
        Save("b", "u1", run: 1);
        Store.Remove(1);
        Assert.Equal(1, Store.FindCurrentRun("a")?.RunId);
        Assert.Equal(2, Store.Remove(2).Number);
        for (var i = 0; i < 2; i++)
        {
            Assert.Empty(Store.ListRuns());
            Assert.Null(Store.FindCurrentRun("a"));
            Assert.Equal(new StoreCounts(0, 0, 0, 0), Store.Count());
            Reopen();
        }
        Assert.Equal((3, 2), Save("a") is var saved ? (saved.Number, saved.RunId) : default);
    }

    [Fact]
    public void A_run_of_which_anything_else_is_on_record_stays_without_tracks()
    {
        Store.StartRun("started");
        Save("started");
        Save("stopped");
        Store.StopRun("stopped", status: RunStatus.Failed);
        Save("step");
        Store.SaveStep(NewStep("s", 3));
        Store.Start(new RunDraft("detached") { IsOpen = true, Facts = Json.Data("""{"host":"h"}""") });
        Save("detached");
        Store.Start(new RunDraft("key") { IsOpen = true, Key = "k" });
        Save("key");
        foreach (var number in FindAll())
            Store.Remove(number);
        Assert.Equal([1, 2, 3, 4, 5], Store.ListRuns().Select(run => run.RunId));
        Reopen();
        Assert.Equal([1, 2, 3, 4, 5], Store.ListRuns().Select(run => run.RunId));
        Assert.Equal(4, Save("detached").RunId);
    }

    [Fact]
    public void A_follower_hears_nothing_of_a_removed_run_and_goes_on()
    {
        Save("a");
        Save("b");
        using var follower = Store.Follow();
        Store.RemoveRun(1);
        Assert.Empty(Hear(follower));
        Assert.Null(follower.FindRun(1));
        Store.Remove(2);
        Assert.Empty(Hear(follower));
        Save("a");
        Assert.Equal(["run 3 of a Open", "3 {}"], Hear(follower));
        Store.Optimize();
        Save("a");
        Assert.Equal(["4 {}"], Hear(follower));
        using var late = Store.Follow(TestClock.At(0));
        Assert.Equal(["run 3 of a Open", "3 {}", "4 {}"], Hear(late));
    }

    [Fact]
    public void What_is_being_read_of_a_run_is_read_to_its_end_though_the_run_is_removed()
    {
        for (var i = 0; i < 300; i++)
            Save("a");
        using var reading = Store.Search(new TrackQuery()).GetEnumerator();
        Assert.True(reading.MoveNext());
        Store.RemoveRun(1);
        var read = 1;
        while (reading.MoveNext())
            Assert.Equal(++read, reading.Current.Number);
        Assert.Equal(300, read);
    }

    [Fact]
    public void A_run_that_was_removed_from_the_destination_is_copied_again_and_never_conflicts()
    {
        using var source = new MemoryTrackStore(Clock.Read);
        source.Save(new TrackDraft("a", "u", Json.Data("""{"n":1}""")));
        source.SaveStep(NewStep("s", 1));
        source.StopRun("a");
        for (var copy = 1; copy <= 3; copy++)
        {
            new StoreCopier(source, Store).CopyAll();
            Assert.Equal([copy], Store.ListRuns().Select(run => run.RunId));
            Assert.Equal([copy], FindAll());
            Assert.Equal([(copy, copy)], Store.ListSteps().Select(step => (step.StepId, step.RunId)));
            // Nothing is copied twice.
            new StoreCopier(source, Store) { OnTrack = (_, done) => Assert.Equal(ImportOutcome.Unchanged, done.Outcome) }.CopyAll();
            Store.Optimize();
            Reopen();
            Assert.Equal(new StoreCounts(1, 1, 1, 1), Store.Count());
            Store.RemoveRun(copy);
        }
    }

    [Fact]
    public void A_run_comes_back_from_a_copy_with_its_origin()
    {
        FillTwoRuns();
        var origin = Store.ExportRuns([1])[0].Origin;
        using var copy = new MemoryTrackStore(Clock.Read);
        new StoreCopier(Store, copy).CopyAll();
        Store.RemoveRun(1);
        new StoreCopier(copy, Store).CopyAll();
        Reopen();
        Assert.Equal([2, 3], Store.ListRuns().Select(run => run.RunId));
        Assert.Equal(origin, Store.FindRun(3)!.Identity);
        Assert.Equal([3, 5, 6, 7, 8], FindAll().Order());
        Assert.Equal(["b", "a", "in"], Store.ListSteps().Select(step => step.Name));
        // And is known as the same from then on.
        new StoreCopier(copy, Store)
        {
            OnRun = (_, run) => Assert.Equal(ImportOutcome.Unchanged, run.Outcome),
            OnTrack = (_, track) => Assert.Equal(ImportOutcome.Unchanged, track.Outcome),
        }.CopyAll();
        Assert.Equal(new StoreCounts(5, 2, 2, 2), Store.Count());
    }

    [Fact]
    public void A_run_goes_on_saying_which_one_it_continues_when_that_one_is_removed()
    {
        var first = Store.StartRun("a");
        Store.StopRun("a", status: RunStatus.Failed);
        var second = Store.Start(new RunDraft("a") { Continues = first.Identity });
        Store.StopRun("a", status: RunStatus.Failed);
        Store.RemoveRun(first.RunId);
        Reopen();
        Assert.Equal(first.Identity, Store.FindRun(second.RunId)!.Continues);
        var third = Store.Start(new RunDraft("a") { Continues = second.Identity });
        Store.StopRun("a", status: RunStatus.Failed);
        // Without its successor a run can be continued again.
        Store.RemoveRun(third.RunId);
        Assert.Equal(4, Store.Start(new RunDraft("a") { Continues = second.Identity }).RunId);
    }

    /// <summary>
    /// Run 1 of a failed, with tracks 1, 2 and 4 and steps 1 and 3 within it; run 2 of a has tracks 3 and 5, and step 2.
    /// </summary>
    private void FillTwoRuns()
    {
        Store.StartRun("a");
        Save("a", "u1");
        Save("a", "u2", json: """{"n":1}""");
        Store.Start(new RunDraft("a") { IsOpen = true, Facts = Json.Data("{}") });
        Save("a", "u1");
        Save("b", "u1", run: 1);
        Save("b", "u2", run: 2);
        var outer = Store.SaveStep(NewStep("a", 1));
        Store.SaveStep(NewStep("b", 2));
        Store.SaveStep(NewStep("in", 1, outer.StepId));
        Save("a", "u2", run: 1, json: """{"n":2}""", mode: SaveMode.Update);
        Store.StopRun(null, 1, RunStatus.Failed, "no");
    }
}

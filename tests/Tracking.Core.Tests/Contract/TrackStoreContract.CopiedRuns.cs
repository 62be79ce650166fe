using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// Copy-Track: what stands of a run of which two stores tell, and that a copied one is told where it was started.
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_copied_run_is_never_current_and_whether_it_is_at_work_is_unknown()
    {
        using var source = NewMemory();
        source.Save(Draft("a", at: 1));
        Copy(source);
        Assert.Null(Store.FindCurrentRun("a"));
        Assert.Equal((RunStatus.Open, false), (Store.FindRun(1)!.Status, Store.FindRun(1)!.IsCurrent));
        // A new save for the task starts a run, which stays current whatever is copied.
        Assert.Equal(2, Save("a").RunId);
        source.StopRun("a", timeUtc: TestClock.At(8));
        source.StartRun("a", TestClock.At(9));
        Copy(source);
        Assert.Equal(2, Store.FindCurrentRun("a")!.RunId);
        Assert.Equal([RunStatus.Finished, RunStatus.Open, RunStatus.Unknown], Store.ListRuns().Select(r => r.Status));
        Assert.Equal([TestClock.At(8), TestClock.At(0), TestClock.At(9)], Store.ListRuns().Select(r => r.EndUtc));
        // So it is in a copy of the copy, and so it stays.
        using var other = NewMemory();
        new StoreCopier(Store, other).CopyAll();
        Assert.Equal(RunStatus.Unknown, other.FindRun(3)!.Status);
        Unseen(() => Copy(other));
        Store.Optimize();
        Reopen();
        Unseen(() => Copy(other));
        Assert.Equal(RunStatus.Unknown, Store.FindRun(3)!.Status);
    }

    [Fact]
    public void A_run_that_went_on_is_brought_up_to_date()
    {
        using var source = NewMemory();
        source.Save(Draft("a", at: 1));
        Copy(source);
        Check(source, (1, RunStatus.Open, null));
        source.StopRun("a", status: RunStatus.Stopped, message: "later", timeUtc: TestClock.At(2));
        Check(source, (2, RunStatus.Stopped, "later"));
        source.Save(Draft("a", run: 1, at: 3));
        Check(source, (3, RunStatus.Stopped, "later"));
        source.StopRun(null, 1, RunStatus.FinishedWithErrors, timeUtc: TestClock.At(2));
        Check(source, (3, RunStatus.FinishedWithErrors, null));
        source.StopRun(null, 1, timeUtc: TestClock.At(2));
        Check(source, (3, RunStatus.Finished, null));
        Assert.Equal([1, 2], FindAll());

        void Check(MemoryTrackStore source, (double End, RunStatus Status, string? Message) expected)
        {
            Copy(source);
            var run = Assert.Single(Store.ListRuns());
            Assert.Equal((TestClock.At(expected.End), expected.Status, expected.Message), (run.EndUtc, run.Status, run.Message));
        }
    }

    [Fact]
    public void An_older_state_of_a_run_never_replaces_a_newer_one()
    {
        using var source = NewMemory();
        using var old = NewMemory();
        source.Save(Draft("a", at: 1));
        new StoreCopier(source, old).CopyAll();
        source.Save(Draft("a", at: 3));
        source.StopRun("a", status: RunStatus.Failed, timeUtc: TestClock.At(4));
        Copy(source);
        Unseen(() => Copy(old));
        old.StopRun(null, 1, timeUtc: TestClock.At(2));
        Unseen(() => Copy(old));
        // Nor does what was said to a copy before replace what is said where it was started.
        new StoreCopier(old, source).CopyAll();
        Assert.Equal((RunStatus.Failed, TestClock.At(4)), (source.FindRun(1)!.Status, source.FindRun(1)!.EndUtc));
        Unseen(() => Copy(source));
    }

    [Fact]
    public void The_later_word_on_a_run_stands_whatever_was_saved_to_it_here()
    {
        using var source = NewMemory();
        source.Save(Draft("a", at: 1));
        Copy(source);
        source.StopRun("a", status: RunStatus.Failed, message: "disk full", timeUtc: TestClock.At(2));
        Save("note", run: 1, at: 100);
        Copy(source);
        Check(RunStatus.Failed, "disk full", 100);
        // A correction, and even one that is dated back.
        source.StopRun(null, 1, message: "not at all", timeUtc: TestClock.At(0));
        Copy(source);
        Check(RunStatus.Finished, "not at all", 100);
        Reopen();
        Unseen(() => Copy(source));
        source.StopRun(null, 1, RunStatus.Stopped, timeUtc: TestClock.At(3));
        Copy(source);
        Check(RunStatus.Stopped, null, 100);
        Store.Optimize();
        Reopen();
        Store.StopRun(null, 1, RunStatus.Failed, "said here", TestClock.At(1));
        Unseen(() => Copy(source));
        new StoreCopier(Store, source).CopyAll();
        Assert.Equal("said here", source.FindRun(1)!.Message);

        void Check(RunStatus status, string? message, double end) =>
            Assert.Equal((status, message, TestClock.At(end)),
                (Store.FindRun(1)!.Status, Store.FindRun(1)!.Message, Store.FindRun(1)!.EndUtc));
    }

    [Fact]
    public void What_two_stores_say_of_one_moment_comes_to_the_same_in_any_order()
    {
        using var source = NewMemory();
        source.StartRun("a", TestClock.At(1));
        source.StartRun("b", TestClock.At(1));
        using var other = NewMemory();
        new StoreCopier(source, other).CopyAll();
        source.StopRun(null, 1, RunStatus.Failed, "x", TestClock.At(2));
        source.StopRun(null, 2, RunStatus.Stopped, "z", TestClock.At(2));
        other.StopRun(null, 1, RunStatus.Failed, "y", TestClock.At(2));
        other.StopRun(null, 2, RunStatus.Failed, null, TestClock.At(2));
        using var reversed = NewMemory();
        Copy(source);
        Copy(other);
        new StoreCopier(other, reversed).CopyAll();
        new StoreCopier(source, reversed).CopyAll();
        foreach (var store in new[] { Store, reversed })
            Assert.Equal([(RunStatus.Failed, "y"), (RunStatus.Failed, null)], store.ListRuns().Select(r => (r.Status, r.Message)));
    }

    [Fact]
    public void A_run_that_is_current_here_is_told_here()
    {
        Save("a", at: 1);
        using var other = NewMemory();
        new StoreCopier(Store, other).CopyAll();
        other.StopRun(null, 1, RunStatus.Failed, timeUtc: TestClock.At(5));
        Unseen(() => Copy(other));
        Store.StartRun("a");
        Copy(other);
        Assert.Equal((RunStatus.Failed, TestClock.At(5)), (Store.FindRun(1)!.Status, Store.FindRun(1)!.EndUtc));
        Assert.Null(Store.FindRun(1)!.Origin);
        Reopen();
        Assert.Equal(RunStatus.Failed, Store.FindRun(1)!.Status);
    }

    [Fact]
    public void Of_two_looks_at_a_run_at_work_the_one_that_saw_it_later_stands_and_what_was_said_of_it_before_both()
    {
        using var source = NewMemory();
        source.StartRun("a", TestClock.At(1));
        var seen = source.ExportRuns()[0];
        Look(RunStatus.Abandoned, 3, ImportOutcome.Added, RunStatus.Abandoned, 3);
        Look(RunStatus.Running, 3, ImportOutcome.Unchanged, RunStatus.Abandoned, 3);
        Look(RunStatus.Running, 4, ImportOutcome.Updated, RunStatus.Unknown, 4);
        Look(RunStatus.Unknown, 4, ImportOutcome.Unchanged, RunStatus.Unknown, 4);
        Look(RunStatus.Abandoned, 3, ImportOutcome.Unchanged, RunStatus.Unknown, 4);
        Look(RunStatus.Abandoned, 4, ImportOutcome.Updated, RunStatus.Abandoned, 4);
        Look(RunStatus.Stopped, 2, ImportOutcome.Updated, RunStatus.Stopped, 4);
        Look(RunStatus.Running, 9, ImportOutcome.Updated, RunStatus.Stopped, 9);
        Look(RunStatus.Abandoned, 10, ImportOutcome.Updated, RunStatus.Stopped, 10);

        void Look(RunStatus status, double end, ImportOutcome outcome, RunStatus then, double thenEnd)
        {
            var look = seen with { Run = seen.Run with { Status = status, EndUtc = TestClock.At(end) } };
            Assert.Equal(outcome, Store.Import([look], []).Runs[0].Outcome);
            Assert.Equal((then, TestClock.At(thenEnd)), (Store.FindRun(1)!.Status, Store.FindRun(1)!.EndUtc));
        }
    }

    [Fact]
    public void That_a_run_of_this_stores_own_is_abandoned_is_not_learnt_from_another()
    {
        Store.StartRun("a", TestClock.At(1));
        Store.StartRun("a", TestClock.At(2));
        var own = Store.ExportRuns([1])[0];
        foreach (var (status, end) in new[] { (RunStatus.Abandoned, 9), (RunStatus.Unknown, 10) })
        {
            var asSeen = own with { Run = own.Run with { Status = status, EndUtc = TestClock.At(end) } };
            Assert.Equal(ImportOutcome.Updated, Store.Import([asSeen], []).Runs[0].Outcome);
            Assert.Equal((RunStatus.Running, TestClock.At(end)), (StoreState.Said(Store.FindRun(1)), Store.FindRun(1)!.EndUtc));
        }
    }

    [Fact]
    public void Runs_are_exported_in_the_order_of_their_ids_each_once()
    {
        Save("a");
        Save("b");
        Save("c");
        Assert.Equal([1, 3], Store.ExportRuns([3, 1, 99, 3]).Select(r => r.Run.RunId));
        Assert.Equal([1, 2, 3], Store.ExportRuns().Select(r => r.Run.RunId));
    }
}

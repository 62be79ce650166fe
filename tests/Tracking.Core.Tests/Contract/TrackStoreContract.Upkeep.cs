using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// Update-TrackIndex, Optimize-TrackStore, flushing and closing
public abstract partial class TrackStoreContract
{
    [Fact]
    public void Rebuilding_the_indexes_changes_nothing_that_can_be_seen()
    {
        Store.RebuildIndexes();
        FillWithHistory();
        Unseen(() => Store.RebuildIndexes());
        Assert.Equal(7, Save().Number);
        Unseen(() => Store.RebuildIndexes());
    }

    [Fact]
    public void Optimising_changes_nothing_that_can_be_seen()
    {
        Store.Optimize();
        FillWithHistory();
        Unseen(() => Store.Optimize());
        var before = StoreState.Of(Store);
        Reopen();
        Assert.Equal(before, StoreState.Of(Store));
        Unseen(() => Store.Optimize());
        Assert.Equal((7, 9), (Save().Number, Store.StartRun("a001").RunId));
        Assert.Equal(6, Store.SaveStep(NewStep("s", run: 1)).StepId);
    }

    [Fact]
    public void Flushing_changes_nothing_that_can_be_seen()
    {
        FillWithHistory();
        Unseen(Store.Flush);
    }

    [Fact]
    public void Asking_changes_nothing_that_can_be_seen()
    {
        FillWithHistory();
        Unseen(() =>
        {
            foreach (var track in Store.Search(new TrackQuery()).Take(2))
                Store.FindRun(track.RunId);
            Store.FindCurrentRun("never seen");
            Store.ListRuns("never seen");
            Store.ListLastRuns(new RunQuery("never seen"));
            Store.Search(new TrackQuery { Tasks = Named("never seen"), Users = Named("never seen"), RunIds = [99], Numbers = [99] });
        });
    }

    [Fact]
    public void Reopening_changes_nothing_that_can_be_seen()
    {
        FillWithHistory();
        var before = StoreState.Of(Store);
        Reopen();
        Assert.Equal(before, StoreState.Of(Store));
    }

    [Fact]
    public void Many_tracks_in_any_order_of_time_stay_in_order_through_removals()
    {
        Store.Save([.. Enumerable.Range(0, Many).Select(i => Draft($"t{i % 5}", $"u{i % 4}", at: i * 613 % 331))], _ => { });
        for (var number = 1; number <= Many; number += 3)
            Store.Remove(number);
        var expected = Enumerable.Range(0, Many).Where(i => i % 3 != 0).OrderBy(i => i * 613 % 331).ThenBy(i => i).Select(i => i + 1L)
            .ToList();
        Assert.Equal(expected, FindAll());
        Assert.Equal(expected.Where(n => (n - 1) % 5 == 2), Find(new TrackQuery { Tasks = Named("t2") }));
        Assert.Equal(expected.Where(n => (n - 1) % 4 == 3), Find(new TrackQuery { Users = Named("u3") }));
        Unseen(() => Store.RebuildIndexes());
        foreach (var number in expected.AsEnumerable().Reverse())
            Store.Remove(number);
        Assert.Equal(new StoreCounts(0, 0, 0, 0), Store.Count());
        Assert.Empty(Store.ListUsers());
    }

    [Fact]
    public void A_closed_store_refuses_every_call()
    {
        Save();
        var store = Store;
        store.Dispose();
        Action[] calls =
        [
            () => store.Count(),
            () => store.Save(Draft()),
            () => store.Save([Draft()], _ => { }),
            () => store.Remove(1),
            () => store.RemoveRun(1),
            () => store.StartRun("a001"),
            () => store.StopRun("a001"),
            () => store.SaveStep(NewStep("s", run: 1)),
            () => store.ListSteps(),
            () => store.Import([], []),
            () => store.ExportRuns(),
            () => store.Search(new TrackQuery()),
            () => store.FindRun(1),
            () => store.FindCurrentRun("a001"),
            () => store.ListRuns(),
            () => store.ListLastRuns(new RunQuery("a001")),
            () => store.ListTasks(),
            () => store.ListUsers(),
            () => store.RebuildIndexes(),
            () => store.Optimize(),
            store.Flush,
        ];
        Assert.All(calls, call => Fails(TrackingErrorCode.TrackStoreClosed, call));
    }

    [Fact]
    public void A_store_may_be_closed_twice()
    {
        Save();
        Store.Dispose();
        Store.Dispose();
    }

    /// <summary>Something of everything that can happen to a store.</summary>
    private void FillWithHistory()
    {
        Save("a001", "u1", json: """{"a":1}""", at: 5);
        Save("A001", "u2", json: """{"b":"x"}""", types: """{"/b":"Uri"}""");
        Save("a002", "u1");
        Save("a002", "u2", run: 1, at: 9);
        Store.StopRun("a001");
        Store.StartRun("a002");
        Store.StartRun(null);
        Save("a001", "u3");
        Save("a001", "u1", run: 1, json: """{"c":3}""", mode: SaveMode.Merge, at: 2);
        Save("A002", "U1", run: 2, json: """{"d":4}""", mode: SaveMode.Update);
        Store.StopRun(null, 2, status: RunStatus.Stopped);
        Store.StartRun("a003");
        Save("a001", "u4", at: 30);
        Store.Remove(5);
        Store.Remove(6);
        var outer = Store.SaveStep(NewStep("s", run: 4));
        var inner = Store.SaveStep(NewStep("t", run: 4, parent: outer.StepId, status: StepStatus.Failed));
        Store.SaveStep(outer with { Status = StepStatus.Completed, EndUtc = TestClock.At(40), Attempt = 2 });
        Store.Start(new RunDraft("a004") { Key = "k", Facts = Json.Data("""{"host":"web1"}"""), Carried = Store.ListSteps([4]) });
        Store.StopRun("a004", status: RunStatus.FinishedWithErrors);
        Store.SaveStep(NewStep("s", run: 6, status: StepStatus.Running));
        Assert.Equal(2, inner.StepId);
    }
}

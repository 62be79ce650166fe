using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Who started a run shows by signs of life whether it is at work, and every answer goes by the same rule (rule 4.16).</summary>
public sealed class LifeTests : IDisposable
{
    /// <summary>Like a machine that sleeps: its sign expires, and no other one comes.</summary>
    internal static readonly PostgresOptions Sleeping =
        new() { LifeSpan = TimeSpan.FromMilliseconds(300), SignInterval = TimeSpan.FromHours(1) };

    private static readonly PostgresOptions Awake =
        new() { LifeSpan = TimeSpan.FromMilliseconds(1500), SignInterval = TimeSpan.FromMilliseconds(200) };

    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _observer;

    public LifeTests(PostgresServer server)
    {
        _database = server.BorrowDatabase();
        _observer = _database.Open();
    }

    public void Dispose()
    {
        _observer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_sign_holds_for_60_seconds_and_is_renewed_each_20()
    {
        var options = new PostgresOptions();
        Assert.Equal((60, 20), (options.LifeSpan.TotalSeconds, options.SignInterval.TotalSeconds));
        _observer.StartRun("a");
        Assert.Equal(60, _database.Query<double>("SELECT extract(epoch FROM until - at)::float8 FROM tracking.alive"), 0.1);
        Assert.Equal((Environment.ProcessId, HostName.Current),
            (_database.Query<int>("SELECT process FROM tracking.alive"), _database.Query<string>("SELECT host FROM tracking.alive")));
    }

    [Fact]
    public void A_run_is_running_as_long_as_its_writer_gives_signs_and_signs_end_with_it()
    {
        using var store = _database.Open(Awake);
        var run = store.StartRun("a");
        Assert.Equal(RunStatus.Running, run.Status);
        Thread.Sleep(2500);
        Assert.Equal(RunStatus.Running, _observer.FindRun(1)!.Status);
        Assert.InRange(Signs(), 3, 20);
        store.StopRun("a");
        Thread.Sleep(300);
        var before = Signs();
        Thread.Sleep(700);
        Assert.Equal(before, Signs());
        // They begin again with the next run.
        store.StartRun("a");
        Thread.Sleep(700);
        Assert.InRange(Signs(), before + 2, before + 10);
    }

    [Fact]
    public void Nobody_gives_signs_without_a_run_that_is_at_work()
    {
        using var store = _database.Open(Awake);
        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        store.Start(new RunDraft("b") { IsOpen = true });
        store.SaveStep(Step(2) with { Status = StepStatus.Completed });
        store.StopRun("b");
        Thread.Sleep(500);
        Assert.Equal(0, Signs());
    }

    [Fact]
    public void Every_answer_says_that_the_run_of_a_writer_that_is_gone_is_abandoned_and_so_are_its_steps()
    {
        using var follower = _observer.Follow();
        using var store = _database.Open(Sleeping);
        store.StartRun("a");
        store.SaveStep(Step(1));
        Assert.Equal([RunStatus.Running], Heard(follower));
        Expire();
        foreach (var each in (ITrackStore[])[_observer, store])
        {
            Assert.Equal((RunStatus.Abandoned, true), (each.FindRun(1)!.Status, each.FindRun(1)!.IsCurrent));
            Assert.Equal(RunStatus.Abandoned, each.FindCurrentRun("a")!.Status);
            Assert.Equal(RunStatus.Abandoned, Assert.Single(each.ListRuns()).Status);
            Assert.Equal(RunStatus.Abandoned, Assert.Single(each.ListRuns("a")).Status);
            Assert.Equal(RunStatus.Abandoned, Assert.Single(each.ExportRuns()).Run.Status);
            Assert.Equal(RunStatus.Abandoned, Assert.Single(each.ExportRuns([1])).Run.Status);
            Assert.Equal(StepStatus.Abandoned, Assert.Single(each.ListSteps()).Status);
            Assert.Equal(StepStatus.Abandoned, Assert.Single(each.ListSteps([1])).Status);
        }
        Assert.Equal(RunStatus.Abandoned, follower.FindRun(1)!.Status);
        using (var late = _observer.Follow(DateTime.MinValue))
            Assert.Equal([RunStatus.Abandoned], Heard(late));
        // Nothing was written, and a follower hears of it all the same, once.
        Thread.Sleep(1100);
        Assert.Equal([RunStatus.Abandoned], Heard(follower));
        Thread.Sleep(1100);
        Assert.Empty(Heard(follower));
        // Its end is what it says itself.
        Assert.Equal(RunStatus.Failed, store.StopRun("a", status: RunStatus.Failed).Status);
        Assert.Equal([RunStatus.Failed], Heard(follower));
    }

    [Fact]
    public void A_follower_hears_that_a_run_is_abandoned_which_was_at_work_before_it_came()
    {
        using var store = _database.Open(Sleeping);
        store.StartRun("a");
        using var follower = _observer.Follow();
        Expire();
        Thread.Sleep(1100);
        Assert.Equal([RunStatus.Abandoned], Heard(follower));
    }

    [Fact]
    public void An_open_run_stays_open_and_a_step_in_it_is_its_own_writers()
    {
        using var store = _database.Open(Sleeping);
        using var other = _database.Open(Awake);
        store.Start(new RunDraft("a") { IsOpen = true });
        store.SaveStep(Step(1));
        other.SaveStep(Step(1));
        Expire();
        Assert.Equal(RunStatus.Open, _observer.FindRun(1)!.Status);
        Assert.Equal([StepStatus.Abandoned, StepStatus.Running], _observer.ListSteps().Select(step => step.Status));
        other.Dispose();
        Assert.Equal([StepStatus.Abandoned, StepStatus.Abandoned], _observer.ListSteps().Select(step => step.Status));
    }

    [Fact]
    public void Whether_a_copy_is_at_work_is_unknown()
    {
        using var source = new MemoryTrackStore();
        source.StartRun("a");
        source.SaveStep(Step(1));
        new StoreCopier(source, _observer).CopyAll();
        Assert.Equal((RunStatus.Unknown, StepStatus.Running), (_observer.FindRun(1)!.Status, _observer.ListSteps()[0].Status));
        Assert.Equal(0, Signs());
    }

    [Fact]
    public void A_store_that_is_closed_leaves_its_runs_abandoned_at_once()
    {
        using (var store = _database.Open())
        {
            store.StartRun("a");
            Assert.Equal(RunStatus.Running, _observer.FindRun(1)!.Status);
        }
        Assert.Equal(RunStatus.Abandoned, _observer.FindRun(1)!.Status);
    }

    [Fact]
    public void A_sign_that_fails_is_silent_and_the_next_one_makes_up_for_it()
    {
        using var store = _database.Open(Awake);
        store.StartRun("a");
        _database.Execute("ALTER TABLE tracking.alive RENAME TO away");
        Thread.Sleep(1700);
        _database.Execute("ALTER TABLE tracking.away RENAME TO alive");
        _database.Execute("DELETE FROM tracking.alive");
        Thread.Sleep(600);
        Assert.Equal(RunStatus.Running, _observer.FindRun(1)!.Status);
        Assert.Empty(store.DrainWarnings());
    }

    [Fact]
    public void Signs_and_claims_of_the_past_are_cleaned_up()
    {
        using var store = _database.Open();
        store.StartRun("a");
        using var held = store.TryClaim("a", "held", out _);
        store.TryClaim("a", "released", out _)!.Dispose();
        _database.Execute("""
            UPDATE tracking.claims SET at = at - interval '2 days';
            INSERT INTO tracking.alive (writer, host, process, at, until)
                SELECT gen_random_uuid(), 'h', 1, now() - interval '2 days', now() - interval '2 days';
            INSERT INTO tracking.claims (number, task_key, key_hash, host_key, host, process, writer, at)
                SELECT 1000, 'A', '', 'H', 'h', 1, writer, at FROM tracking.alive WHERE host = 'h';
            """);
        store.Optimize();
        Assert.Equal(0, _database.Query<long>("SELECT count(*) FROM tracking.alive WHERE host = 'h'"));
        Assert.Equal(1, _database.Query<long>("SELECT count(*) FROM tracking.claims"));
        Assert.Null(_observer.TryClaim("a", "held", out _));
        Assert.Equal(RunStatus.Running, _observer.FindRun(1)!.Status);
    }

    internal static StepRecord Step(int run) => new(0, run, "s", null, 0, "") { StartUtc = TestClock.Epoch };

    internal static void Expire() => Thread.Sleep(400);

    private long Signs() => _database.Query<long>("SELECT count(*) FROM tracking.alive");

    private static List<RunStatus> Heard(IStoreFollower follower) =>
        [.. follower.Read().Select(change => change.Run).OfType<RunRecord>().Select(run => run.Status)];
}

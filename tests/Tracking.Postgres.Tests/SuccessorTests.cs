using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>A run has one successor, and whoever was away when it came is told so (rule 8.4).</summary>
public sealed class SuccessorTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _store;

    public SuccessorTests(PostgresServer server)
    {
        _database = server.BorrowDatabase();
        _store = _database.Open();
    }

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_run_that_is_at_work_is_not_continued()
    {
        using var worker = _database.Open();
        var run = worker.StartRun("a");
        var before = StoreState.Of(_store);
        AssertCode(TrackingErrorCode.TrackRunInvalid, () => Continue(_store, run));
        Assert.Equal(before, StoreState.Of(_store));
        worker.StopRun("a", status: RunStatus.Failed);
        Assert.Equal(2, Continue(_store, run).RunId);
    }

    [Fact]
    public void A_second_successor_is_refused_and_says_which_is_the_first()
    {
        var run = _store.StartRun("a");
        _store.StopRun("a", status: RunStatus.Stopped);
        Continue(_store, run);
        var before = StoreState.Of(_store);
        var error = AssertCode(TrackingErrorCode.TrackRunInvalid, () => Continue(_store, run));
        Assert.Contains("run 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, StoreState.Of(_store));
        // The successor has one of its own.
        _store.StopRun("a", status: RunStatus.Failed);
        Assert.Equal(3, Continue(_store, _store.FindRun(2)!).RunId);
    }

    [Fact]
    public void A_run_of_another_store_is_continued_here_by_whoever_wants()
    {
        var elsewhere = new Origin(Guid.NewGuid(), 1);
        _store.StartRun("a");
        Assert.Equal(elsewhere, _store.Start(new RunDraft("a") { Continues = elsewhere }).Continues);
        Assert.Equal(RunStatus.Running, _store.FindRun(1)!.Status);
        // A number alone means nothing.
        _store.Start(new RunDraft("a") { Continues = elsewhere with { Number = long.MaxValue } });
        Assert.Equal(3, _store.Count().Runs);
    }

    [Theory]
    [InlineData("save")]
    [InlineData("save of a new user")]
    [InlineData("batch")]
    [InlineData("update")]
    [InlineData("update of a new user")]
    [InlineData("merge")]
    [InlineData("step")]
    [InlineData("end of a step")]
    [InlineData("stop")]
    public void A_writer_that_was_away_while_its_run_was_continued_is_told_so_and_writes_nothing(string change)
    {
        using var sleeper = _database.Open(LifeTests.Sleeping);
        var run = sleeper.StartRun("a");
        sleeper.Save(Draft("u"));
        var step = sleeper.SaveStep(LifeTests.Step(1));
        LifeTests.Expire();
        var next = Continue(_store, run);
        // It comes back, and shows it.
        sleeper.StartRun("b");
        Assert.Equal((RunStatus.Abandoned, StepStatus.Abandoned), (_store.FindRun(1)!.Status, _store.ListSteps([1])[0].Status));
        _store.StopRun(null, 3);
        var before = StoreState.Of(_store);
        var error = AssertCode(TrackingErrorCode.TrackRunContinued, () => Do(change, sleeper, step));
        Assert.Contains("run 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, StoreState.Of(_store));
        Assert.Equal(next.RunId, _store.FindCurrentRun("a")!.RunId);
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void What_was_saved_before_the_continued_run_in_a_batch_is_saved()
    {
        var run = _store.StartRun("a");
        _store.StopRun("a", status: RunStatus.Failed);
        Continue(_store, run);
        var saved = new List<long>();
        AssertCode(
            TrackingErrorCode.TrackRunContinued,
            () => _store.Save([new TrackDraft("a", "u", Json.Data("{}")), Draft("u"), Draft("v")], track => saved.Add(track.Number)));
        Assert.Equal([1L], saved);
        Assert.Equal(1, _store.Count().Tracks);
    }

    [Fact]
    public void A_continued_run_is_current_no_more_whatever_its_successor_is_for()
    {
        using var sleeper = _database.Open(LifeTests.Sleeping);
        var run = sleeper.StartRun("a");
        LifeTests.Expire();
        _store.Start(new RunDraft("b") { Continues = run.Identity });
        Assert.Null(_store.FindCurrentRun("a"));
        Assert.Equal((3, RunStatus.Open), (sleeper.Save(new TrackDraft("a", "u", Json.Data("{}"))).RunId, _store.FindRun(3)!.Status));
    }

    [Fact]
    public void A_follower_hears_of_the_successor_and_of_the_end_of_the_one_before()
    {
        using var sleeper = _database.Open(LifeTests.Sleeping);
        var run = sleeper.StartRun("a");
        LifeTests.Expire();
        using var follower = _store.Follow();
        Continue(_store, run);
        Assert.Equal(
            [(1, RunStatus.Abandoned), (2, RunStatus.Running)],
            follower.Read().Select(change => change.Run).OfType<RunRecord>().Select(each => (each.RunId, each.Status)).Order());
    }

    [Fact]
    public async Task Of_many_that_continue_a_run_at_once_one_does()
    {
        const int Rounds = 20;
        var patient = new PostgresOptions { Patience = TimeSpan.FromMinutes(1) };
        var stores = Enumerable.Range(0, 4).Select(_ => _database.Open(patient)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var run = _store.StartRun("a");
            var step = _store.SaveStep(LifeTests.Step(run.RunId) with { Status = StepStatus.Completed });
            _store.StopRun(null, run.RunId, RunStatus.Failed);
            var outcomes = await Task.WhenAll(
                stores.Select(store => Task.Run(() => Try(store, run, step), TestContext.Current.CancellationToken)));
            Assert.Equal(1, outcomes.Count(outcome => outcome == null));
            Assert.Equal(3, outcomes.Count(outcome => outcome == TrackingErrorCode.TrackRunInvalid));
        }
        Assert.Equal(2 * Rounds, _store.Count().Runs);
        Assert.Equal(2 * Rounds, _store.ListSteps().Count);
        stores.ForEach(store => store.Dispose());
        FleetTests.AssertConsistent(_database);
    }

    private static TrackingErrorCode? Try(PostgresTrackStore store, RunRecord run, StepRecord step)
    {
        try
        {
            store.Start(new RunDraft("a") { Continues = run.Identity, Carried = [step] });
            return null;
        }
        catch (TrackingException error)
        {
            return error.Code;
        }
    }

    private static RunRecord Continue(PostgresTrackStore store, RunRecord run) =>
        store.Start(new RunDraft(run.TaskId)
        {
            Continues = run.Identity,
            Carried = [.. store.ListSteps([run.RunId]).Where(step => step.HasEnded)],
        });

    private static TrackDraft Draft(string user, SaveMode mode = SaveMode.Add) =>
        new("a", user, Json.Data("""{"k":2}""")) { RunId = 1, Mode = mode };

    private static void Do(string change, PostgresTrackStore store, StepRecord step)
    {
        switch (change)
        {
            case "save":
                store.Save(Draft("u"));
                break;
            case "save of a new user":
                store.Save(Draft("new"));
                break;
            case "batch":
                store.Save([Draft("u"), Draft("v")], _ => { });
                break;
            case "update":
                store.Save(Draft("u", SaveMode.Update));
                break;
            case "update of a new user":
                store.Save(Draft("new", SaveMode.Update));
                break;
            case "merge":
                store.Save(Draft("u", SaveMode.Merge));
                break;
            case "step":
                store.SaveStep(LifeTests.Step(1));
                break;
            case "end of a step":
                store.SaveStep(step with { Status = StepStatus.Completed, EndUtc = TestClock.At(1) });
                break;
            default:
                store.StopRun(null, 1);
                break;
        }
    }

    private static TrackingException AssertCode(TrackingErrorCode code, Action action)
    {
        var error = Assert.Throws<TrackingException>(action);
        Assert.Equal(code, error.Code);
        return error;
    }
}

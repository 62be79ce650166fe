using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// Followers: each change once, in its order, whoever makes it.
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_follower_hears_what_happens_from_then_on_each_change_once()
    {
        Save(json: """{"n":1}""");
        using var follower = Store.Follow();
        Assert.Empty(Hear(follower));
        Save(json: """{"n":2}""");
        Save(user: "u2", json: """{"n":3}""");
        Assert.Equal(["""2 {"n":2}""", """3 {"n":3}"""], Hear(follower));
        Assert.Empty(Hear(follower));
        Save(json: """{"n":4}""");
        Assert.Equal(["""4 {"n":4}"""], Hear(follower));
    }

    [Fact]
    public void A_follower_hears_of_a_run_before_its_first_track_and_of_its_end_behind_the_last()
    {
        using var follower = Store.Follow();
        Save(task: "a");
        Save(task: "a");
        Assert.Equal(["run 1 of a Open", "1 {}", "2 {}"], Hear(follower));
        Save(task: "a");
        Store.StopRun("a", status: RunStatus.Failed, message: "no");
        Assert.Equal(["3 {}", "run 1 of a Failed no"], Hear(follower));
        Store.StopRun(null, 1, RunStatus.FinishedWithErrors);
        Assert.Equal(["run 1 of a FinishedWithErrors"], Hear(follower));
        Store.StartRun(null);
        Assert.Equal(["run 2 of  Running"], Hear(follower));
    }

    [Fact]
    public void A_follower_hears_of_an_updated_track_again_and_nothing_of_a_removal()
    {
        using var follower = Store.Follow();
        Save(json: """{"n":1}""");
        Assert.Equal(["run 1 of a001 Open", """1 {"n":1}"""], Hear(follower));
        Save(json: """{"n":2}""", mode: SaveMode.Update);
        Assert.Equal(["""1 {"n":2}"""], Hear(follower));
        Store.Remove(1);
        Assert.Empty(Hear(follower));
        Save(json: """{"n":3}""");
        Assert.Equal(["run 2 of a001 Open", """2 {"n":3}"""], Hear(follower));
        Save(json: """{"n":4}""");
        Store.Remove(2);
        Save(json: """{"n":5}""");
        Assert.Contains("""4 {"n":5}""", Hear(follower));
    }

    [Fact]
    public void A_follower_from_a_time_first_hears_what_is_there_in_the_order_of_time()
    {
        Store.StartRun("old", TestClock.At(1));
        Store.StopRun("old", timeUtc: TestClock.At(5));
        Save(task: "old", run: 1, json: """{"n":1}""", at: 2);
        Save(task: "a", json: """{"n":2}""", at: 20);
        Save(task: "b", json: """{"n":3}""", at: 10);
        Save(task: "a", json: """{"n":4}""", at: 30);
        Save(task: "b", json: """{"n":5}""", at: 25);
        Save(task: "a", json: """{"n":6}""", at: 12);
        Store.StopRun("a", timeUtc: TestClock.At(30));
        using var follower = Store.Follow(TestClock.At(10));
        Save(task: "b", json: """{"n":7}""", at: 15);
        Assert.Equal(
            ["run 3 of b Open", """3 {"n":3}""", """6 {"n":6}""", """2 {"n":2}""", """5 {"n":5}""", """4 {"n":4}""",
                "run 2 of a Finished", """7 {"n":7}"""],
            [.. Hear(follower), .. Hear(follower)]);
        Assert.Empty(Hear(follower));
    }

    [Fact]
    public void A_follower_knows_how_a_run_stands()
    {
        Save();
        using var follower = Store.Follow();
        Assert.Equal(RunStatus.Open, follower.FindRun(1)!.Status);
        Assert.Null(follower.FindRun(2));
        Store.StopRun("a001");
        Hear(follower);
        Assert.Equal(RunStatus.Finished, follower.FindRun(1)!.Status);
    }

    [Fact]
    public void Followers_hear_each_on_its_own()
    {
        using var first = Store.Follow();
        var left = Store.Follow();
        Save();
        using var second = Store.Follow();
        left.Dispose();
        Save();
        Assert.Equal(["run 1 of a001 Open", "1 {}", "2 {}"], Hear(first));
        Assert.Equal(["2 {}"], Hear(second));
    }

    [Fact]
    public void A_follower_hears_what_happens_while_the_store_is_rewritten_once()
    {
        Save();
        using var follower = Store.Follow();
        Save();
        Store.Optimize();
        Save();
        Assert.Equal(["2 {}", "3 {}"], Hear(follower).Order(StringComparer.Ordinal));
        Store.Optimize();
        Store.Optimize();
        Assert.Empty(Hear(follower));
        Save();
        Assert.Equal(["4 {}"], Hear(follower));
    }

    private static string[] Hear(IStoreFollower follower) => [.. follower.Read().Select(Tell)];

    private static string Tell(StoreChange change) =>
        change.Track is { } track
            ? $"{track.Number} {Json.Text(track.Data)}"
            : change.Step is { } step ? $"step {step.StepId} {step.Path} {step.Status} {step.Attempt}"
            : $"run {change.Run!.RunId} of {change.Run.TaskId} {change.Run.Status} {change.Run.Message}".TrimEnd();
}

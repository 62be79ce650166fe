using System;
using System.Diagnostics;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What is asked of one task costs the same however many runs others have, and the last of its own runs however many it has (rule 9.2).
/// </summary>
public sealed class ManyRunsTests
{
    private const int Many = 50_000;

    /// <summary>What is measured is a few microseconds; reading all runs takes thousands of times as long.</summary>
    private const int MostTimes = 30;

    public static TheoryData<string> Questions => ["list", "listHolding", "last", "key", "newKey", "continuing", "current"];

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_question_for_the_runs_of_a_task_does_not_read_those_of_others(string question)
    {
        var (few, many) = (Filled("others", 10), Filled("others", Many));
        AssertFlat(few, many, store => Ask(store, question));
    }

    [Theory]
    [InlineData("last")]
    [InlineData("key")]
    [InlineData("newKey")]
    [InlineData("continuing")]
    [InlineData("current")]
    public void A_question_for_the_last_runs_of_a_task_does_not_read_its_earlier_ones(string question)
    {
        var (few, many) = (Filled("mine", 10), Filled("mine", Many));
        AssertFlat(few, many, store => Ask(store, question));
    }

    private static object? Ask(ITrackStore store, string question) => question switch
    {
        "list" => store.ListRuns("mine"),
        "listHolding" => store.ListRuns("held"),
        "last" => store.FindLastRun(new RunQuery("mine"), _ => true),
        "key" => store.FindLastRun(new RunQuery("mine") { Key = "known" }, run => run.Finished),
        "newKey" => store.FindLastRun(new RunQuery("mine") { Key = "unknown" }, _ => true),
        "continuing" => store.ListLastRuns(new RunQuery("mine") { Continues = new Origin(Guid.Empty, 1) }),
        _ => store.FindCurrentRun("mine"),
    };

    /// <summary>A store with a run of a task, a track of another one in a run of none, and many runs besides.</summary>
    private static MemoryTrackStore Filled(string task, int count)
    {
        var store = new MemoryTrackStore();
        for (var i = 0; i < count; i++)
            store.Start(new RunDraft(task) { Key = $"{i}" });
        var run = store.Start(new RunDraft("mine") { Key = "known", Continues = new Origin(Guid.Empty, 1) });
        store.StopRun(null, run.RunId);
        store.StartRun("mine");
        store.Save(new TrackDraft("held", "u", new TrackData("{}"u8.ToArray())) { RunId = store.StartRun(null).RunId });
        Assert.Single(store.ListRuns("held"));
        Assert.Equal(1, Assert.Single(store.ListLastRuns(new RunQuery("mine") { Key = "known" })).Continues?.Number);
        return store;
    }

    private static void AssertFlat(ITrackStore few, ITrackStore many, Func<ITrackStore, object?> question)
    {
        var (shortest, longest) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 50; i++)
        {
            shortest = Shorter(shortest, few);
            longest = Shorter(longest, many);
        }
        Assert.True(longest.Ticks <= Math.Max(shortest.Ticks, 20) * MostTimes, $"{longest} for {Many} runs, {shortest} for 10");

        TimeSpan Shorter(TimeSpan best, ITrackStore store)
        {
            var watch = Stopwatch.StartNew();
            question(store);
            return watch.Elapsed < best ? watch.Elapsed : best;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Rules;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What SQL decides of a save is what the rules in Tracking.Core decide: the run (rule 4.2), what is replaced (rule 4.4) and the clock
/// (rule 4.5). The same saves go one by one, by the statement that decides on the server, and in batches, to a database and to memory.
/// </summary>
public sealed class SaveRuleTests(PostgresServer server)
{
    private const int Saves = 120;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestScale.IsFull ? 40 : 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Saves_come_to_the_same_in_memory_one_by_one_and_in_batches(int seed)
    {
        var clock = new SteppingClock(seed);
        using var memory = new MemoryTrackStore(() => clock.Now);
        using var one = server.BorrowDatabase();
        using var many = server.BorrowDatabase();
        using var single = one.Open(new PostgresOptions { Clock = () => clock.Now });
        using var batched = many.Open(new PostgresOptions { Clock = () => clock.Now });
        var random = new Random(seed);
        foreach (var store in (ITrackStore[])[memory, single, batched])
        {
            store.StartRun("a");
            store.SaveStep(new StepRecord(0, 1, "s", null, 0, "") { StartUtc = TestClock.Epoch });
        }
        for (var saved = 0; saved < Saves;)
        {
            var drafts = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draft(random)).ToList();
            saved += drafts.Count;
            var expected = One(memory, drafts);
            Assert.Equal(expected, One(single, drafts));
            Assert.Equal(expected, Batch(batched, drafts));
            clock.Step();
            if (random.Next(8) == 0)
            {
                var task = Pick(random, "a", "B", "c");
                foreach (var store in (ITrackStore[])[memory, single, batched])
                    Stop(store, task);
            }
        }
        Assert.Equal(StoreState.Of(memory), StoreState.Of(single));
        Assert.Equal(StoreState.Of(memory), StoreState.Of(batched));
        FleetTests.AssertConsistent(one);
        FleetTests.AssertConsistent(many);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void The_clock_is_believed_from_one_tick_beyond_a_day_on(int beyond, bool isBelieved)
    {
        var now = TestClock.Epoch;
        using var memory = new MemoryTrackStore(() => now);
        using var database = server.BorrowDatabase();
        using var store = database.Open(new PostgresOptions { Clock = () => now });
        foreach (var each in (ITrackStore[])[memory, store])
        {
            now = TestClock.Epoch;
            each.Save(new TrackDraft("a", "u", Json.Data("{}")));
            now = TestClock.Epoch.AddTicks(-ClockRule.MaxCorrectionTicks - beyond);
            Assert.Equal(isBelieved ? now : TestClock.Epoch, each.Save(new TrackDraft("a", "u", Json.Data("{}"))).TimeUtc);
            Assert.Equal(isBelieved ? 1 : 0, each.DrainWarnings().Count(warning => warning == StoreErrors.ClockSteppedBack));
        }
    }

    private static List<string> One(ITrackStore store, IReadOnlyList<TrackDraft> drafts)
    {
        var outcomes = new List<string>();
        foreach (var draft in drafts)
        {
            try
            {
                outcomes.Add(StoreState.Show(store.Save(draft)));
            }
            catch (TrackingException error)
            {
                outcomes.Add(error.Code.ToString());
            }
        }
        outcomes.AddRange(store.DrainWarnings().Distinct());
        return outcomes;
    }

    private static List<string> Batch(PostgresTrackStore store, List<TrackDraft> drafts)
    {
        var outcomes = new List<string>();
        while (outcomes.Count < drafts.Count)
        {
            try
            {
                store.Save(drafts.GetRange(outcomes.Count, drafts.Count - outcomes.Count), track => outcomes.Add(StoreState.Show(track)));
            }
            catch (TrackingException error)
            {
                outcomes.Add(error.Code.ToString());
            }
        }
        outcomes.AddRange(store.DrainWarnings().Distinct());
        return outcomes;
    }

    private static void Stop(ITrackStore store, string task)
    {
        if (store.FindCurrentRun(task) != null)
            store.StopRun(task);
    }

    private static TrackDraft Draft(Random random) =>
        new(
            Pick(random, "a", "A", "B", "c", ""),
            Pick(random, "u", "U", "v"),
            Json.Data($$"""{"{{Pick(random, "k", "K", "l")}}":{{random.Next(9)}}}"""))
        {
            RunId = Pick(random, 0, 0, 0, 0, 1, 2, 99, -1),
            StepId = Pick(random, 0, 0, 0, 1, 9, -1),
            Mode = Pick(random, SaveMode.Add, SaveMode.Add, SaveMode.Update, SaveMode.Merge),
            TimeUtc = random.Next(3) == 0 ? TestClock.Epoch.AddMinutes(random.Next(-100, 100)) : null,
        };

    private static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    /// <summary>Goes on, stands still, goes back a little, and goes back so far that it is believed.</summary>
    private sealed class SteppingClock(int seed)
    {
        private readonly Random _random = new(seed);

        public DateTime Now { get; private set; } = TestClock.Epoch;

        // Less than a day back is not alike: a database stands still until its server's clock has caught up (rule 4.5).
        public void Step() => Now += Pick(
            _random, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromHours(-300), TimeSpan.FromHours(5));
    }
}

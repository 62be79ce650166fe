using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;
using Xunit;

namespace Tracking.Tests;

/// <summary>What a state makes of events that it did not decide itself: which can follow, and the least that give it again.</summary>
public sealed class TrackStateTests
{
    private static readonly DateTime Time = TestClock.Epoch;

    public static TheoryData<string> Impossible => [.. Contradictions.Select(c => c.What)];

    private static (string What, TrackEvent Event, string Why)[] Contradictions =>
    [
        ("a save that starts a run that is there", Saved(4, "c", 2, startsRun: true), "it starts a run whose id was given before"),
        ("a save that starts a run where the task has one", Saved(4, "A", 3, startsRun: true),
            "it starts a run where the task has a current one"),
        ("a save to no run", Saved(4, "a", 3), "it saves to a run that does not exist"),
        ("a save of an id that is taken", Saved(2, "a", 1), "it saves a track whose id was given before"),
        ("a save of an id that was removed", Saved(3, "a", 1), "it saves a track whose id was given before"),
        ("a save that starts a run, of an id that is taken", Saved(3, "c", 3, startsRun: true),
            "it saves a track whose id was given before"),
        ("an update of no track", new TrackUpdated(Track(4, "a", 1)), "it updates a track that does not exist"),
        ("an update of a removed track", new TrackUpdated(Track(3, "b", 2)), "it updates a track that does not exist"),
        ("an update to another task", new TrackUpdated(Track(1, "b", 1)), "it updates a track of another task, run or user"),
        ("an update to another run", new TrackUpdated(Track(1, "a", 2)), "it updates a track of another task, run or user"),
        ("an update to another user", new TrackUpdated(Track(1, "a", 1, "v")), "it updates a track of another task, run or user"),
        ("a removal of no track", new TrackRemoved(4), "it removes a track that does not exist"),
        ("a second removal", new TrackRemoved(3), "it removes a track that does not exist"),
        ("a start of a run that is there", Started(2, "c"), "it starts a run whose id was given before"),
        ("a run kept that is there", Kept(2, "c"), "it keeps a run whose id was given before"),
        ("a second current run of a task", Kept(3, "A", isCurrent: true), "it keeps a run as current that cannot be it"),
        ("a current run of no task", Kept(3, null, isCurrent: true), "it keeps a run as current that cannot be it"),
        ("a current run that is finished", Kept(3, "c", isCurrent: true, RunStatus.Finished),
            "it keeps a run as current that cannot be it"),
        ("a run that ended before it started", Kept(3, "c", lasted: -1), "it keeps a run that ended before it started"),
        ("a stop of no run", new RunStopped(3, RunStatus.Finished, null, Time, timeIsGiven: false), "it stops a run that does not exist"),
        ("a removal of no run", new RunRemoved(3), "it removes a run that does not exist"),
        ("a step of no run", Step(3, 3), "it records a step of a run that does not exist"),
        ("a step within none", Step(3, 2, parent: 2), "it records a step within one that does not exist in its run"),
        ("a step within one of another run", Step(3, 2, parent: 1), "it records a step within one that does not exist in its run"),
        ("a step of an id that was passed over", Step(2, 2), "it records a step whose id was given before"),
        ("a step that becomes one of another run", Step(1, 2), "it changes what a step is"),
        ("a step that becomes another one", Step(1, 1, name: "S"), "it changes what a step is"),
        ("a step that gets a key", Step(1, 1, key: ""), "it changes what a step is"),
        ("a resumption of no run", new RunResumed(3, Time), "it takes up a run that does not exist"),
    ];

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_event_that_cannot_follow_is_told_why(string what)
    {
        var (_, impossible, why) = Contradictions.Single(c => c.What == what);
        Assert.Equal(why, impossible.Contradiction(Sample()));
    }

    [Fact]
    public void An_event_that_can_follow_contradicts_nothing()
    {
        TrackEvent[] possible =
        [
            Saved(4, "a", 1),
            Saved(4, "c", 3, startsRun: true),
            Saved(9, "c", 7, startsRun: true),
            Saved(9, "c", 1),
            new TrackUpdated(Track(1, "A", 1, "U")),
            new TrackRemoved(2),
            new RunRemoved(2),
            Started(3, "a"),
            Started(9, null),
            Kept(3, "a"),
            Kept(3, "c", isCurrent: true),
            Kept(3, "c", status: RunStatus.Finished),
            Kept(3, null),
            Kept(3, "c", lasted: 1),
            Kept(3, "c", isCurrent: true, RunStatus.Open),
            Step(1, 1),
            Step(3, 2),
            Step(9, 1, parent: 1),
            new RunStopped(2, RunStatus.Finished, null, Time, timeIsGiven: false),
            new WriterOpened(new WriterRecord(Guid.Empty, Time, 1, "h")),
        ];
        Assert.All(possible, happened => Assert.Null(happened.Contradiction(Sample())));
    }

    [Fact]
    public void The_least_events_give_the_state_again()
    {
        var state = Sample();
        new RunStopped(2, RunStatus.Finished, null, TestClock.At(9), timeIsGiven: true).Apply(state);
        var (events, count) = Compaction.EventsOf(state);
        var least = events.ToList();
        Assert.Equal(["opened 1", "kept 1 a True Open 7", "kept 2 b False Finished 9", "saved 1 False", "opened 3",
            "step 1", "saved 2 False"],
            least.Select(Show));
        Assert.Equal(least.Count, count);

        foreach (var isReplay in new[] { false, true })
        {
            var again = new TrackState(isReplay);
            foreach (var happened in least)
            {
                Assert.Null(happened.Contradiction(again));
                happened.Apply(again);
            }
            if (isReplay)
                again.EndReplay();
            // What a state forgets of its past, counters say.
            Assert.Equal((3L, 3), (again.NextNumber, again.NextRunId));
            again.SetCounters(4, 3, 3, state.LastClockTicks, 0);
            Assert.Equal((state.NextNumber, state.NextRunId, state.LastClockTicks),
                (again.NextNumber, again.NextRunId, again.LastClockTicks));
            Assert.Equal(least.Select(Show), Compaction.EventsOf(again).Events.Select(Show));
            Assert.Equal("b", Assert.Single(Search(again, new TrackQuery { RunIds = [2] })).TaskId);
        }
    }

    [Fact]
    public void A_writer_of_which_nothing_is_left_is_not_kept_but_for_the_last_one()
    {
        var state = new TrackState();
        new WriterOpened(new WriterRecord(Guid.Empty, Time, 1, "h")).Apply(state);
        Saved(1, "a", 1, startsRun: true).Apply(state);
        new WriterOpened(new WriterRecord(Guid.Empty, Time, 2, "h")).Apply(state);
        Saved(2, "a", 1).Apply(state);
        Saved(3, "a", 1).Apply(state);
        new WriterOpened(new WriterRecord(Guid.Empty, Time, 3, "h")).Apply(state);
        Saved(4, "a", 1).Apply(state);
        new WriterOpened(new WriterRecord(Guid.Empty, Time, 4, "h")).Apply(state);
        Started(2, "b").Apply(state);
        new WriterOpened(new WriterRecord(Guid.Empty, Time, 5, "h")).Apply(state);
        Assert.Equal(["opened 1", "kept 1", "saved 1", "opened 2", "saved 2", "saved 3", "opened 3", "saved 4", "opened 4", "kept 2",
            "opened 5"], Least(state));
        new TrackRemoved(2).Apply(state);
        Assert.Equal(["opened 1", "kept 1", "saved 1", "opened 2", "saved 3", "opened 3", "saved 4", "opened 4", "kept 2", "opened 5"],
            Least(state));
        new TrackRemoved(3).Apply(state);
        Assert.Equal(["opened 1", "kept 1", "saved 1", "opened 3", "saved 4", "opened 4", "kept 2", "opened 5"], Least(state));
        new TrackRemoved(1).Apply(state);
        new TrackRemoved(4).Apply(state);
        Assert.Equal(["opened 1", "kept 1", "opened 4", "kept 2", "opened 5"], Least(state));
        new RunRemoved(2).Apply(state);
        Assert.Equal(["opened 1", "kept 1", "opened 5"], Least(state));
        Step(1, 1).Apply(state);
        Assert.Equal(["opened 1", "kept 1", "opened 5", "step 1"], Least(state));
        new RunRemoved(1).Apply(state);
        Assert.Equal(["opened 5"], Least(state));

        static IEnumerable<string> Least(TrackState state) =>
            Compaction.EventsOf(state).Events.Select(happened => string.Join(' ', Show(happened).Split(' ').Take(2)));
    }

    [Fact]
    public void The_least_events_give_each_its_origin_again()
    {
        var (one, other, afar) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var state = new TrackState(writer: afar);
        TrackEvent[] events =
        [
            Started(1, "a"),
            Saved(1, "a", 1),
            new WriterOpened(new WriterRecord(one, Time, 1, "h")),
            Saved(2, "b", 2, startsRun: true),
            Saved(3, "b", 1),
            new WriterOpened(new WriterRecord(other, Time, 1, "h")),
            Started(3, null),
            new RunRecorded(new RunRecord(4, "c", Time, Time, RunStatus.Abandoned, IsCurrent: false) { Origin = new Origin(afar, 7) }),
            new TrackCopied(Track(4, "c", 4), new Origin(afar, 8)),
            new TrackCopied(Track(5, "c", 4), new Origin(afar, 9)),
            Saved(6, "a", 4),
            new TrackCopied(Track(7, "c", 4), new Origin(one, 10)),
            new TrackRemoved(4),
        ];
        foreach (var happened in events)
            happened.Apply(state);
        Assert.Equal(new Origin[] { new(afar, 1), new(one, 2), new(one, 3), new(afar, 9), new(other, 6), new(one, 10) }, Origins(state));
        Assert.Equal(new Origin[] { new(afar, 1), new(one, 2), new(other, 3), new(afar, 7) }, RunOrigins(state));

        var again = new TrackState(isReplay: true, afar);
        foreach (var happened in Compaction.EventsOf(state).Events)
        {
            Assert.Null(happened.Contradiction(again));
            happened.Apply(again);
        }
        again.EndReplay();
        Assert.Equal(Origins(state), Origins(again));
        Assert.Equal(RunOrigins(state), RunOrigins(again));
        Assert.Equal(Compaction.EventsOf(state).Events.Select(Show), Compaction.EventsOf(again).Events.Select(Show));

        static IEnumerable<Origin> Origins(TrackState state) =>
            state.Indexes.ByNumber.ReadNow().Select(track => state.Export(track).Origin);

        static IEnumerable<Origin> RunOrigins(TrackState state) => state.Indexes.Runs.Keys.Select(state.OriginOfRun);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_is_removed_with_its_steps_and_tracks_in_a_replay_too_and_what_is_left_is_found(bool isReplay)
    {
        var state = new TrackState(isReplay);
        TrackEvent[] events =
        [
            Started(1, "a"),
            Started(2, "b"),
            Saved(1, "a", 1),
            Saved(2, "b", 2),
            Step(1, 1),
            Step(2, 1, parent: 1),
            Step(3, 2),
            Step(4, 1),
            Saved(3, "b", 1),
            new RunRemoved(1),
        ];
        foreach (var happened in events)
        {
            Assert.Null(happened.Contradiction(state));
            happened.Apply(state);
        }
        // What refers to it cannot follow, though its tracks may still stand in a list.
        Assert.NotNull(new TrackUpdated(Track(1, "a", 1)).Contradiction(state));
        Assert.NotNull(new TrackRemoved(3).Contradiction(state));
        Assert.NotNull(Saved(9, "a", 1).Contradiction(state));
        Assert.NotNull(Step(9, 1).Contradiction(state));
        Assert.NotNull(new RunRemoved(1).Contradiction(state));
        if (isReplay)
        {
            // Nor does a line out of its place bring it back.
            Assert.Empty(Kept(1, "a").Salvage(state));
            Assert.Empty(Saved(1, "a", 1, startsRun: true).Salvage(state));
            Assert.Empty(new TrackUpdated(Track(9, "a", 1)).Salvage(state));
            Assert.Empty(Step(9, 1).Salvage(state));
            state.EndReplay();
        }
        Assert.Equal([3], state.Steps.All.Select(step => step.StepId));
        Assert.Equal([2], state.Indexes.ByNumber.ReadNow().Select(track => track.Number));
        Assert.Equal([2], Search(state, new TrackQuery()).Select(track => track.Number));
        Assert.Equal(["b"], state.Indexes.Tasks.Keys);
        Assert.Equal((4L, 3, 5), (state.NextNumber, state.NextRunId, state.NextStepId));
        Assert.Null(state.CurrentRun("a"));
    }

    [Fact]
    public void Counters_only_go_on()
    {
        var state = Sample();
        state.SetCounters(1, 1, 1, 5, 0);
        Assert.Equal((4L, 3, 3, 5L), (state.NextNumber, state.NextRunId, state.NextStepId, state.LastClockTicks));
        state.SetCounters(9, 8, 7, 0, 0);
        Assert.Equal((9L, 8, 7, 0L), (state.NextNumber, state.NextRunId, state.NextStepId, state.LastClockTicks));
    }

    [Fact]
    public void The_clock_is_that_of_the_last_time_that_it_made()
    {
        var state = new TrackState();
        Assert.Equal(0, state.LastClockTicks);
        Started(1, "a", TestClock.At(1)).Apply(state);
        Assert.Equal(TestClock.At(1).Ticks, state.LastClockTicks);
        Started(2, "a", TestClock.At(2), timeIsGiven: true).Apply(state);
        Assert.Equal(TestClock.At(1).Ticks, state.LastClockTicks);
        new RunStopped(2, RunStatus.Finished, null, TestClock.At(3), timeIsGiven: false).Apply(state);
        Assert.Equal(TestClock.At(3).Ticks, state.LastClockTicks);
        new RunStopped(1, RunStatus.Finished, null, TestClock.At(4), timeIsGiven: true).Apply(state);
        Kept(7, "b").Apply(state);
        Assert.Equal(TestClock.At(3).Ticks, state.LastClockTicks);
    }

    [Fact]
    public void A_store_that_has_used_up_its_ids_says_so()
    {
        var state = Sample();
        var draft = new TrackDraft("a", "u", Json.Data("{}"));
        state.SetCounters(StoreLimits.MaxTrackNumber, StoreLimits.MaxRunId, StoreLimits.MaxStepId, 0, 0);
        Decisions.Save(state, draft, Time).Written!.Apply(state);
        var step = new StepRecord(0, 1, "s", null, 0, "");
        UsedUp(() => Decisions.Start(state, new RunDraft("a") { Carried = [step] }, Time));
        Assert.Single(Decisions.Start(state, new RunDraft("a"), Time)).Apply(state);
        Decisions.SaveStep(state, step).Apply(state);
        UsedUp(() => _ = Decisions.Save(state, draft, Time));
        UsedUp(() => Decisions.Start(state, new RunDraft("a"), Time));
        UsedUp(() => Decisions.SaveStep(state, step));
        Assert.Equal(StoreLimits.MaxStepId, Decisions.SaveStep(state, step with { StepId = StoreLimits.MaxStepId }).Record.StepId);

        state = Sample();
        state.SetCounters(1, StoreLimits.MaxRunId + 1, 1, 0, 0);
        Assert.IsType<TrackSaved>(Decisions.Save(state, draft, Time).Written);
        UsedUp(() => _ = Decisions.Save(state, new TrackDraft("new", "u", Json.Data("{}")), Time));
        UsedUp(() => Decisions.Start(state, new RunDraft(null), Time));

        var afar = new Origin(Guid.NewGuid(), 1);
        var run = new RunExport(new RunRecord(1, "a", Time, Time, RunStatus.Failed, IsCurrent: false), afar);
        var track = new TrackExport(Track(1, "a", 1), afar, afar);
        var copied = new StepExport(step with { StepId = 1, Identity = afar }, afar, ParentOrigin: null);
        state = Sample();
        state.SetCounters(StoreLimits.MaxTrackNumber, StoreLimits.MaxRunId, StoreLimits.MaxStepId, 0, 0);
        foreach (var happened in ImportEvents.Of(new ImportPlan(state, [run], [track], [copied]).Result, [run], [track]))
            happened.Apply(state);
        Assert.Equal((StoreLimits.MaxRunId, StoreLimits.MaxTrackNumber), (state.FindRun(afar)!.RunId, state.FindTrack(afar)!.Number));
        UsedUp(() => _ = new ImportPlan(state, [run with { Origin = afar with { Number = 2 } }], [], []).Result);
        UsedUp(() => _ = new ImportPlan(state, [], [track with { Origin = afar with { Number = 2 } }], []).Result);
        var next = copied with { Step = copied.Step with { Identity = afar with { Number = 2 } } };
        UsedUp(() => _ = new ImportPlan(state, [], [], [next]).Result);

        static void UsedUp(Action decide)
        {
            var error = Assert.Throws<TrackingException>(decide);
            Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
            Assert.StartsWith("The store has used up its ids", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Tracks 1 of a and 2 of b, each in its current run; 3 was removed. Step 1 is in the run of a, and id 2 was passed over. Two writers
    /// were there.
    /// </summary>
    private static TrackState Sample()
    {
        var state = new TrackState();
        TrackEvent[] events =
        [
            new WriterOpened(new WriterRecord(Guid.Empty, Time, 1, "h")),
            Saved(1, "a", 1, startsRun: true, at: 7),
            Started(2, "b"),
            new WriterOpened(new WriterRecord(Guid.Empty, Time, 3, "h")),
            Saved(2, "b", 2),
            Saved(3, "b", 2),
            new TrackRemoved(3),
        ];
        foreach (var happened in events)
            happened.Apply(state);
        Step(1, 1).Apply(state);
        state.SetCounters(1, 1, 3, state.LastClockTicks, 0);
        return state;
    }

    private static TrackRecord Track(long number, string task, int run, string user = "u", double at = 0) =>
        new(number, task, run, user, TestClock.At(at), timeIsGiven: false, Json.Data("{}"));

    private static TrackSaved Saved(long number, string task, int run, bool startsRun = false, double at = 0) =>
        new(Track(number, task, run, at: at), startsRun);

    private static RunStarted Started(int run, string? task, DateTime? at = null, bool timeIsGiven = false) =>
        new(new RunRecord(run, task, at ?? Time, at ?? Time, RunStatus.Running, IsCurrent: task != null), timeIsGiven);

    private static StepRecorded Step(int step, int run, int parent = 0, string name = "s", string? key = null) =>
        new(new StepRecord(step, run, name, key, parent, "") { StartUtc = Time });

    private static RunRecorded Kept(int run, string? task, bool isCurrent = false, RunStatus status = RunStatus.Running, int lasted = 0) =>
        new(new RunRecord(run, task, Time, Time.AddSeconds(lasted), status, isCurrent));

    private static IEnumerable<TrackRecord> Search(TrackState state, TrackQuery query) => TrackSearch.Run(state.Indexes, query);

    private static string Show(TrackEvent happened) => happened switch
    {
        RunRecorded kept =>
            $"kept {kept.Record.RunId} {kept.Record.TaskId} {kept.Record.IsCurrent} {kept.Record.Status} "
            + $"{(kept.Record.EndUtc - Time).TotalSeconds}",
        WriterOpened opened => $"opened {opened.Record.ProcessId}",
        TrackSaved saved => $"saved {saved.Record.Number} {saved.StartsRun}",
        StepRecorded step => $"step {step.Record.StepId}",
        _ => happened.GetType().Name,
    };
}

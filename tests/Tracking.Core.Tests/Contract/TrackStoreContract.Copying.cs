using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// Copy-Track: where tracks and runs come from, and what becomes of them in another store
public abstract partial class TrackStoreContract
{
    [Fact]
    public void What_is_copied_gets_new_ids_and_keeps_the_rest()
    {
        using var source = NewMemory();
        var first = source.Save(Draft("A001", "u1", json: """{"a":1.10}""", types: """{"/a":"Decimal"}""", at: 5));
        source.StopRun("a001", status: RunStatus.Failed, message: "no net", timeUtc: TestClock.At(9));
        source.Save(Draft("a002", "u2", at: 7));
        Save("x");
        Save("x");
        var (runs, tracks) = Copy(source);
        Assert.Equal([(1, 2, ImportOutcome.Added), (2, 3, ImportOutcome.Added)], runs);
        Assert.Equal([(1, 3, ImportOutcome.Added), (2, 4, ImportOutcome.Added)], tracks);
        var copy = Get(3);
        Assert.Equal(("A001", "u1", first.TimeUtc, 2), (copy.TaskId, copy.UserName, copy.TimeUtc, copy.RunId));
        Assert.Equal((Json.Text(first.Data), Json.Types(first.Data)), (Json.Text(copy.Data), Json.Types(copy.Data)));
        var run = Store.FindRun(2)!;
        Assert.Equal(("A001", TestClock.At(5), TestClock.At(9), RunStatus.Failed, "no net", false),
            (run.TaskId, run.StartUtc, run.EndUtc, run.Status, run.Message, run.IsCurrent));
        var next = Save("x");
        Assert.Equal((5, 4), (next.Number, Store.StartRun("x").RunId));
    }

    [Fact]
    public void A_second_copy_changes_nothing_also_from_a_copy()
    {
        using var source = NewMemory();
        Fill(source);
        Copy(source);
        Unseen(() => Assert.All(Copy(source).Tracks, track => Assert.Equal(ImportOutcome.Unchanged, track.Outcome)));
        using var other = NewMemory();
        new StoreCopier(Store, other).CopyAll();
        Unseen(() => Copy(other));
        Unseen(() => new StoreCopier(other, source).CopyAll());
        Reopen();
        Unseen(() => Copy(source));
        Store.Optimize();
        Unseen(() => Copy(other));
        Reopen();
        Unseen(() => Copy(source));
    }

    [Fact]
    public void What_this_store_saved_itself_is_known_when_it_comes_back()
    {
        FillWithHistory();
        using var other = NewMemory();
        other.Save(Draft("x"));
        new StoreCopier(Store, other).CopyAll();
        Assert.Equal(Store.Count().Tracks + 1, other.Count().Tracks);
        var before = Store.Search(new TrackQuery()).Select(StoreState.Show).ToList();
        new StoreCopier(other, Store).CopyAll();
        Assert.Equal(Store.Count().Tracks, other.Count().Tracks);
        Assert.Equal("x", Get(7).TaskId);
        Store.Remove(7);
        Assert.Equal(before, Store.Search(new TrackQuery()).Select(StoreState.Show));
        Store.Optimize();
        Reopen();
        new StoreCopier(Store, other).CopyAll();
        Assert.Equal(Store.Count().Tracks + 1, other.Count().Tracks);
    }

    [Fact]
    public void The_first_origin_is_kept_from_copy_to_copy()
    {
        using var source = NewMemory();
        using var other = NewMemory();
        other.Save(Draft("x"));
        source.Save(Draft("a"));
        new StoreCopier(source, other).CopyAll();
        Copy(other);
        Unseen(() => Copy(source));
        var origins = Store.Export(new TrackQuery { Tasks = Named("a") }).Select(t => (t.Origin, t.RunOrigin));
        Assert.Equal(source.Export(new TrackQuery()).Select(t => (t.Origin, t.RunOrigin)), origins);
        Assert.Equal(source.ExportRuns().Select(r => r.Origin),
            Store.ExportRuns().Where(r => r.Run.TaskId == "a").Select(r => r.Run.Origin!.Value));
        var writers = Store.Export(new TrackQuery()).Concat(source.Export(new TrackQuery())).Select(t => t.Origin.Writer).Distinct();
        Assert.Equal(2, writers.Count());
    }

    [Fact]
    public void What_has_the_origin_of_something_else_is_not_copied_and_leaves_that_as_it_is()
    {
        using var source = NewMemory();
        source.Save(Draft("a", "u", at: 1));
        source.Save(Draft("a", "u", at: 2));
        Copy(source);
        var (run, tracks) = (source.ExportRuns()[0], source.Export(new TrackQuery()).ToList());
        // As where a store was restored from a backup and went on: its ids come again.
        TrackExport[] others =
            [Another("b", "u", 1), Another("a", "v", 1), Another("A", "U", 1) with { RunOrigin = new Origin(Guid.NewGuid(), 1) }];
        foreach (var other in others)
        {
            Unseen(() => Assert.Equal((ImportOutcome.Conflicting, 2),
                (Store.Import([], [other]).Tracks[0].Outcome, Store.Import([], [other]).Tracks[0].Track.Number)));
        }
        Assert.Equal(ImportOutcome.Updated, Store.Import([], [Another("A", "U", 1)]).Tracks[0].Outcome);
        foreach (var other in new[] { run.Run with { TaskId = "b" }, run.Run with { TaskId = null },
            run.Run with { StartUtc = TestClock.At(0) } })
        {
            Unseen(() => Assert.Equal(ImportOutcome.Conflicting,
                Store.Import([run with { Run = other with { EndUtc = TestClock.At(9) } }], []).Runs[0].Outcome));
        }
        Assert.Equal(ImportOutcome.Updated,
            Store.Import([run with { Run = run.Run with { TaskId = "A", EndUtc = TestClock.At(9) } }], []).Runs[0].Outcome);

        TrackExport Another(string task, string user, int runId) =>
            tracks[1] with { Track = new TrackRecord(2, task, runId, user, TestClock.At(7), timeIsGiven: false, Json.Data("{}")) };
    }

    [Fact]
    public void The_newer_version_of_a_track_stands()
    {
        using var source = NewMemory();
        using var old = NewMemory();
        source.Save(Draft("a", json: """{"v":1}""", at: 1));
        new StoreCopier(source, old).CopyAll();
        source.Save(Draft("A", json: """{"v":2}""", mode: SaveMode.Update, at: 2));
        Copy(source);
        Unseen(() => Copy(old));
        using var updated = NewMemory();
        new StoreCopier(source, updated).CopyAll();
        updated.Save(Draft("a", run: 1, json: """{"v":3}""", types: """{"/v":"Int64"}""", mode: SaveMode.Update, at: 3));
        Assert.Equal([(1, 1, ImportOutcome.Updated)], Copy(updated).Tracks);
        Assert.Equal(("""{"v":3}""", "a", TestClock.At(3)), (Json.Text(Get(1).Data), Get(1).TaskId, Get(1).TimeUtc));
        Assert.NotNull(Get(1).Data.Types);
        Assert.Equal(TestClock.At(3), Store.FindRun(1)!.EndUtc);
        Unseen(() => Copy(source));
        // It goes home too.
        new StoreCopier(Store, source).CopyAll();
        Assert.Equal("""{"v":3}""", Json.Text(source.Search(new TrackQuery()).Single().Data));
    }

    [Fact]
    public void The_version_that_was_replaced_more_often_stands_whatever_its_time()
    {
        using var source = NewMemory();
        using var old = NewMemory();
        source.Save(Draft("a", json: """{"v":0}""", at: 5));
        new StoreCopier(source, old).CopyAll();
        Copy(source);
        source.Save(Draft("a", json: """{"v":1}""", mode: SaveMode.Update, at: 5));
        Check(1, 5);
        source.Save(Draft("a", json: """{"w":2}""", mode: SaveMode.Merge, at: 1));
        Check(2, 1);
        Store.Optimize();
        Check(2, 1);
        // What is replaced here goes there.
        Save("a", run: 1, json: """{"v":3}""", mode: SaveMode.Update, at: 1);
        Unseen(() => Copy(source));
        new StoreCopier(Store, source).CopyAll();
        Check(3, 1);

        void Check(int version, double at)
        {
            Copy(source);
            Assert.Equal((version, TestClock.At(at), Json.Text(source.Search(new TrackQuery()).Single().Data)),
                (Get(1).Version, Get(1).TimeUtc, Json.Text(Get(1).Data)));
            Unseen(() => Copy(old));
            Reopen();
            Unseen(() => Copy(old));
            Unseen(() => Copy(source));
        }
    }

    [Fact]
    public void What_was_replaced_before_it_was_copied_comes_with_its_version()
    {
        using var source = NewMemory();
        using var old = NewMemory();
        source.Save(Draft("a", at: 5));
        new StoreCopier(source, old).CopyAll();
        source.Save(Draft("a", json: """{"v":1}""", mode: SaveMode.Update, at: 4));
        source.Save(Draft("a", json: """{"v":2}""", mode: SaveMode.Update, at: 3));
        Copy(source);
        Assert.Equal((2, TestClock.At(3)), (Get(1).Version, Get(1).TimeUtc));
        Unseen(() => Copy(old));
        Reopen();
        Assert.Equal(2, Store.Export(new TrackQuery()).Single().Track.Version);
        Unseen(() => Copy(source));
    }

    [Theory]
    [InlineData("""{"v":2}""", null, 2, """{"v":1}""", null, 1)]
    [InlineData("""{"v":1}""", null, 2, """{"v":2}""", null, 1)]
    [InlineData("""{"v":2}""", null, 1, """{"v":1}""", null, 1)]
    [InlineData("""{"v":1}""", null, 1, """{"v":10}""", null, 1)]
    [InlineData("""{"v":"0"}""", """{"/v":"Uri"}""", 1, """{"v":"0"}""", null, 1)]
    [InlineData("""{"v":"0"}""", """{"/v":"Uri"}""", 1, """{"v":"0"}""", """{"/v":"Guid"}""", 1)]
    public void Of_two_that_were_replaced_as_often_the_later_one_stands_and_of_one_time_always_the_same(string json, string? types, int at,
        string other, string? otherTypes, int otherAt)
    {
        using var source = NewMemory();
        source.Save(Draft("a"));
        using var stands = NewMemory();
        using var falls = NewMemory();
        new StoreCopier(source, stands).CopyAll();
        new StoreCopier(source, falls).CopyAll();
        stands.Save(Draft("a", run: 1, json: json, types: types, mode: SaveMode.Update, at: at));
        falls.Save(Draft("a", run: 1, json: other, types: otherTypes, mode: SaveMode.Update, at: otherAt));
        Copy(falls);
        Assert.Equal(ImportOutcome.Updated, Copy(stands).Tracks.Single().Outcome);
        Assert.Equal((json, types, TestClock.At(at)), (Json.Text(Get(1).Data), Json.Types(Get(1).Data), Get(1).TimeUtc));
        Unseen(() => Copy(falls));
    }

    [Fact]
    public void What_was_removed_here_comes_again_and_what_was_removed_there_stays()
    {
        using var source = NewMemory();
        source.Save(Draft("a"));
        source.Save(Draft("a", json: """{"k":2}"""));
        Copy(source);
        source.Remove(1);
        Unseen(() => Copy(source));
        Store.Remove(2);
        Assert.Equal([(2, 3, ImportOutcome.Added)], Copy(source).Tracks);
        Assert.Equal([1L, 3], FindAll().Order());
        Unseen(() => Copy(source));
        Reopen();
        Unseen(() => Copy(source));
        // Also what this store saved itself and gets back.
        Save("own");
        using var other = NewMemory();
        new StoreCopier(Store, other).CopyAll();
        Store.Remove(4);
        Copy(other);
        Assert.Equal("own", Get(5).TaskId);
        Unseen(() => Copy(other));
    }

    [Fact]
    public void A_copied_time_is_a_given_one_and_binds_no_clock()
    {
        using var source = NewMemory();
        Clock.UtcNow = TestClock.At(100_000);
        source.Save(Draft("a"));
        Clock.UtcNow = TestClock.At(5);
        Copy(source);
        Assert.True(Get(1).TimeIsGiven);
        Assert.Equal(TestClock.At(5), Save("b").TimeUtc);
        Assert.Empty(Store.DrainWarnings());
    }

    [Fact]
    public void Some_tracks_are_copied_with_their_runs_and_nothing_else()
    {
        using var source = NewMemory();
        Fill(source);
        var counts = source.Count();
        var copier = new StoreCopier(source, Store);
        Assert.Equal([99L], copier.Copy([3, 99, 1]));
        Assert.Equal((2, 2), (Store.Count().Tracks, Store.Count().Runs));
        Assert.Empty(copier.Copy([3, 1]));
        Assert.Equal(2, Store.Count().Tracks);
        Copy(source);
        Assert.Equal((counts.Tracks, counts.Runs), (Store.Count().Tracks, Store.Count().Runs));
    }

    [Fact]
    public void A_batch_that_is_refused_leaves_everything_as_it_was()
    {
        using var source = NewMemory();
        Fill(source);
        var (runs, tracks) = (source.ExportRuns(), source.Export(new TrackQuery()).ToList());
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.Import([], tracks));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Store.Import([.. runs.Skip(1)], tracks));
        var nameless = tracks[0] with { Track = new TrackRecord(1, "", 1, "u", TestClock.Epoch, timeIsGiven: false, Json.Data("{}")) };
        Refused(TrackingErrorCode.TrackNameInvalid,
            () => Store.Import(runs, [.. tracks, nameless with { Origin = new Origin(Guid.NewGuid(), 1) }]));
        Refused(TrackingErrorCode.TrackNameInvalid,
            () => Store.Import([runs[0] with { Run = runs[0].Run with { TaskId = "\ud800" } }], []));
        Store.Import(runs, tracks);
        Refused(TrackingErrorCode.TrackDataTooLarge,
            () => Store.Import(
            [runs[1] with { Run =
            runs[1].Run with { Status = RunStatus.Failed, Message = new string('m', 8193), EndUtc = TestClock.At(99) } }], []));
        Unseen(() => Store.Import(runs, tracks));
        Unseen(() => Store.Import([], []));
    }

    [Fact]
    public void What_stands_twice_in_a_batch_comes_once()
    {
        using var source = NewMemory();
        source.Save(Draft("a", json: """{"v":1}""", at: 1));
        var (run, track) = (source.ExportRuns()[0], source.Export(new TrackQuery()).Single());
        source.Save(Draft("a", json: """{"v":2}""", mode: SaveMode.Update, at: 2));
        source.StopRun("a", timeUtc: TestClock.At(7));
        var (later, newer) = (source.ExportRuns()[0], source.Export(new TrackQuery()).Single());
        var result = Store.Import([run, run, later, run], [track, track, newer, track]);
        // No array: Mono gives the items of one of an enum as numbers.
        List<ImportOutcome> expected = [ImportOutcome.Added, ImportOutcome.Unchanged, ImportOutcome.Updated, ImportOutcome.Unchanged];
        Assert.Equal(expected, result.Runs.Select(r => r.Outcome));
        Assert.Equal(expected, result.Tracks.Select(t => t.Outcome));
        Assert.Equal([1, 1, 1, 1], result.Tracks.Select(t => t.Track.Number));
        Assert.Equal(("""{"v":2}""", RunStatus.Finished),
            (Json.Text(Assert.Single(Store.Search(new TrackQuery())).Data), Assert.Single(Store.ListRuns()).Status));
    }

    [Fact]
    public void Many_tracks_are_copied_in_their_order_in_batches()
    {
        using var source = NewMemory();
        source.Save([.. Enumerable.Range(0, Many + 7).Select(i => Draft($"t{i % 3}", at: i * 613 % 331))], _ => { });
        Copy(source);
        Assert.Equal(source.Search(new TrackQuery()).Select(t => (t.TaskId, t.TimeUtc, Json.Text(t.Data))),
            Store.Search(new TrackQuery()).Select(t => (t.TaskId, t.TimeUtc, Json.Text(t.Data))));
        Assert.Equal(FindAll().Order(), FindAll());
        Unseen(() => Copy(source));
    }

    [Fact]
    public void A_follower_hears_of_what_is_copied()
    {
        using var follower = Store.Follow();
        using var source = NewMemory();
        source.Save(Draft("a", at: 1));
        Copy(source);
        Assert.Equal(["run 1 Open", "1"], Heard());
        source.StopRun("a", timeUtc: TestClock.At(2));
        Copy(source);
        Assert.Equal(["run 1 Finished"], Heard());
        source.Save(Draft("a", run: 1, json: """{"k":1}""", mode: SaveMode.Update, at: 3));
        Copy(source);
        Assert.Equal(["1", "run 1 Finished"], Heard().Order(StringComparer.Ordinal));

        IEnumerable<string> Heard() =>
            follower.Read().Select(c => c.Run is { } run ? $"run {run.RunId} {run.Status}" : $"{c.Track!.Number}");
    }

    private MemoryTrackStore NewMemory() => new(Clock.Read);

    private static void Fill(MemoryTrackStore store)
    {
        store.Save(Draft("a001", "u1", json: """{"a":1}""", at: 5));
        store.Save(Draft("A001", "u2", json: """{"b":"x"}""", types: """{"/b":"Uri"}"""));
        store.Save(Draft("a002", "u1"));
        store.StopRun("a001", status: RunStatus.Stopped, message: "m");
        store.StartRun(null);
        store.StartRun("a003", TestClock.At(20));
        store.Save(Draft("a002", "u2", run: 1, at: 9));
        store.Remove(2);
    }

    /// <summary>
    /// Copies all to the store under test, and tells for each run and track its id there, its id here, and what became of it.
    /// </summary>
    private (List<(int From, int To, ImportOutcome Outcome)> Runs,
        List<(long From, long To, ImportOutcome Outcome)> Tracks) Copy(ITrackStore source)
    {
        List<(int, int, ImportOutcome)> runs = [];
        List<(long, long, ImportOutcome)> tracks = [];
        new StoreCopier(source, Store)
        {
            OnRun = (run, imported) => runs.Add((run.RunId, imported.Run.RunId, imported.Outcome)),
            OnTrack = (track, imported) => tracks.Add((track.Number, imported.Track.Number, imported.Outcome)),
        }.CopyAll();
        return (runs, tracks);
    }
}

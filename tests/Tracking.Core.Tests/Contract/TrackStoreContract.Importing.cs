using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rules 10.3 to 10.6
public abstract partial class TrackStoreContract
{
    [Fact]
    public void Tracks_of_one_task_and_key_go_to_one_run_that_begins_with_the_earliest_and_is_never_current()
    {
        Assert.Equal([1, 1, 2, 3, 1], [.. new[]
        {
            SaveTo("k", at: 20), SaveTo("k", at: 30), SaveTo("K", at: 5), SaveTo("k", "a002", at: 6), SaveTo("k", "A001", "u2", at: 10),
        }.Select(track => track.RunId)]);
        Verify();
        Reopen();
        Verify();
        Store.Optimize();
        Verify();
        Assert.Equal(1, SaveTo("k", at: 1).RunId);
        Assert.Equal((TestClock.At(1), TestClock.At(30)), Span(1));
        Assert.Equal([2, 1], Store.ListLastRuns(new RunQuery("a001")).Select(run => run.RunId));

        void Verify()
        {
            Assert.Equal(
                [(1, "k", RunStatus.Open, false), (2, "K", RunStatus.Open, false), (3, "k", RunStatus.Open, false)],
                Store.ListRuns().Select(run => (run.RunId, run.Key!, run.Status, run.IsCurrent)));
            Assert.Equal((TestClock.At(10), TestClock.At(30)), Span(1));
            Assert.Equal((TestClock.At(5), TestClock.At(5)), Span(2));
            Assert.Null(Store.FindCurrentRun("a001"));
            Assert.Equal([1, 2], Store.ListLastRuns(new RunQuery("a001")).Select(run => run.RunId));
        }
    }

    [Fact]
    public void A_key_leaves_the_current_run_as_it_is()
    {
        Save(at: 1);
        Assert.Equal(2, SaveTo("", at: 2).RunId);
        Assert.Equal(1, Save(at: 3).RunId);
        Assert.Equal(2, SaveTo("", at: 4).RunId);
        Assert.Equal(1, Store.FindCurrentRun("a001")!.RunId);
    }

    [Fact]
    public void A_run_of_the_key_that_someone_began_is_found_and_does_not_begin_earlier()
    {
        var facts = Json.Data("""{"host":"h"}""");
        Store.Start(new RunDraft("a001") { Key = "k", TimeUtc = TestClock.At(10), Facts = facts });
        Store.Start(new RunDraft("a001") { Key = "k", TimeUtc = TestClock.At(20), Facts = facts });
        Assert.Equal(2, SaveTo("k", at: 1).RunId);
        Assert.Equal((TestClock.At(20), TestClock.At(20)), Span(2));
        Assert.True(Store.FindRun(2)!.IsCurrent);
    }

    [Fact]
    public void A_run_of_a_key_that_was_stopped_takes_later_rows_and_stays_stopped()
    {
        SaveTo("k", at: 10);
        Store.StopRun(null, 1, RunStatus.Failed, "why", TestClock.At(11));
        Assert.Equal(1, SaveTo("k", at: 5).RunId);
        Assert.Equal((RunStatus.Failed, "why"), (Store.FindRun(1)!.Status, Store.FindRun(1)!.Message));
        Assert.Equal((TestClock.At(5), TestClock.At(11)), Span(1));
        Assert.Equal(1, Save(run: 1, at: 2).RunId);
        Assert.Equal((TestClock.At(2), TestClock.At(11)), Span(1));
    }

    [Fact]
    public void Every_way_to_save_an_earlier_track_has_such_a_run_begin_earlier()
    {
        SaveTo("k", at: 50);
        Save(run: 1, user: "u2", at: 40);
        Assert.Equal(TestClock.At(40), Store.FindRun(1)!.StartUtc);
        Save(run: 1, user: "u2", at: 35);
        Assert.Equal(TestClock.At(35), Store.FindRun(1)!.StartUtc);
        Save(run: 1, mode: SaveMode.Update, at: 30);
        Assert.Equal(TestClock.At(30), Store.FindRun(1)!.StartUtc);
        SaveAll(Draft(run: 1, at: 25), Draft(run: 1, at: 20));
        Assert.Equal(TestClock.At(20), Store.FindRun(1)!.StartUtc);
        Store.Remove(Store.Search(new TrackQuery { FromUtc = TestClock.At(20), ToUtc = TestClock.At(20) }).Single().Number);
        Assert.Equal(TestClock.At(20), Store.FindRun(1)!.StartUtc);
        Assert.Equal(TestClock.At(50), Store.FindRun(1)!.EndUtc);
    }

    [Fact]
    public void A_run_that_a_save_or_a_start_began_does_not_begin_earlier()
    {
        Save(at: 10);
        Save(at: 5);
        Store.StartRun("a002", TestClock.At(10));
        Save("a002", at: 5);
        Assert.Equal([TestClock.At(10), TestClock.At(10)], Store.ListRuns().Select(run => run.StartUtc));
    }

    [Fact]
    public void A_run_that_was_current_when_an_earlier_track_came_begins_as_it_did_whatever_is_written_anew()
    {
        Store.Start(new RunDraft("a001") { Key = "k", TimeUtc = TestClock.At(10) });
        Save(at: 5);
        Store.Start(new RunDraft("a001") { TimeUtc = TestClock.At(11) });
        Assert.Equal(TestClock.At(10), Store.FindRun(1)!.StartUtc);
        Store.Optimize();
        Reopen();
        Assert.Equal(TestClock.At(10), Store.FindRun(1)!.StartUtc);
        Save(run: 1, at: 4);
        Reopen();
        Assert.Equal(TestClock.At(4), Store.FindRun(1)!.StartUtc);
    }

    [Fact]
    public void A_batch_of_keys_in_any_order_comes_to_the_same_as_one_save_after_another()
    {
        var drafts = Enumerable.Range(0, 200).Select(i => ToKey($"k{i % 7}", $"a{i % 2}", $"u{i % 3}", i * 37 % 200)).ToArray();
        SaveAll(drafts);
        Assert.Equal(14, Store.ListRuns().Count);
        foreach (var run in Store.ListRuns())
        {
            var times = Store.Search(new TrackQuery { RunIds = [run.RunId] }).Select(track => track.TimeUtc).ToList();
            Assert.Equal((times[0], times[^1]), (run.StartUtc, run.EndUtc));
            Assert.All(Store.Search(new TrackQuery { RunIds = [run.RunId] }), track => Assert.Equal(run.TaskId, track.TaskId));
        }
        SaveAll(drafts);
        Assert.Equal(14, Store.ListRuns().Count);
        Assert.Equal(400, Store.Count().Tracks);
    }

    [Fact]
    public void Many_who_save_to_one_key_at_once_share_one_run()
    {
        _ = Store;
        var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            for (var i = 0; i < 25; i++)
                SaveTo("k", user: $"u{number}", at: (i * 4) + number);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal((TestClock.At(0), TestClock.At(99)), Span(Assert.Single(Store.ListRuns()).RunId));
        Assert.Equal(100, Store.Count().Tracks);
    }

    [Fact]
    public void A_run_is_named_by_its_id_or_its_key()
    {
        Save();
        var both = new TrackDraft("a001", "u1", Json.Data("{}")) { RunId = 1, RunKey = "k" };
        Refused(TrackingErrorCode.TrackRunInvalid, () => Store.Save(both));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => SaveTo(new string('k', 8193)));
        Refused(TrackingErrorCode.TrackNameInvalid, () => SaveTo("\ud800"));
    }

    [Fact]
    public void Followers_hear_of_a_run_that_a_key_begins()
    {
        using var follower = Store.Follow();
        SaveTo("k", at: 3);
        var changes = follower.Read().ToList();
        Assert.Equal(["1 k", "1"], changes.Select(change => change.Run is { } run ? $"{run.RunId} {run.Key}" : $"{change.Track!.Number}"));
    }

    [Fact]
    public void A_copy_of_a_run_that_begins_with_its_tracks_has_the_earlier_start_and_is_no_conflict()
    {
        using var source = NewMemory();
        source.Save(ToKey("k", "a001", "u1", 20));
        Copy(source);
        Assert.Equal((TestClock.At(20), TestClock.At(20)), Span(1));
        source.Save(ToKey("k", "a001", "u1", 10));
        Copy(source);
        Assert.Equal((TestClock.At(10), TestClock.At(20)), Span(1));
        // Earlier here, and later there.
        Assert.Equal(1, SaveTo("k", at: 5).RunId);
        source.Save(ToKey("k", "a001", "u1", 30));
        Copy(source);
        Verify();
        Unseen(() => Copy(source));
        Reopen();
        Verify();
        Store.Optimize();
        Verify();
        using var other = NewMemory();
        new StoreCopier(Store, other).CopyAll();
        Assert.Equal(TestClock.At(5), Assert.Single(other.ListRuns()).StartUtc);
        // Its earliest track was removed there before the copy.
        source.Save(ToKey("k", "a001", "u1", 1));
        source.Remove(4);
        Copy(source);
        Assert.Equal((TestClock.At(1), TestClock.At(30)), Span(1));
        Reopen();
        Assert.Equal((TestClock.At(1), TestClock.At(30)), Span(1));

        void Verify()
        {
            Assert.Equal((TestClock.At(5), TestClock.At(30)), Span(1));
            Assert.Single(Store.ListRuns());
            Assert.Equal(4, Store.Count().Tracks);
        }
    }

    [Theory]
    [InlineData("""{"a":1,"b":"x"}""", null, """{"b":"x","a":1}""", null)]
    [InlineData("""{"a":1}""", null, """{"A":1}""", null)]
    [InlineData("""{"a":"NaN"}""", """{"/a":"Double"}""", """{"a":"NaN"}""", """{"/a":"Double"}""")]
    [InlineData("""{"a":{"x":[1,null],"y":{}},"b":2}""", null, """{"b":2,"a":{"y":{},"x":[1,null]}}""", null)]
    [InlineData("""{"b":1,"a":"NaN"}""", """{"/a":"Single"}""", """{"a":"NaN","b":1}""", """{"/a":"Single"}""")]
    [InlineData("""{"b":1,"a":"AQI="}""", """{"/a":"Byte[]"}""", """{"a":"AQI=","b":1}""", """{"/a":"Byte[]"}""")]
    public void Only_if_changed_saves_nothing_where_the_last_track_of_the_key_is_the_same(
        string json, string? types, string again, string? typesAgain)
    {
        Save(json: json, types: types, at: 5);
        Save(json: "{}", at: 1);
        Save(user: "u2", json: "{}", at: 9);
        var before = StoreState.Of(Store);
        foreach (var mode in new[] { SaveMode.Add, SaveMode.Update, SaveMode.Merge })
            Assert.Equal(1, Store.Save(Changed(again, typesAgain, mode, at: 7)).Number);
        Assert.Equal(before, StoreState.Of(Store));
        Assert.Equal(4, Store.Save(Changed("{}", null, SaveMode.Add, at: 7)).Number);
    }

    [Theory]
    [InlineData("""{"a":1}""", null, """{"a":1.0}""", null)]
    [InlineData("""{"a":1}""", null, """{"a":1}""", """{"/a":"Int64"}""")]
    [InlineData("""{"a":1}""", null, """{"a":"1"}""", null)]
    [InlineData("""{"a":"x"}""", null, """{"a":"X"}""", null)]
    [InlineData("""{"a":null}""", null, """{}""", null)]
    [InlineData("""{"a":1}""", null, """{"a":1,"b":1}""", null)]
    [InlineData("""{"a":[1,2]}""", null, """{"a":[2,1]}""", null)]
    [InlineData("""{"a":1.0}""", """{"/a":"Decimal"}""", """{"a":1.00}""", """{"/a":"Decimal"}""")]
    [InlineData("""{"a":"2024-01-01T00:00:00.0000000Z"}""", """{"/a":"DateTime"}""",
        """{"a":"2024-01-01T00:00:00.0000000"}""", """{"/a":"DateTime"}""")]
    public void Only_if_changed_saves_whatever_would_come_back_otherwise(string json, string? types, string other, string? otherTypes)
    {
        Save(json: json, types: types, at: 5);
        Assert.Equal(2, Store.Save(Changed(other, otherTypes, SaveMode.Add, at: 7)).Number);
        Assert.Equal(2, Store.Save(Changed(other, otherTypes, SaveMode.Add, at: 8)).Number);
        Assert.Equal(3, Store.Save(Changed(json, types, SaveMode.Add, at: 9)).Number);
    }

    [Fact]
    public void Only_if_changed_saves_a_negative_zero_where_one_comes_back_from_data()
    {
        // .NET Framework reads it as 0.
        var comesBack = double.IsNegativeInfinity(1 / double.Parse("-0.0", CultureInfo.InvariantCulture));
        Save(json: """{"a":0.0}""", at: 5);
        Assert.Equal(comesBack ? 2 : 1, Store.Save(Changed("""{"a":-0.0}""", null, SaveMode.Add, at: 7)).Number);
    }

    [Fact]
    public void Only_if_changed_compares_within_the_run_and_begins_one_where_there_is_none()
    {
        Assert.Equal((1, 1), Ids(Changed("{}", null, SaveMode.Add, at: 1)));
        Store.StopRun("a001");
        Assert.Equal((2, 2), Ids(Changed("{}", null, SaveMode.Add, at: 2)));
        Assert.Equal((2, 2), Ids(Changed("{}", null, SaveMode.Add, at: 3)));
        var key = new TrackDraft("a001", "u1", Json.Data("{}")) { RunKey = "k", OnlyIfChanged = true, TimeUtc = TestClock.At(4) };
        Assert.Equal((3, 3), Ids(key));
        Assert.Equal((3, 3), Ids(key));

        (long, int) Ids(TrackDraft draft)
        {
            var saved = Store.Save(draft);
            return (saved.Number, saved.RunId);
        }
    }

    [Fact]
    public void An_id_replaces_that_track_and_leaves_its_task_run_user_and_time()
    {
        Save("a001", "u1", json: """{"a":1}""", at: 5);
        Save("a001", "u1", json: """{"a":2}""", at: 9);
        var replaced = Store.Save(TrackDraft.Replacing(1, Json.Data("""{"b":1}"""), merges: false, onlyIfChanged: false, null));
        Assert.Equal((1, "a001", "u1", 1, TestClock.At(5), """{"b":1}"""), Shown(replaced));
        replaced = Store.Save(TrackDraft.Replacing(1, Json.Data("""{"c":2}"""), merges: true, onlyIfChanged: false, null));
        Assert.Equal("""{"b":1,"c":2}""", Json.Text(replaced.Data));
        replaced = Store.Save(TrackDraft.Replacing(1, Json.Data("""{"c":2}"""), merges: false, onlyIfChanged: false, TestClock.At(20)));
        Assert.Equal((1, "a001", "u1", 1, TestClock.At(20), """{"c":2}"""), Shown(replaced));
        Assert.Equal([2, 1], FindAll());
        // Whichever is the last one now is the one that an update means.
        Assert.Equal(1, Save(json: """{"u":1}""", mode: SaveMode.Update, at: 1).Number);
        Assert.Equal(2, Save(json: """{"u":2}""", mode: SaveMode.Update, at: 1).Number);
        Reopen();
        Assert.Equal("""{"u":1}""", Json.Text(Get(1).Data));
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Save(TrackDraft.Replacing(3, Json.Data("{}"), false, false, null)));
    }

    [Fact]
    public void An_id_does_not_move_the_clock_back_and_says_nothing_new_if_it_is_to_change_nothing()
    {
        var first = Save();
        Clock.Advance(TimeSpan.FromSeconds(100));
        var last = Save();
        Store.Save(TrackDraft.Replacing(1, Json.Data("""{"b":1}"""), false, false, null));
        Reopen();
        Assert.Equal(first.TimeUtc, Get(1).TimeUtc);
        Clock.Advance(TimeSpan.FromSeconds(-50));
        Assert.True(Save().TimeUtc >= last.TimeUtc);
        var before = StoreState.Of(Store);
        Assert.Equal(1, Store.Save(TrackDraft.Replacing(1, Json.Data("""{"b":1}"""), false, onlyIfChanged: true, TestClock.At(9))).Number);
        Assert.Equal(1, Store.Save(TrackDraft.Replacing(1, Json.Data("{}"), merges: true, onlyIfChanged: true, null)).Number);
        Assert.Equal(before, StoreState.Of(Store));
    }

    [Fact]
    public void An_update_of_tracks_with_a_key_of_data_passes_over_all_others()
    {
        Save(json: """{"Status":"x"}""", at: 1);
        Save(json: """{"a":{"Status":1},"b":"\"Status\":"}""", at: 2);
        Assert.Equal(1, Store.Save(Progress("""{"percentComplete":5}""", at: 3)).Number);
        Assert.Equal(1, Store.Save(Progress("""{"PercentComplete":6}""", at: 0)).Number);
        Assert.Equal([1, 2], FindAll());
        Assert.Equal(3, Store.Save(Progress("""{"PercentComplete":6}""", at: 0, user: "u2")).Number);
        Store.Remove(1);
        Assert.Equal(4, Store.Save(Progress("""{"PercentComplete":7}""", at: 9)).Number);
        Assert.Equal("""{"a":{"Status":1},"b":"\"Status\":"}""", Json.Text(Get(2).Data));
        Assert.Equal(4, Save(mode: SaveMode.Update, at: 10).Number);
    }

    private static TrackDraft Progress(string json, double at, string user = "u1") => new("a001", user, Json.Data(json))
    {
        Mode = SaveMode.Update,
        ReplacesThoseWith = ["PercentComplete", "Status"],
        TimeUtc = TestClock.At(at),
    };

    private static TrackDraft Changed(string json, string? types, SaveMode mode, double at) =>
        new("a001", "u1", Json.Data(json, types)) { OnlyIfChanged = true, Mode = mode, TimeUtc = TestClock.At(at) };

    private static TrackDraft ToKey(string key, string task, string user, double at) =>
        new(task, user, Json.Data("{}")) { RunKey = key, TimeUtc = TestClock.At(at) };

    private TrackRecord SaveTo(string key, string task = "a001", string user = "u1", double at = 0) =>
        Store.Save(ToKey(key, task, user, at));

    private void SaveAll(params TrackDraft[] drafts) => Store.Save(drafts, _ => { });

    private (DateTime Start, DateTime End) Span(int runId) => (Store.FindRun(runId)!.StartUtc, Store.FindRun(runId)!.EndUtc);

    private static (long, string, string, int, DateTime, string) Shown(TrackRecord track) =>
        (track.Number, track.TaskId, track.UserName, track.RunId, track.TimeUtc, Json.Text(track.Data));

    [Fact]
    public void Origins_are_found_by_what_was_copied_and_by_what_was_saved_here()
    {
        using var source = NewMemory();
        source.Save(Draft("a"));
        source.Save(Draft("b"));
        Save("own");
        var own = Store.Export(new TrackQuery()).Single();
        Copy(source);
        var copied = source.Export(new TrackQuery()).ToList();
        var unknown = new Origin(Guid.NewGuid(), 1);
        var found = Store.FindOrigins(
            [own.RunOrigin, unknown, copied[1].RunOrigin, copied[1].RunOrigin], [copied[0].Origin, unknown, own.Origin, copied[0].Origin]);
        Assert.Equal(
            [(own.RunOrigin, own.Track.RunId), (copied[1].RunOrigin, 3)],
            found.Runs.Select(run => (run.Key, run.Value)).OrderBy(run => run.Value));
        Assert.Equal(
            [(own.Origin, own.Track.Number), (copied[0].Origin, 2)],
            found.Tracks.Select(track => (track.Key, track.Value)).OrderBy(track => track.Value));
        Store.Remove(2);
        Assert.Empty(Store.FindOrigins([copied[0].RunOrigin], [copied[0].Origin]).Runs);
        Assert.Empty(Store.FindOrigins([], [copied[0].Origin]).Tracks);
        Assert.Empty(Store.FindOrigins([], []).Tracks);
    }
}

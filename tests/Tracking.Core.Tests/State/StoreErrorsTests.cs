using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;
using Xunit;

namespace Tracking.Tests;

/// <summary>What a store in memory refuses, and in which words; what its parts hold when nothing was said.</summary>
public sealed class StoreErrorsTests : IDisposable
{
    private readonly MemoryTrackStore _store = new(() => TestClock.Epoch);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Nothing_is_no_argument()
    {
        Assert.Equal("draft", Assert.Throws<ArgumentNullException>(() => _store.Save(null!)).ParamName);
        Assert.Equal("drafts", Assert.Throws<ArgumentNullException>(() => _store.Save(null!, _ => { })).ParamName);
        Assert.Equal("acknowledge", Assert.Throws<ArgumentNullException>(() => _store.Save([], null!)).ParamName);
        Assert.Equal("query", Assert.Throws<ArgumentNullException>(() => _store.Search(null!)).ParamName);
        Assert.Equal("runs", Assert.Throws<ArgumentNullException>(() => _store.Import(null!, [])).ParamName);
        Assert.Equal("tracks", Assert.Throws<ArgumentNullException>(() => _store.Import([], null!)).ParamName);
        Assert.Equal("json", Assert.Throws<ArgumentNullException>(() => new TrackData(null!)).ParamName);
    }

    [Theory]
    [InlineData("", "u", "The task id is empty. Give a name.")]
    [InlineData("a", "", "The user name is empty. Give a name.")]
    [InlineData("a", null, "The user name is empty. Give a name.")]
    [InlineData("^", "u", "The task id holds half of a surrogate pair, which no file can keep. Remove it.")]
    [InlineData("a", "x_y", "The user name holds half of a surrogate pair, which no file can keep. Remove it.")]
    [InlineData("a", "^x", "The user name holds half of a surrogate pair, which no file can keep. Remove it.")]
    [InlineData("^__", "u", "The task id holds half of a surrogate pair, which no file can keep. Remove it.")]
    public void A_name_that_no_file_can_keep_is_refused(string task, string? user, string message)
    {
        // An attribute holds no half of a pair.
        task = task.Replace('^', '\ud83d').Replace('_', '\ude00');
        user = user?.Replace('^', '\ud83d').Replace('_', '\ude00');
        Refused(TrackingErrorCode.TrackNameInvalid, message, () => _store.Save(new TrackDraft(task, user!, Json.Data("{}"))));
        if (user == "u")
            Refused(TrackingErrorCode.TrackNameInvalid, message, () => _store.StartRun(task));
    }

    [Fact]
    public void A_line_has_64_MiB_at_most()
    {
        // What is said of the size is believed: names take six bytes a character, and the rest of the line is a kilobyte.
        const int Most = (64 << 20) - 1024 - (6 * 5);
        var types = Encoding.ASCII.GetBytes("{\"/k\":\"Guid\"}");
        _store.Save(Draft(Most, null));
        _store.Save(Draft(Most - types.Length, types));
        Refused(() => _store.Save(Draft(Most + 1, null)));
        Refused(() => _store.Save(Draft(Most - types.Length + 1, types)));
        _store.Save(Draft(Most, null, SaveMode.Update));
        Refused(() => _store.Save(Draft(Most + 1, null, SaveMode.Update)));

        static TrackDraft Draft(int length, byte[]? types, SaveMode mode = SaveMode.Add) =>
            new("abc", "uv", new TrackData([], 0, length, types)) { Mode = mode };

        static void Refused(Action save) => StoreErrorsTests.Refused(
            TrackingErrorCode.TrackDataTooLarge, "The track takes more than 64 MiB. Keep the bulk in a file of its own and save its path.",
                save);
    }

    [Fact]
    public void Runs_and_tracks_that_are_not_there_are_told_apart()
    {
        Refused(TrackingErrorCode.TrackRunInvalid, "A run id is a positive number, or 0 for the task's current run.",
            () => _store.Save(new TrackDraft("a", "u", Json.Data("{}")) { RunId = -1 }));
        Refused(
            TrackingErrorCode.TrackRunNotFound,
                "There is no run 7 in this store.",
            () => _store.Save(new TrackDraft("a", "u", Json.Data("{}")) { RunId = 7 }));
        Refused(TrackingErrorCode.TrackRunNotFound, "No run was named. Give a task id, or a run id.", () => _store.StopRun(null));
        Refused(
            TrackingErrorCode.TrackRunNotFound, "Task 'a' has no current run to stop.", () => _store.StopRun("a"));
        Refused(TrackingErrorCode.TrackNotFound, "There is no track 0000007 in this store.",
            () => _store.Remove(7));
        Refused(TrackingErrorCode.TrackQueryInvalid, "The earliest time lies after the latest.",
            () => _store.Search(new() { FromUtc = TestClock.At(1), ToUtc = TestClock.At(0) }));
        Refused(TrackingErrorCode.TrackQueryInvalid, "A count of tracks is negative.",
            () => _store.Search(new() { Skip = -1 }));
        _store.Dispose();
        Refused(TrackingErrorCode.TrackStoreClosed, "The store was closed.", () => _store.Flush());
    }

    [Fact]
    public void A_follower_hears_to_the_end_and_then_that_the_store_is_closed()
    {
        using var follower = _store.Follow();
        _store.StartRun("a");
        _store.Dispose();
        var heard = new List<StoreChange>();
        var error = Assert.Throws<TrackingException>(() => heard.AddRange(follower.Read()));
        Assert.Single(heard);
        Assert.Equal((TrackingErrorCode.TrackStoreClosed, "The store was in memory and is closed: nothing more will happen in it."),
            (error.Code, error.Message));
    }

    [Fact]
    public void The_last_word_on_a_run_of_which_nobody_tells_is_its_start_or_its_stop()
    {
        var run = new RunRecord(1, "a", TestClock.At(1), TestClock.At(2), RunStatus.Running, IsCurrent: true);
        Assert.Equal(
            [(RunStatus.Running, TestClock.At(1)), (RunStatus.Abandoned, TestClock.At(1)), (RunStatus.Finished, TestClock.At(2)),
                (RunStatus.Failed, TestClock.At(2)), (RunStatus.Stopped, TestClock.At(2))],
            new[] { RunStatus.Running, RunStatus.Abandoned, RunStatus.Finished, RunStatus.Failed,
                RunStatus.Stopped }.Select(status => (status, (run with { Status = status }).StatusUtc)));
        Assert.Equal(TestClock.At(3), (run with { StatusUtc = TestClock.At(3) }).StatusUtc);
    }

    [Fact]
    public void Data_in_a_shared_buffer_are_copied_out_and_others_are_not()
    {
        var bytes = Encoding.ASCII.GetBytes("[{\"a\":1}]");
        Assert.Equal("{\"a\":1}", Json.Text(new TrackData(bytes, 1, 7, null)));
        Assert.Same(bytes, new TrackData(bytes).Json);
        Assert.Same(bytes, new TrackData(bytes, 0, bytes.Length, null).Json);
    }

    [Fact]
    public void A_summary_of_nothing_names_nothing()
    {
        Assert.Equal(("", 0), (new TaskSummary().TaskId, new TaskSummary().UserNames.Count));
        Assert.Equal(("", ""), (new UserSummary().TaskId, new UserSummary().UserName));
    }

    [Fact]
    public void Keys_differ_in_task_run_or_user_and_not_in_case()
    {
        var key = new TrackKey("a", 1, "u");
        Assert.True(key.Equals((object)new TrackKey("A", 1, "U")));
        Assert.Equal(key.GetHashCode(), new TrackKey("A", 1, "U").GetHashCode());
        Assert.All([new TrackKey("b", 1, "u"), new TrackKey("a", 2, "u"), new TrackKey("a", 1, "v")],
            other => Assert.False(key.Equals(other)));
        Assert.False(key.Equals("a"));
        // Each part tells in the hash, so that no table degenerates.
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => new TrackKey("a", i, "u").GetHashCode()).Distinct().Count());
    }

    private static void Refused(TrackingErrorCode code, string message, Action call)
    {
        var error = Assert.Throws<TrackingException>(call);
        Assert.Equal((code, message), (error.Code, error.Message));
    }
}

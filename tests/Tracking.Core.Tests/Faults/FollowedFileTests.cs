using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A session file that is followed while others write, optimise, delete, replace, cut or edit it: nothing is lost and nothing comes twice.
/// </summary>
public sealed class FollowedFileTests : IDisposable
{
    private const string Path = "/home/me/store.json";

    private readonly SimulatedDisk _disk = new();
    private readonly TempFolder _folder = new();

    public FollowedFileTests() => _disk.CreateFolder("/home/me");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_that_is_not_made_yet_is_awaited()
    {
        using var store = FileTrackStore.Open(_disk, Path, new FileStoreOptions { CreateLater = true }, null);
        using var follower = store.Follow();
        Assert.Empty(follower.Read());
        Save(store, "first");
        Assert.Equal(["run 1", "first"], Hear(follower));
    }

    [Fact]
    public void One_that_is_empty_is_awaited()
    {
        File.WriteAllBytes(_folder.File(), []);
        using var follower = FileTrackStore.Follow(_folder.File());
        Assert.Empty(follower.Read());
        using var store = FileTrackStore.Open(_folder.File());
        Save(store, "first");
        Assert.Equal(["run 1", "first"], Hear(follower));
    }

    [Fact]
    public void One_that_is_named_and_not_there_is_refused() =>
        Assert.Equal(TrackingErrorCode.TrackStoreNotFound,
            Assert.Throws<TrackingException>(() => FileTrackStore.Follow(_folder.File())).Code);

    [Fact]
    public void It_is_followed_across_its_writers()
    {
        Reopen(store => Save(store, "a"));
        using var follower = Follow();
        Reopen(store => Save(store, "b"));
        Reopen(store => Save(store, "c"));
        Assert.Equal(["run 2", "b", "run 3", "c"], Hear(follower));
    }

    [Fact]
    public void When_it_is_optimised_several_times_between_two_looks_all_comes_once()
    {
        using var store = Open();
        Save(store, "a");
        using var follower = Follow();
        Save(store, "b");
        store.Optimize();
        Save(store, "c");
        store.Save(new TrackDraft("a", "u", Json.Data("""{"new":1}""")) { Mode = SaveMode.Update });
        store.StopRun("b");
        store.Optimize();
        Save(store, "d");
        Assert.Equal(["run 2", "b", "run 3", "run 4", "a", "c", "d", "run 2"], Hear(follower));
        Assert.Empty(Hear(follower));
    }

    [Fact]
    public void When_it_is_deleted_what_was_saved_meanwhile_comes_with_the_one_that_is_written_anew()
    {
        using var store = Open();
        Save(store, "a");
        using var follower = Follow();
        _disk.Delete(Path);
        Save(store, "b");
        // As long as no other one is there, it is the one that is open.
        Assert.Equal(["run 2", "b"], Hear(follower));
        Save(store, "c");
        store.Flush();
        Assert.Equal(["run 3", "c"], Hear(follower));
    }

    [Fact]
    public void When_another_one_is_put_in_its_place_what_differs_comes()
    {
        Reopen(store => Save(store, "a"));
        var older = _disk.ReadAll(Path);
        Reopen(store => Save(store, "b"));
        using var follower = Follow();
        _disk.Delete(Path);
        _disk.Put(Path, older);
        Assert.Empty(Hear(follower));
        Reopen(store => Save(store, "c"));
        Assert.Equal(["run 2", "c"], Hear(follower));
    }

    [Fact]
    public void When_it_is_cut_it_is_read_anew()
    {
        File.WriteAllBytes(_folder.File(), []);
        byte[] older;
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "a");
        older = File.ReadAllBytes(_folder.File());
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "b");
        using var follower = FileTrackStore.Follow(_folder.File());
        File.WriteAllBytes(_folder.File(), older);
        Assert.Empty(Hear(follower));
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "c");
        Assert.Equal(["run 2", "c"], Hear(follower));
    }

    [Fact]
    public void A_line_that_is_being_written_comes_when_it_is_whole()
    {
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "a");
        var before = File.ReadAllBytes(_folder.File());
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "b");
        var after = File.ReadAllBytes(_folder.File());
        for (var cut = 1; cut < after.Length; cut += 7 * TestScale.Stride)
        {
            File.WriteAllBytes(_folder.File(), before);
            using var follower = FileTrackStore.Follow(_folder.File());
            var torn = before.ToArray();
            Array.Resize(ref torn, Math.Max(before.Length, cut));
            Array.Copy(after, torn, cut);
            File.WriteAllBytes(_folder.File(), torn);
            List<string> heard = [.. Hear(follower), .. Hear(follower)];
            File.WriteAllBytes(_folder.File(), after);
            heard.AddRange(Hear(follower));
            Assert.Equal(["run 2", "b"], heard);
        }
    }

    [Fact]
    public void A_torn_end_that_stays_is_told_once_and_what_follows_comes()
    {
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "a");
        using var follower = FileTrackStore.Follow(_folder.File());
        File.AppendAllText(_folder.File(), "torn");
        var warnings = new List<string>();
        for (var look = 1; look <= 50; look++)
        {
            Assert.Empty(Hear(follower));
            warnings.AddRange(follower.DrainWarnings());
            // A write that is under way is given so many looks.
            Assert.Equal(look < 5 ? 0 : 1, warnings.Count);
        }
        Assert.Contains("It and what follows was not read.", Assert.Single(warnings), StringComparison.Ordinal);
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "b");
        Assert.Equal(["run 2", "b"], Hear(follower));
    }

    [Fact]
    public void A_line_that_was_edited_comes_with_a_warning_that_names_it()
    {
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "a");
        using var follower = FileTrackStore.Follow(_folder.File());
        var text = File.ReadAllText(_folder.File());
        var line = text.Split('\n').Single(line => line.Contains("\"save\":1", StringComparison.Ordinal));
        using (var store = FileTrackStore.Open(_folder.File()))
            Save(store, "b");
        var saved = File.ReadAllText(_folder.File());
        var name = saved.IndexOf("\"task\":\"b\"", StringComparison.Ordinal) + "\"task\":\"".Length;
        File.WriteAllText(_folder.File(), $"{saved[..name]}edited{saved[(name + 1)..]}");
        Assert.Equal(["run 2", "edited"], Hear(follower));
        Assert.Contains("Line 5,", Assert.Single(follower.DrainWarnings()), StringComparison.Ordinal);
        Assert.Contains("\"task\":\"a\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void It_becomes_unreadable_when_something_else_is_put_in_its_place()
    {
        Reopen(store => Save(store, "a"));
        using var follower = Follow();
        _disk.Delete(Path);
        _disk.Put(Path, Encoding.UTF8.GetBytes("something else"));
        Assert.Equal(TrackingErrorCode.TrackStoreNotTracking, Assert.Throws<TrackingException>(() => Hear(follower)).Code);
    }

    [Fact]
    public void A_run_whose_writer_closed_the_file_is_abandoned_though_its_process_lives()
    {
        Reopen(store =>
        {
            store.StartRun("a");
            Save(store, "b");
        });
        using var follower = Follow(TestClock.Epoch);
        Assert.Equal((RunStatus.Abandoned, RunStatus.Open), (follower.FindRun(1)!.Status, follower.FindRun(2)!.Status));
        Assert.Equal([(1, RunStatus.Abandoned), (2, RunStatus.Open)],
            follower.Read().Select(change => change.Run).OfType<RunRecord>().Select(run => (run.RunId, run.Status)));
        WaitForLook();
        Assert.Empty(Hear(follower));
    }

    [Fact]
    public void A_run_whose_writer_ends_while_it_is_followed_is_abandoned_once()
    {
        var store = Open();
        store.StartRun("a");
        store.StartRun("b");
        store.StopRun("b");
        Save(store, "c");
        using var follower = Follow();
        WaitForLook();
        Assert.Empty(Hear(follower));
        Assert.Equal(RunStatus.Running, follower.FindRun(1)!.Status);
        store.Dispose();
        WaitForLook();
        var told = Assert.Single(follower.Read()).Run!;
        Assert.Equal((1, RunStatus.Abandoned), (told.RunId, told.Status));
        Assert.Equal([RunStatus.Abandoned, RunStatus.Finished, RunStatus.Open],
            Enumerable.Range(1, 3).Select(run => follower.FindRun(run)!.Status));
        WaitForLook();
        Assert.Empty(Hear(follower));
        using var next = Open();
        Save(next, "a");
        Assert.Equal(["a"], Hear(follower));
        WaitForLook();
        Assert.Empty(Hear(follower));
        Assert.Equal(RunStatus.Abandoned, follower.FindRun(1)!.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_whose_file_another_writer_took_over_is_abandoned(bool saves)
    {
        var store = Open();
        store.StartRun("a");
        using var follower = Follow();
        store.Dispose();
        using var next = Open();
        if (saves)
            Save(next, "b");
        WaitForLook();
        Assert.Equal(saves ? ["run 2", "b", "run 1"] : ["run 1"], Hear(follower));
        Assert.Equal(RunStatus.Abandoned, follower.FindRun(1)!.Status);
        // One that it starts itself is at work.
        next.StartRun("c");
        WaitForLook();
        Assert.Single(Hear(follower));
        Assert.Equal(RunStatus.Running, follower.FindRun(saves ? 3 : 2)!.Status);
    }

    [Fact]
    public void Where_the_lock_cannot_be_read_nobody_knows_of_a_run_and_what_shows_later_is_told()
    {
        var store = Open();
        store.StartRun("a");
        using var follower = Follow();
        WaitForLook();
        // Its length and its place are asked for first.
        _disk.Fault = new DiskFault(_disk.Calls + 4, 1, FaultKind.Denied);
        Assert.Equal(RunStatus.Unknown, Assert.Single(follower.Read()).Run!.Status);
        _disk.Fault = new DiskFault(_disk.Calls + 1, 1, FaultKind.Denied);
        Assert.Equal(RunStatus.Unknown, follower.FindRun(1)!.Status);
        Assert.Equal(RunStatus.Running, follower.FindRun(1)!.Status);
        store.Dispose();
        WaitForLook();
        Assert.Equal(RunStatus.Abandoned, Assert.Single(follower.Read()).Run!.Status);
    }

    [Fact]
    public void Without_a_run_that_goes_on_nobody_is_missed()
    {
        Reopen(store =>
        {
            Save(store, "a");
            store.StopRun("a");
        });
        using var follower = Follow(TestClock.Epoch);
        Assert.Equal(RunStatus.Finished, follower.FindRun(1)!.Status);
        Assert.Equal(["a", "run 1"], Hear(follower));
        WaitForLook();
        var calls = _disk.Calls;
        Assert.Empty(Hear(follower));
        // Its stamp, what stands behind its last event, and which file stands at the path; the lock is left alone.
        Assert.Equal(4, _disk.Calls - calls);
    }

    [Fact]
    public void A_run_that_was_copied_from_elsewhere_has_no_writer_here_to_end_it()
    {
        Reopen(store =>
            Assert.DoesNotContain("error",
            new ImportStep(ImportedFrom.One, 7, "a", RunStatus.Running, null, 1, WithRun: true, Track: null, 0, Version: 0)
            .On(store), StringComparison.Ordinal));
        using var follower = Follow(TestClock.Epoch.AddYears(-1));
        Assert.Equal(RunStatus.Unknown, follower.FindRun(1)!.Status);
        Assert.Equal(RunStatus.Unknown, Assert.Single(follower.Read()).Run!.Status);
        WaitForLook();
        Assert.Empty(Hear(follower));
    }

    [Fact]
    public void When_damage_is_mended_in_place_what_was_missing_comes()
    {
        Reopen(store => Save(store, "a"));
        Reopen(store => Save(store, "b"));
        var whole = _disk.ReadAll(Path);
        var lines = Encoding.UTF8.GetString(whole).Split('\n').ToList();
        lines.RemoveAt(2);
        var file = _disk.File(Path);
        Overwrite(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        using var follower = Follow();
        Assert.NotEmpty(follower.DrainWarnings());
        Overwrite(whole);
        Assert.Equal(["run 1", "a"], Hear(follower).Order().Reverse());
        Assert.Empty(follower.DrainWarnings());
        Assert.Empty(Hear(follower));

        void Overwrite(byte[] bytes)
        {
            file.SetLength(0);
            file.Write(0, bytes);
        }
    }

    [Fact]
    public void When_it_is_emptied_it_is_awaited_again()
    {
        Reopen(store => Save(store, "a"));
        using var follower = Follow();
        _disk.File(Path).SetLength(0);
        Assert.Empty(Hear(follower));
        Reopen(store => Save(store, "b"));
        Assert.Equal(["b"], Hear(follower).Where(heard => heard == "b"));
        Assert.Equal(1, _disk.OpenHandles);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error), TrackingErrorCode.TrackStorePathInvalid)]
    [InlineData(nameof(FaultKind.Denied), TrackingErrorCode.TrackStoreAccessDenied)]
    public void Whichever_call_fails_it_is_told_and_what_follows_comes_all_the_same(string kind, TrackingErrorCode code)
    {
        using var store = Open();
        Save(store, "a");
        using var follower = Follow();
        for (var at = 1; ; at++)
        {
            Save(store, "b");
            if (at % 2 == 0)
                store.Optimize();
            var calls = _disk.Calls;
            _disk.Fault = new DiskFault(calls + at, 1, Enum.Parse<FaultKind>(kind));
            var error = Record.Exception(() => Assert.Contains("b", Hear(follower)));
            if (_disk.Calls < calls + at)
                break;
            if (error is TrackingException told)
            {
                Assert.Equal(code, told.Code);
                Assert.Contains($"'{Path}'", told.Message, StringComparison.Ordinal);
                Assert.Contains("b", Hear(follower));
            }
            else
            {
                Assert.Null(error);
            }
        }
        _disk.Fault = null;
        Assert.Equal(2, _disk.OpenHandles);
    }

    [Fact]
    public void Whichever_call_fails_at_its_beginning_it_leaves_nothing_open()
    {
        Reopen(store => Save(store, "a"));
        using var snapshot = FileTrackStore.Open(_disk, Path, new FileStoreOptions { ReadOnly = true }, null);
        var failed = 0;
        for (var at = 1; at < 20; at++)
        {
            _disk.Fault = new DiskFault(_disk.Calls + at, 1, FaultKind.Error);
            if (Record.Exception(() => snapshot.Follow().Dispose()) is { } error)
            {
                Assert.Equal(TrackingErrorCode.TrackStorePathInvalid, Assert.IsType<TrackingException>(error).Code);
                failed++;
            }
            Assert.Equal(0, _disk.OpenHandles);
        }
        Assert.True(failed > 3);
    }

    [Fact]
    public void It_leaves_no_handle_open()
    {
        Reopen(store => Save(store, "a"));
        var follower = Follow();
        Reopen(store => store.Optimize());
        follower.Read();
        follower.Dispose();
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    /// <summary>So often a follower looks for the owner.</summary>
    private static void WaitForLook() => Thread.Sleep(300);

    private static TrackRecord Save(FileTrackStore store, string task) => store.Save(new TrackDraft(task, "u", Json.Data("{}")));

    private static List<string> Hear(IStoreFollower follower) =>
        [.. follower.Read().Select(change => change.Track?.TaskId ?? $"run {change.Run!.RunId}")];

    private FileTrackStore Open() => FileTrackStore.Open(_disk, Path, null, null);

    private IStoreFollower Follow(DateTime? fromUtc = null)
    {
        using var snapshot = FileTrackStore.Open(_disk, Path, new FileStoreOptions { ReadOnly = true }, null);
        return snapshot.Follow(fromUtc);
    }

    private void Reopen(Action<FileTrackStore> work)
    {
        using var store = Open();
        work(store);
    }
}

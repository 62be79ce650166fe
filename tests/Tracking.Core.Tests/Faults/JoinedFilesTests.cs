using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using Tracking.Engine;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// While a file that was written anew takes the place of the old one, what is saved goes to both, and nobody who saves waits for a flush, a
/// rename or the closing of the old one (format 9.4).
/// </summary>
public sealed class JoinedFilesTests
{
    private const string Path = "/home/me/store.json";

    private static readonly string[] Kinds = ["opened", "keep", "save"];

    private static readonly string[] Slow = ["flush", "flush folder", "exchange", "place", "replace", "delete"];

    public static TheoryData<bool> Exchanges => [true, false];

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Nothing_is_flushed_renamed_deleted_or_closed_under_the_stores_lock(bool exchanges)
    {
        var disk = NewDisk(exchanges);
        using var store = Open(disk, Durability.OnClose);
        Save(store, "before");
        List<string> free = [];
        List<string> locked = [];
        disk.Called = call => (IsLocked(store) ? locked : free).Add(call);
        disk.Closing = () => (IsLocked(store) ? locked : free).Add("close");
        store.Optimize();
        disk.Called = null;
        disk.Closing = null;
        Assert.Equal(["close", exchanges ? "delete" : "exchange", "flush", "flush folder", exchanges ? "exchange" : "replace"],
            free.Intersect([.. Slow, "close"]).Order(StringComparer.Ordinal).OrderBy(call => exchanges && call == "exchange"));
        Assert.Empty(locked.Intersect([.. Slow, "close"]));
    }

    [Fact]
    public void A_rewrite_that_fails_closes_and_removes_its_file_without_the_stores_lock()
    {
        var disk = NewDisk(exchanges: true);
        using var store = Open(disk, Durability.OnClose);
        Save(store, "before");
        List<string> locked = [];
        void Hear(string call)
        {
            if (IsLocked(store))
                locked.Add(call);
        }
        disk.Closing = () => Hear("close");
        disk.Called = call =>
        {
            Hear(call);
            if (call == "exchange")
                disk.FlushesToFail = 0;
            if (call == "copy access")
                disk.FlushesToFail = 1;
        };
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, Assert.Throws<TrackingException>(() => store.Optimize()).Code);
        disk.Called = null;
        disk.Closing = null;
        Assert.Empty(locked.Intersect([.. Slow, "close"]));
        Assert.Equal([Path], disk.Files);
    }

    [Theory]
    [InlineData(Durability.Always, true)]
    [InlineData(Durability.Always, false)]
    [InlineData(Durability.EverySecond, true)]
    [InlineData(Durability.EverySecond, false)]
    public void What_is_saved_at_any_moment_of_it_is_there_whenever_the_power_goes_later(Durability durability, bool exchanges)
    {
        var moments = 0;
        HashSet<string> seen = [];
        for (var moment = 0; ; moment++)
        {
            var disk = NewDisk(exchanges);
            using var store = Open(disk, durability);
            Save(store, "before");
            store.Flush();
            List<string> promised = ["before"];
            var free = 0;
            disk.Called = call =>
            {
                foreach (var loss in Enum.GetValues<PageLoss>())
                {
                    var after = disk.LosePower(loss, losesNames: loss is PageLoss.All or PageLoss.OddPages);
                    if (seen.Add($"{promised.Count} {after.Files.Count()} {Encoding.Latin1.GetString(after.ReadAll(Path))}"))
                        Assert.Equal(promised, Tasks(after).Take(promised.Count));
                }
                if (IsLocked(store) || free++ != moment)
                    return;
                var hook = disk.Called;
                disk.Called = null;
                Save(store, "during");
                // A stop is a milestone: with it, all before it is on the disk.
                store.StopRun("during", status: RunStatus.FinishedWithErrors);
                promised.Add("during");
                disk.Called = hook;
            };
            store.Optimize();
            disk.Called = null;
            if (free <= moment)
                break;
            moments++;
            Save(store, "after");
            Assert.Equal(["before", "during", "after"], TasksOf(store));
            store.Dispose();
            Assert.Equal(["before", "during", "after"], Tasks(disk));
            Assert.Contains("\"answers\": 3", Encoding.UTF8.GetString(disk.ReadAll(Path)), StringComparison.Ordinal);
            Assert.Equal([Path], disk.Files);
            Assert.Equal((0, 0), (disk.OpenHandles, disk.LockCount));
        }

        Assert.True(moments > 12, $"{moments}");
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error), true)]
    [InlineData(nameof(FaultKind.HalfWritten), true)]
    [InlineData(nameof(FaultKind.AlmostWritten), true)]
    [InlineData(nameof(FaultKind.Error), false)]
    public void Whichever_call_of_a_save_fails_meanwhile_it_is_in_the_file_or_refused_for_good(string kind, bool exchanges)
    {
        var (refused, failed) = (0, 0);
        for (var (moment, isOver) = (0, false); !isOver; moment++)
        {
            for (var call = 1; call <= 8; call++)
            {
                var disk = NewDisk(exchanges);
                using var store = Open(disk, Durability.Always);
                List<string> expected = ["before"];
                Save(store, "before");
                var free = 0;
                disk.Called = what =>
                {
                    // While the two change places, who fails waits to know which of them is in its place; this thread would not.
                    if (IsLocked(store) || what is "count links" or "ask identity" or "find" or "exchange" or "replace"
                        || free++ != moment)
                    {
                        return;
                    }
                    disk.Called = null;
                    disk.Fault = new DiskFault(disk.Calls + call, 1, Enum.Parse<FaultKind>(kind));
                    if (TrySave(store, "during"))
                        expected.Add("during");
                    else
                        refused++;
                    disk.Fault = null;
                    Assert.Equal(expected, TasksOf(store));
                    // Whichever of the two the power leaves in the place, it holds what was saved, and not what was refused.
                    foreach (var losesNames in (bool[])[false, true])
                        Assert.Equal(expected, Tasks(disk.LosePower(PageLoss.All, losesNames)));
                };
                failed += Record.Exception(() => store.Optimize()) is TrackingException ? 1 : 0;
                isOver = disk.Called != null;
                disk.Called = null;
                Assert.Equal(expected, TasksOf(store));
                if (TrySave(store, "after") || TrySave(store, "after"))
                    expected.Add("after");
                Assert.Equal("after", expected[^1]);
                foreach (var loss in Enum.GetValues<PageLoss>())
                    Assert.Equal(expected, Tasks(disk.LosePower(loss, losesNames: true)));
                Record.Exception(store.Dispose);
                Assert.Equal(expected, Tasks(disk));
                Assert.Equal((0, 0), (disk.OpenHandles, disk.LockCount));
            }
        }

        Assert.True(refused > 10 && failed > 1, $"{refused} refused, {failed} failed");
    }

    [Theory]
    [InlineData("write")]
    [InlineData("flush")]
    public void A_new_file_that_can_not_take_a_save_before_it_is_in_its_place_is_given_up_and_the_save_is_not_refused(string failing)
    {
        var disk = NewDisk(exchanges: true);
        using var store = Open(disk, Durability.Always);
        Save(store, "before");
        // The flush before the exchange.
        OnceJoined(disk, store, "flush", () =>
        {
            var number = 0;
            disk.Called = call => disk.Fault = call == failing && ++number == 1 ? NextOf(disk, failing) : disk.Fault;
            Save(store, "during");
            disk.Called = null;
            disk.Fault = null;
        });
        var error = Assert.Throws<TrackingException>(() => store.Optimize());
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
        Assert.Equal(1, store.Generation);
        Assert.Equal(["before", "during"], Tasks(disk.LosePower(PageLoss.All, losesNames: true)));
        store.Optimize();
        Assert.Equal(2, store.Generation);
        Assert.Equal(["before", "during"], Tasks(disk.LosePower(PageLoss.All, losesNames: true)));
    }

    [Fact]
    public void A_folder_that_is_not_flushed_behind_the_exchange_is_told_and_the_next_save_writes_the_file_anew()
    {
        var disk = NewDisk(exchanges: true);
        using var store = Open(disk, Durability.OnClose);
        Save(store, "before");
        disk.Called = call => disk.FlushesToFail = call == "exchange" ? 1 : disk.FlushesToFail;
        Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, Assert.Throws<TrackingException>(() => store.Optimize()).Code);
        disk.Called = null;
        Assert.Equal(2, store.Generation);
        Save(store, "after");
        Assert.Equal(3, store.Generation);
        store.Flush();
        Assert.Equal(["before", "after"], Tasks(disk.LosePower(PageLoss.All, losesNames: true)));
    }

    [Fact]
    public void The_new_file_says_once_who_writes_it()
    {
        var disk = NewDisk(exchanges: true);
        using var store = Open(disk, Durability.OnClose);
        Save(store, "before");
        store.Optimize();
        Save(store, "after");
        var lines = Encoding.UTF8.GetString(disk.ReadAll(Path)).Split('\n');
        // The writer of what was kept, and who goes on.
        Assert.Equal([",", ""], lines.Where(line => line.Contains("\"opened\":", StringComparison.Ordinal))
            .Select(line => line.StartsWith(',') ? "," : "").OrderDescending());
        Assert.Equal(["opened", "keep", "save", "opened", "save"], lines[1..^2].Select(line =>
            Kinds.Single(kind => line.Contains($"\"{kind}\":", StringComparison.Ordinal))));
    }

    [Fact]
    public void What_is_saved_faster_than_it_is_written_is_written_in_rounds_without_the_stores_lock()
    {
        var disk = NewDisk(exchanges: true);
        using var store = Open(disk, Durability.OnClose);
        Save(store, "before");
        var (rounds, underLock) = (0, 0L);
        var length = 0L;
        disk.Called = call =>
        {
            var temporary = disk.Files.SingleOrDefault(path => path.EndsWith(".tmp", StringComparison.Ordinal));
            var now = temporary == null ? 0 : disk.File(temporary).Length;
            if (IsLocked(store))
                underLock += Math.Max(0, now - length);
            length = now;
            if (call != "flush" || IsLocked(store) || rounds++ > 4)
                return;
            var hook = disk.Called;
            disk.Called = null;
            for (var i = 0; i < 3; i++)
                store.Save(new TrackDraft($"during{rounds}", "u", Json.Data($$"""{"d":"{{new string('d', 50_000)}}"}""")));
            disk.Called = hook;
        };
        store.Optimize();
        disk.Called = null;
        Assert.True(rounds > 5, $"{rounds}");
        Assert.InRange(underLock, 1, 64 * 1024);
        Assert.Equal(2, store.Generation);
        Assert.Equal(1 + (3 * 5), store.Count().Tracks);
        var state = StoreState.Of(store);
        store.Dispose();
        using var reader = FileTrackStore.Open(disk, Path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.Equal(state, StoreState.Of(reader));
    }

    /// <summary>Does something in the middle of a call once the new file is complete.</summary>
    private static void OnceJoined(SimulatedDisk disk, FileTrackStore store, string call, Action work) => disk.Called = what =>
    {
        var temporary = disk.Files.SingleOrDefault(path => path.EndsWith(".tmp", StringComparison.Ordinal));
        if (what != call || IsLocked(store) || temporary == null || disk.ReadAll(temporary).AsSpan().IndexOf("\n],\"flushed\":true"u8) < 0)
            return;
        disk.Called = null;
        work();
    };

    /// <summary>The next call fails that is of a kind: with durability Always, the one to the new file after that to the old one.</summary>
    private static DiskFault NextOf(SimulatedDisk disk, string call) =>
        // To the old file a write and a flush, then the length and the same to the new one.
        new(disk.Calls + 2, 1, FaultKind.Error);

    private static SimulatedDisk NewDisk(bool exchanges)
    {
        var disk = new SimulatedDisk { Exchanges = exchanges };
        disk.CreateFolder("/home/me");
        return disk;
    }

    private static FileTrackStore Open(SimulatedDisk disk, Durability durability) =>
        FileTrackStore.Open(disk, Path, new FileStoreOptions { Durability = durability }, null);

    private static void Save(FileTrackStore store, string task) => store.Save(new TrackDraft(task, "u", Json.Data("{}")));

    private static bool TrySave(FileTrackStore store, string task)
    {
        try
        {
            Save(store, task);
            return true;
        }
        catch (TrackingException error)
        {
            Assert.True(error.Code is TrackingErrorCode.TrackStoreWriteFailed or TrackingErrorCode.TrackStoreFlushFailed);
            return false;
        }
    }

    private static string[] Tasks(SimulatedDisk disk)
    {
        using var reader = FileTrackStore.Open(disk.Copy(), Path, new FileStoreOptions { ReadOnly = true }, null);
        return TasksOf(reader);
    }

    private static string[] TasksOf(FileTrackStore store) =>
        [.. store.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];

    private static bool IsLocked(FileTrackStore store) => Monitor.IsEntered(GateOf(store));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref object GateOf(TrackEngine store);
}

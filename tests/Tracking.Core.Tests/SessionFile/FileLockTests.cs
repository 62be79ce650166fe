using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>The one-writer lock on a session file, and what it says of the owner (format 6).</summary>
public sealed class FileLockTests : IDisposable
{
    private const string Path = "/home/me/store.json";

    private readonly SimulatedDisk _disk = new();
    private readonly TempFolder _folder = new();

    public FileLockTests() => _disk.CreateFolder("/home/me");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_leaves_nothing_beside_its_file()
    {
        using (FileTrackStore.Open(_folder.File()))
        {
        }
        Assert.Equal([_folder.File()], Directory.GetFiles(System.IO.Path.GetDirectoryName(_folder.File())!));
    }

    [Fact]
    public void Where_there_is_no_file_nobody_holds_it()
    {
        Assert.Null(FileLock.Open(_disk, Path));
        Assert.False(FileLock.IsHeld(_disk, Path));
        Assert.False(FileLock.IsHeld(_disk, "/nowhere/store.json"));
    }

    [Fact]
    public void Whoever_holds_it_is_named_to_the_next_who_waits_a_second_in_vain()
    {
        using var held = FileTrackStore.Open(_disk, Path, null, null);
        held.Save(new TrackDraft("a", "u", Json.Data("{}")));
        var waited = Stopwatch.StartNew();
        Assert.Contains($"'{Path}' is held for writing by process {Environment.ProcessId} on {HostName.Current}.", IsRefused(),
            StringComparison.Ordinal);
        Assert.True(waited.Elapsed.TotalSeconds > 0.9);
        Assert.Equal((1, 1), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public void An_owner_whose_line_is_far_from_the_end_is_another_process()
    {
        using var held = FileTrackStore.Open(_disk, Path, null, null);
        held.Save(new TrackDraft("a", "u", Json.Data($"{{\"text\":\"{new string('x', 1 << 20)}\"}}")));
        Assert.Contains("is held for writing by another process.", IsRefused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_in_a_line_that_was_edited_is_another_process()
    {
        using (var former = FileTrackStore.Open(_disk, Path, null, null))
            former.Save(new TrackDraft("a", "u", Json.Data("{}")));
        var text = Encoding.UTF8.GetString(_disk.ReadAll(Path));
        var at = text.IndexOf("\"opened\"", StringComparison.Ordinal);
        var edited = text[..at]
            + text[at..].Replace($"\"host\":\"{HostName.Current}\"", "\"host\":\"elsewhere\"", StringComparison.Ordinal);
        _disk.Put(Path, Encoding.UTF8.GetBytes(edited));
        using var held = FileLock.Open(_disk, Path);
        Assert.Contains("is held for writing by another process.", IsRefused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_who_make_a_file_at_once_get_it(bool makesLater)
    {
        const int Makers = 16;
        for (var round = 0; round < 10; round++)
        {
            var path = _folder.File($"{round}.json");
            using var together = new Barrier(Makers);
            var makers = new Thread[Makers];
            var refused = new ConcurrentQueue<Exception>();
            for (var i = 0; i < Makers; i++)
            {
                makers[i] = new Thread(() =>
                {
                    together.SignalAndWait();
                    try
                    {
                        using var store = FileTrackStore.Open(path, new FileStoreOptions { IsLease = true, CreateLater = makesLater });
                        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
                    }
                    catch (TrackingException error)
                    {
                        refused.Enqueue(error);
                    }
                });
                makers[i].Start();
            }
            foreach (var maker in makers)
                maker.Join();
            Assert.Empty(refused);
            using var made = FileTrackStore.Open(path, new FileStoreOptions { ReadOnly = true });
            Assert.Equal(Makers, made.Count().Tracks);
        }
        Assert.Equal(10, Directory.GetFiles(System.IO.Path.GetDirectoryName(_folder.File())!).Length);
    }

    [Fact]
    public void Where_the_disk_gives_no_name_that_must_be_free_a_file_is_made_all_the_same()
    {
        _disk.Places = false;
        using (var store = FileTrackStore.Open(_disk, Path, null, null))
        {
            Assert.Equal(1, _disk.LockCount);
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        }
        Assert.Equal([Path], _disk.Files);
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
        using var next = FileTrackStore.Open(_disk, Path, null, null);
        Assert.Equal(1, next.Count().Tracks);
    }

    [Theory]
    [InlineData("place")]
    [InlineData("create")]
    public void There_too_a_file_that_another_makes_meanwhile_is_the_one(string behind)
    {
        _disk.Places = false;
        var other = new SimulatedDisk();
        other.CreateFolder("/home/me");
        using (var store = FileTrackStore.Open(other, Path, null, null))
            store.Save(new TrackDraft("other", "u", Json.Data("{}")));
        var creations = 0;
        _disk.Called = call =>
        {
            // Before the place is taken, or behind that and before its lock is: whoever is there then has filled it.
            if (call != behind || (call == "create" && ++creations < 2))
                return;
            _disk.Called = null;
            if (behind == "place")
            {
                _disk.Put(Path, other.ReadAll(Path));
                return;
            }
            using var file = _disk.Open(Path, writable: true);
            file.Write(0, other.ReadAll(Path), 0, other.ReadAll(Path).Length);
        };
        using (var store = FileTrackStore.Open(_disk, Path, null, null))
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.Null(_disk.Called);
        Assert.Equal([Path], _disk.Files);
        using var next = FileTrackStore.Open(_disk, Path, null, null);
        Assert.Equal(["other", "a"], next.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void There_too_nothing_is_left_when_it_cannot_be_made_but_what_the_next_one_fills(int call)
    {
        _disk.Places = false;
        _disk.Called = done => _disk.Fault = done == "place" ? new DiskFault(_disk.Calls + call, 1, FaultKind.Error) : _disk.Fault;
        Assert.Throws<TrackingException>(() => FileTrackStore.Open(_disk, Path, null, null));
        Assert.All(_disk.Files, path => Assert.Equal((Path, 0), (path, _disk.ReadAll(path).Length)));
        Assert.True(call is 2 or 3 || !_disk.Files.Any());
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public void A_name_that_another_takes_for_its_new_file_is_passed_over()
    {
        _disk.Called = call =>
        {
            if (call != "find" || _disk.Files.Any())
                return;
            _disk.Called = null;
            _disk.Put(Path + ".1.tmp", "other"u8.ToArray());
        };
        using (var store = FileTrackStore.Open(_disk, Path, null, null))
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.Null(_disk.Called);
        Assert.Equal([Path, Path + ".1.tmp"], _disk.Files.OrderBy(file => file, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("# yarn lockfile v1\n")]
    [InlineData("{\"pid\":1}")]
    [InlineData(" {\"process\":1}")]
    public void A_file_of_something_else_beside_it_is_no_lock_and_left_as_it_is(string text)
    {
        _disk.Put(Path + ".lock", Encoding.UTF8.GetBytes(text));
        Assert.True(_disk.TryHoldLockFile(Path + ".lock", out var other));
        using (other)
        using (FileTrackStore.Open(_disk, Path, null, null))
            Assert.Equal(text, Encoding.UTF8.GetString(_disk.ReadAll(Path + ".lock")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("{\"process\":")]
    [InlineData("{\"process\":4711,\"host\":\"h\",\"started\":\"2024-01-01T00:00:00.0000000Z\"}")]
    public void The_lock_file_of_version_0_1_is_held_while_the_store_is_open(string note)
    {
        _disk.Put(Path + ".lock", Encoding.UTF8.GetBytes(note));
        using (FileTrackStore.Open(_disk, Path, null, null))
            Assert.True(_disk.IsLockFileHeld(Path + ".lock"));
        Assert.False(_disk.IsLockFileHeld(Path + ".lock"));
        Assert.True(_disk.TryHoldLockFile(Path + ".lock", out var held));
        using (held)
            Assert.Contains("an older version of this module", IsRefused(), StringComparison.Ordinal);
        Assert.Equal(note, Encoding.UTF8.GetString(_disk.ReadAll(Path + ".lock")));
    }

    [Fact]
    public void Whoever_may_not_see_the_lock_cannot_say_whether_it_is_held()
    {
        _disk.Put(Path, []);
        foreach (var kind in new[] { FaultKind.Denied, FaultKind.Error })
        {
            _disk.Fault = new DiskFault(_disk.Calls + 1, 1, kind);
            Assert.Null(FileLock.SeemsHeld(_disk, Path));
        }
        Assert.False(FileLock.SeemsHeld(_disk, Path));
    }

    [Fact]
    public async Task Whoever_waits_for_a_file_that_is_replaced_gets_the_new_one()
    {
        using var old = FileTrackStore.Open(_folder.File());
        old.Save(new TrackDraft("a", "u", Json.Data("{}")));
        var next = Task.Run(() => FileLock.Open(Tracking.Disk.SystemDisk.Current, _folder.File()));
        Thread.Sleep(50);
        old.Optimize();
        old.Dispose();
        using var file = await next;
        Assert.Equal(Tracking.Disk.SystemDisk.Current.Find(_folder.File()), file!.Identity);
    }

    [Fact]
    public void Sixteen_who_open_it_again_and_again_wait_in_a_line_and_none_is_refused()
    {
        FileTrackStore.Open(_folder.File()).Dispose();
        var (turns, most) = (new int[16], 0);
        var inside = 0;
        var end = Stopwatch.StartNew();
        var errors = new List<Exception>();
        var threads = Array.ConvertAll(turns, _ => (Thread?)null);
        for (var i = 0; i < threads.Length; i++)
        {
            var self = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    while (end.Elapsed < TimeSpan.FromSeconds(2))
                    {
                        using var file = FileLock.Open(Tracking.Disk.SystemDisk.Current, _folder.File())!;
                        most = Math.Max(most, Interlocked.Increment(ref inside));
                        Thread.Sleep(5);
                        Interlocked.Decrement(ref inside);
                        turns[self]++;
                    }
                }
                catch (TrackingException error)
                {
                    lock (errors)
                        errors.Add(error);
                }
            });
            threads[i]!.Start();
        }
        foreach (var thread in threads)
            thread!.Join();
        Assert.Empty(errors);
        Assert.Equal(1, most);
        Assert.All(turns, count => Assert.True(count > 0, "One of them never had its turn."));
        Assert.InRange(Array.FindAll(turns, count => count >= turns[0] / 2).Length, 12, 16);
    }

    private string IsRefused()
    {
        var error = Assert.Throws<TrackingException>(() => FileTrackStore.Open(_disk, Path, null, null));
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, error.Code);
        return error.Message;
    }
}

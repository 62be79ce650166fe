using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Disk;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests.Disk;

public class PosixLockTests : PosixTest
{
    private static readonly byte[] Note = "process 1 on here"u8.ToArray();

    private string LockPath => PathOf("file.lock");

    [Fact]
    public void One_holder_shuts_out_a_second_until_it_lets_go()
    {
        using IDisposable? first = Disk.TryLock(LockPath, Note);
        Assert.NotNull(first);
        Assert.Null(Disk.TryLock(LockPath, Note));

        first.Dispose();
        using IDisposable? second = Disk.TryLock(LockPath, Note);
        Assert.NotNull(second);

        // A second Dispose must not free what another took since.
        first.Dispose();
        Assert.Null(Disk.TryLock(LockPath, Note));
    }

    [Fact]
    public void The_question_whether_it_is_held_is_answered_and_leaves_no_trace()
    {
        Assert.False(Disk.IsLocked(LockPath));
        Assert.False(Disk.IsLocked(PathOf("missing", "lock")));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));

        using (Disk.TryLock(LockPath, Note))
        {
            Assert.True(Disk.IsLocked(LockPath));
            Assert.True(Disk.IsLocked(LockPath));
        }

        Assert.False(Disk.IsLocked(LockPath));
        Assert.Equal(Note, File.ReadAllBytes(LockPath));
        using IDisposable? after = Disk.TryLock(LockPath, Note);
        Assert.NotNull(after);
    }

    [Fact]
    public void The_file_stays_when_the_lock_is_let_go()
    {
        Disk.TryLock(LockPath, Note)!.Dispose();
        Assert.True(File.Exists(LockPath));
    }

    [Fact]
    public void The_holders_note_is_readable_here_and_in_other_processes()
    {
        Disk.TryLock(LockPath, Encoding.ASCII.GetBytes("a longer note of a former holder"))!.Dispose();
        using IDisposable? held = Disk.TryLock(LockPath, Note);

        using IDiskFile reader = Disk.Open(LockPath, writable: false);
        var read = new byte[100];
        Assert.Equal(Note, read.Take(reader.Read(0, read, 0, read.Length)));
        Assert.Equal(Encoding.ASCII.GetString(Note), OtherProcess.Run(["cat", LockPath]).Output);
    }

    [Fact]
    public void A_refused_one_leaves_the_holders_note()
    {
        using IDisposable? held = Disk.TryLock(LockPath, Note);
        Assert.Null(Disk.TryLock(LockPath, [1, 2, 3]));
        Assert.Equal(Encoding.ASCII.GetString(Note), OtherProcess.Run(["cat", LockPath]).Output);
    }

    [Fact]
    public void A_link_is_no_lock()
    {
        File.CreateSymbolicLink(LockPath, FileWith("kept"));
        Assert.Throws<IOException>(() => Disk.TryLock(LockPath, Note));
        Assert.Equal("kept", File.ReadAllText(PathOf("file")));
    }

    [Fact]
    public void Another_process_is_shut_out()
    {
        SkipUnlessFlock();
        using (Disk.TryLock(LockPath, Note))
            Assert.Equal(1, OtherProcess.Run(["flock", "-n", LockPath, "true"]).ExitCode);

        Assert.Equal(0, OtherProcess.Run(["flock", "-n", LockPath, "true"]).ExitCode);
    }

    [Fact]
    public void Another_process_shuts_this_one_out_until_it_is_killed()
    {
        SkipUnlessFlock();
        // Without a fork the one process is both the holder and the one that is killed.
        using Process holder = OtherProcess.Start(["flock", "--no-fork", LockPath, "sh", "-c", "echo held; exec sleep 600"]);
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        Assert.True(Disk.IsLocked(LockPath));
        Assert.Null(Disk.TryLock(LockPath, Note));

        holder.Kill();
        holder.WaitForExit();
        Assert.False(Disk.IsLocked(LockPath));
        using IDisposable? held = Disk.TryLock(LockPath, Note);
        Assert.NotNull(held);
    }

    [Fact]
    public void A_killed_process_of_ours_leaves_no_lock_behind()
    {
        using Process holder = OtherProcess.Start(OtherProcess.ChildAct(nameof(ChildActs.Hold_lock_until_killed)), LockPath);
        var waited = Stopwatch.StartNew();
        while (!Disk.IsLocked(LockPath))
        {
            Assert.False(holder.HasExited, "The other process ended before it had the lock.");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "The other process does not take the lock.");
            Thread.Sleep(10);
        }

        Assert.Null(Disk.TryLock(LockPath, Note));
        holder.Kill();
        holder.WaitForExit();
        using IDisposable? held = Disk.TryLock(LockPath, Note);
        Assert.NotNull(held);
    }

    [Fact]
    public void A_program_started_meanwhile_does_not_keep_the_lock()
    {
        Process child;
        using (Disk.TryLock(LockPath, Note))
            child = OtherProcess.Start(["sleep", "600"]);

        using (child)
        {
            using IDisposable? held = Disk.TryLock(LockPath, Note);
            Assert.NotNull(held);
            child.Kill();
        }
    }

    [Fact]
    public void A_program_started_meanwhile_gets_no_descriptor_of_ours()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists a process's open files.");
        using IDisposable? held = Disk.TryLock(LockPath, Note);
        using IDiskFile made = Disk.CreateNew(PathOf("made"));
        using IDiskFile opened = Disk.Open(FileWith(""), writable: true);
        Assert.DoesNotContain(Folder, OtherProcess.Run(["ls", "-l", "/proc/self/fd"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_never_shuts_out_who_takes_the_lock()
    {
        string store = PathOf("store.json");
        FileLock.Take(Disk, store).Dispose();
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    _ = Disk.IsLocked(FileLock.PathFor(store));
            },
            TestContext.Current.CancellationToken);

        // A busy machine may stop who asks between its two calls: as long as a true owner is waited for.
        for (int i = 0; i < 500; i++)
            FileLock.Take(Disk, store).Dispose();

        await stop.CancelAsync();
        await asking;
    }

    [Fact]
    public void Who_holds_it_shared_for_long_is_a_holder()
    {
        Disk.TryLock(LockPath, Note)!.Dispose();
        using (new FileStream(LockPath, FileMode.Open, FileAccess.Read, FileShare.Read))
            Assert.Null(Disk.TryLock(LockPath, Note));

        using IDisposable? held = Disk.TryLock(LockPath, Note);
        Assert.NotNull(held);
    }

    [Fact]
    public void Of_many_that_race_for_a_new_lock_one_has_it_at_a_time()
    {
        int holders = 0, most = 0, taken = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using IDisposable? held = Disk.TryLock(LockPath, Note);
            if (held is null)
                return;

            int now = Interlocked.Increment(ref holders);
            if (now > 1)
                Volatile.Write(ref most, now);
            Interlocked.Increment(ref taken);
            Thread.Yield();
            Interlocked.Decrement(ref holders);
        });

        Assert.Equal(0, most);
        Assert.InRange(taken, 1, 200);
    }

    private static void SkipUnlessFlock() => OtherProcess.SkipUnlessWorks("flock", "--version");
}

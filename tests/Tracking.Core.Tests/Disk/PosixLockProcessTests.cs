using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>The lock between processes: those that are killed, those that are started meanwhile, and those that only ask.</summary>
public class PosixLockProcessTests : PosixTest
{
    private static readonly byte[] Note = "process 1 on here"u8.ToArray();

    private string LockPath => PathOf("file.lock");

    [Fact]
    public void The_holders_note_is_readable_here_and_in_other_processes()
    {
        Disk.TryLock(LockPath, Encoding.ASCII.GetBytes("a longer note of a former holder"))!.Dispose();
        using var held = Disk.TryLock(LockPath, Note);

        using var reader = Disk.Open(LockPath, writable: false);
        var read = new byte[100];
        Assert.Equal(Note, read.Take(reader.Read(0, read, 0, read.Length)));
        Assert.Equal(Encoding.ASCII.GetString(Note), OtherProcess.Run(["cat", LockPath]).Output);
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
        using var holder = OtherProcess.Start(["flock", "--no-fork", LockPath, "sh", "-c", "echo held; exec sleep 600"]);
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        Assert.True(Disk.IsLocked(LockPath));
        Assert.Null(Disk.TryLock(LockPath, Note));

        holder.Kill();
        holder.WaitForExit();
        Assert.False(Disk.IsLocked(LockPath));
        using var held = Disk.TryLock(LockPath, Note);
        Assert.NotNull(held);
    }

    [Fact]
    public void A_killed_process_of_ours_leaves_no_lock_behind()
    {
        using var holder = OtherProcess.Start(OtherProcess.ChildAct(nameof(ChildActs.Hold_lock_until_killed)), LockPath);
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
        using var held = Disk.TryLock(LockPath, Note);
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
            using var held = Disk.TryLock(LockPath, Note);
            Assert.NotNull(held);
            child.Kill();
        }
    }

    [Fact]
    public void A_program_started_meanwhile_gets_no_descriptor_of_ours()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists a process's open files.");
        using var held = Disk.TryLock(LockPath, Note);
        using var made = Disk.CreateNew(PathOf("made"));
        using var opened = Disk.Open(FileWith(""), writable: true);
        Assert.DoesNotContain(Folder, OtherProcess.Run(["ls", "-l", "/proc/self/fd"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_never_shuts_out_who_takes_the_lock()
    {
        var store = PathOf("store.json");
        FileLock.Acquire(Disk, store).Dispose();
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    _ = Disk.IsLocked(FileLock.PathFor(store));
            },
            TestContext.Current.CancellationToken);

        // A busy machine may stop who asks between its two calls: as long as a true owner is waited for.
        for (var i = 0; i < 500; i++)
            FileLock.Acquire(Disk, store).Dispose();

        await stop.CancelAsync();
        await asking;
    }

    private static void SkipUnlessFlock() => OtherProcess.SkipUnlessWorks("flock", "--version");
}

using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>The lock between processes: those that are killed, those that are started meanwhile, and those that only ask.</summary>
public class PosixLockProcessTests : PosixTest
{
    [Fact]
    public void A_killed_process_of_ours_leaves_no_lock_behind()
    {
        var path = FileWith("");
        using var file = Disk.Open(path, writable: true);
        using var holder = OtherProcess.Start(OtherProcess.ChildAct(nameof(ChildActs.Hold_lock_until_killed)), path);
        var waited = Stopwatch.StartNew();
        while (!file.IsLockedElsewhere(PosixLockTests.Byte, 1))
        {
            Assert.False(holder.HasExited, "The other process ended before it had the lock.");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "The other process does not take the lock.");
            Thread.Sleep(10);
        }

        Assert.False(file.TryLock(PosixLockTests.Byte));
        holder.Kill();
        holder.WaitForExit();
        Assert.True(file.TryLock(PosixLockTests.Byte));
    }

    [Fact]
    public void A_program_started_meanwhile_does_not_keep_the_lock()
    {
        var path = FileWith("");
        Process child;
        using (var first = Disk.Open(path, writable: true))
        {
            Assert.True(first.TryLock(PosixLockTests.Byte));
            child = OtherProcess.Start(["sleep", "600"]);
        }

        using (child)
        {
            using var second = Disk.Open(path, writable: true);
            Assert.True(second.TryLock(PosixLockTests.Byte));
            child.Kill();
        }
    }

    [Fact]
    public void A_program_started_meanwhile_gets_no_descriptor_of_ours()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists a process's open files.");
        using var made = Disk.CreateNew(PathOf("made"));
        using var opened = Disk.Open(FileWith(""), writable: true);
        Assert.DoesNotContain(Folder, OtherProcess.Run(["ls", "-l", "/proc/self/fd"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_never_shuts_out_who_takes_the_lock()
    {
        var store = FileWith("", "store.json");
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    _ = FileLock.IsHeld(Disk, store);
            },
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 500; i++)
            FileLock.Open(Disk, store)!.Dispose();

        await stop.CancelAsync();
        await asking;
    }

    [Fact]
    public void Another_process_of_version_0_1_is_respected_until_it_is_killed()
    {
        OtherProcess.SkipUnlessWorks("flock", "--version");
        var store = FileWith("", "store.json");
        var path = FileWith("{\"process\":1,", "store.json.lock");
        // Without a fork the one process is both the holder and the one that is killed.
        using var holder = OtherProcess.Start(["flock", "--no-fork", path, "sh", "-c", "echo held; exec sleep 600"]);
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        Assert.True(FileLock.IsHeld(Disk, store));
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, Assert.Throws<TrackingException>(() => OldLock.Acquire(Disk, store)).Code);

        holder.Kill();
        holder.WaitForExit();
        Assert.False(FileLock.IsHeld(Disk, store));
        using var held = OldLock.Acquire(Disk, store);
        Assert.NotNull(held);
    }
}

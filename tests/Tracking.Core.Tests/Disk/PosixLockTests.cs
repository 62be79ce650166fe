using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>The lock on a byte of a file, which belongs to one opening of it.</summary>
public class PosixLockTests : PosixTest
{
    /// <summary>Far behind the end of any file.</summary>
    internal const long Byte = 1L << 62;

    [Fact]
    public void One_holder_shuts_out_a_second_until_it_lets_go()
    {
        var path = FileWith("text");
        using var first = Disk.Open(path, writable: true);
        using var second = Disk.Open(path, writable: true);
        Assert.True(first.TryLock(Byte));
        Assert.False(second.TryLock(Byte));
        Assert.True(second.TryLock(Byte + 1));
        first.Unlock(Byte);
        Assert.True(second.TryLock(Byte));
        Assert.Equal("text", File.ReadAllText(path));
    }

    [Fact]
    public void Closing_frees_it_and_closing_another_opening_does_not()
    {
        var path = FileWith("");
        var first = Disk.Open(path, writable: true);
        Assert.True(first.TryLock(Byte));
        Disk.Open(path, writable: true).Dispose();
        using var second = Disk.Open(path, writable: true);
        Assert.False(second.TryLock(Byte));
        first.Dispose();
        first.Dispose();
        Assert.True(second.TryLock(Byte));
    }

    [Fact]
    public void Whether_it_is_held_elsewhere_is_answered_for_ranges_also_to_who_only_reads()
    {
        var path = FileWith("");
        using var reader = Disk.Open(path, writable: false);
        Assert.False(reader.IsLockedElsewhere(Byte, 10));
        using var holder = Disk.Open(path, writable: true);
        Assert.True(holder.TryLock(Byte + 5));
        Assert.True(reader.IsLockedElsewhere(Byte, 10));
        Assert.True(reader.IsLockedElsewhere(Byte + 5, 1));
        Assert.False(reader.IsLockedElsewhere(Byte, 5));
        Assert.False(reader.IsLockedElsewhere(Byte + 6, 10));
        Assert.False(holder.IsLockedElsewhere(Byte, 10));
    }

    [Fact]
    public void Who_may_only_read_cannot_take_it()
    {
        using var reader = Disk.Open(FileWith(""), writable: false);
        Assert.Throws<IOException>(() => reader.TryLock(Byte));
    }

    [Fact]
    public void It_goes_with_the_file_to_another_name()
    {
        var path = FileWith("");
        using var holder = Disk.Open(path, writable: true);
        Assert.True(holder.TryLock(Byte));
        File.Move(path, PathOf("moved"));
        using var second = Disk.Open(PathOf("moved"), writable: true);
        Assert.False(second.TryLock(Byte));
        Assert.Equal(PathOf("moved"), holder.CurrentPath);
        Assert.Equal(Disk.Find(PathOf("moved")), holder.Identity);
    }

    [Fact]
    public void Who_has_it_keeps_nobody_from_reading_and_copying_the_file()
    {
        var path = FileWith("text");
        using var holder = Disk.Open(path, writable: true);
        Assert.True(holder.TryLock(Byte));
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            // A flock, which .NET takes for it, and our lock know nothing of each other.
        }
        File.Copy(path, PathOf("copy"));
        Assert.Equal("text", File.ReadAllText(PathOf("copy")));
    }

    [Fact]
    public void Of_many_that_race_for_it_one_has_it_at_a_time()
    {
        var path = FileWith("");
        int holders = 0, most = 0, taken = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var file = Disk.Open(path, writable: true);
            if (!file.TryLock(Byte))
                return;

            var now = Interlocked.Increment(ref holders);
            if (now > 1)
                Volatile.Write(ref most, now);
            Interlocked.Increment(ref taken);
            Thread.Yield();
            Interlocked.Decrement(ref holders);
        });

        Assert.Equal(0, most);
        Assert.InRange(taken, 1, 200);
    }

    [Fact]
    public void The_lock_file_of_version_0_1_is_held_where_it_is_and_never_made()
    {
        Assert.True(Disk.TryHoldLockFile(PathOf("lock"), out var none));
        Assert.Null(none);
        Assert.False(Disk.IsLockFileHeld(PathOf("lock")));
        Assert.False(Disk.IsLockFileHeld(PathOf("missing", "lock")));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));

        var path = FileWith("note", "lock");
        Assert.True(Disk.TryHoldLockFile(path, out var held));
        Assert.True(Disk.IsLockFileHeld(path));
        Assert.False(Disk.TryHoldLockFile(path, out _));
        held!.Dispose();
        held.Dispose();
        Assert.False(Disk.IsLockFileHeld(path));
        Assert.Equal("note", File.ReadAllText(path));
    }
}

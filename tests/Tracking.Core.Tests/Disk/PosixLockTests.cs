using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Tracking.Tests.Disk;

public class PosixLockTests : PosixTest
{
    private static readonly byte[] Note = "process 1 on here"u8.ToArray();

    private string LockPath => PathOf("file.lock");

    [Fact]
    public void One_holder_shuts_out_a_second_until_it_lets_go()
    {
        using var first = Disk.TryLock(LockPath, Note);
        Assert.NotNull(first);
        Assert.Null(Disk.TryLock(LockPath, Note));

        first.Dispose();
        using var second = Disk.TryLock(LockPath, Note);
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
        using var after = Disk.TryLock(LockPath, Note);
        Assert.NotNull(after);
    }

    [Fact]
    public void The_file_stays_when_the_lock_is_let_go()
    {
        Disk.TryLock(LockPath, Note)!.Dispose();
        Assert.True(File.Exists(LockPath));
    }

    [Fact]
    public void A_refused_one_leaves_the_holders_note()
    {
        using var held = Disk.TryLock(LockPath, Note);
        Assert.Null(Disk.TryLock(LockPath, [1, 2, 3]));
        using var reader = Disk.Open(LockPath, writable: false);
        var read = new byte[100];
        Assert.Equal(Note, read.Take(reader.Read(0, read, 0, read.Length)));
    }

    [Fact]
    public void A_link_is_no_lock()
    {
        File.CreateSymbolicLink(LockPath, FileWith("kept"));
        Assert.Throws<IOException>(() => Disk.TryLock(LockPath, Note));
        Assert.Equal("kept", File.ReadAllText(PathOf("file")));
    }

    [Fact]
    public void Who_holds_it_shared_for_long_is_a_holder()
    {
        Disk.TryLock(LockPath, Note)!.Dispose();
        using (new FileStream(LockPath, FileMode.Open, FileAccess.Read, FileShare.Read))
            Assert.Null(Disk.TryLock(LockPath, Note));

        using var held = Disk.TryLock(LockPath, Note);
        Assert.NotNull(held);
    }

    [Fact]
    public void Of_many_that_race_for_a_new_lock_one_has_it_at_a_time()
    {
        int holders = 0, most = 0, taken = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var held = Disk.TryLock(LockPath, Note);
            if (held is null)
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
}

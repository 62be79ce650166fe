using System;
using System.IO;
using System.Threading;

namespace Tracking.Disk;

/// <summary>
/// A lock by flock(2) on a file that stays. The system frees it with the last descriptor, so at the process's end at the latest;
/// O_CLOEXEC keeps it out of programs that are started meanwhile.
/// </summary>
/// <remarks>
/// Asking whether a lock is held has no call of its own. fcntl's locks have one (F_GETLK), but those of POSIX are lost when any descriptor
/// of the file is closed in the process, and neither they nor the newer ones of open files see a flock. So both ask by a shared lock, which
/// only the exclusive one of an owner refuses, and give it back at once. It shuts out a true owner for the moment between two system calls;
/// taking the lock tells that moment from an owner and tries again.
/// </remarks>
internal sealed class PosixLock : IDisposable
{
    private const int TryExclusive = PosixNumbers.LockOperation.Exclusive | PosixNumbers.LockOperation.NonBlocking;
    private const int TryShared = PosixNumbers.LockOperation.Shared | PosixNumbers.LockOperation.NonBlocking;

    // Some 20 ms: longer than any question, shorter than anyone waits. Whoever holds a shared lock for longer
    // (.NET does, as long as it reads the file) is a holder.
    private const int MostTries = 20;

    private PosixDiskFile? _file;

    private PosixLock(PosixDiskFile file) => _file = file;

    public static PosixLock? TryAcquire(string path, byte[] ownerNote)
    {
        while (true)
        {
            var file = PosixDiskFile.OpenOrCreate(path);
            try
            {
                if (!TryLockExclusively(file.Handle, path))
                {
                    file.Dispose();
                    return null;
                }

                // Nothing of ours removes the file. Someone who did so since it was opened left us a lock that nobody else meets.
                if (file.LinkCount == 0)
                {
                    file.Dispose();
                    continue;
                }

                // First emptied, then written: a reader meets an old note, none or the new one, and no mixture.
                file.SetLength(0);
                file.Write(0, ownerNote, 0, ownerNote.Length);
                return new PosixLock(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
    }

    public static bool IsHeld(string path)
    {
        PosixDiskFile file;
        try
        {
            file = PosixDiskFile.Open(path, writable: false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        using (file)
            return !TryLockShared(file.Handle, path);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _file, null) is not { } file)
            return;

        // Closing alone would leave the lock, for a moment, with a child that is being started
        // and has not yet shed its copies of our descriptors.
        _ = LibC.Lock(file.Handle, PosixNumbers.LockOperation.Unlock);
        file.Dispose();
    }

    private static bool TryLockExclusively(PosixHandle file, string path)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (LibC.Lock(file, TryExclusive) == 0)
                return true;

            if (LibC.LastErrno != PosixNumbers.Errno.WouldBlock)
                throw PosixError.Last("lock", path);

            if (!TryLockShared(file, path))
                return false;

            Thread.Sleep(1);
        }

        return false;
    }

    private static bool TryLockShared(PosixHandle file, string path)
    {
        if (LibC.Lock(file, TryShared) == 0)
        {
            _ = LibC.Lock(file, PosixNumbers.LockOperation.Unlock);
            return true;
        }

        return LibC.LastErrno == PosixNumbers.Errno.WouldBlock ? false : throw PosixError.Last("lock", path);
    }
}

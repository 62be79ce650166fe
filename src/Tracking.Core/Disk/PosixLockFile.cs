using System;
using System.IO;
using System.Threading;

namespace Tracking.Disk;

/// <summary>
/// The lock of module version 0.1, by flock(2) on a file beside the store. It is only met here: where such a file is, its lock is held too.
/// </summary>
/// <remarks>
/// Whether it is held is asked by a shared lock, which only the exclusive one of an owner refuses, and which is given back at once. It
/// shuts out a true owner for the moment between two system calls; taking the lock tells that moment from an owner and tries again.
/// </remarks>
internal sealed class PosixLockFile : IDisposable
{
    private const int TryExclusive = PosixNumbers.LockOperation.Exclusive | PosixNumbers.LockOperation.NonBlocking;
    private const int TryShared = PosixNumbers.LockOperation.Shared | PosixNumbers.LockOperation.NonBlocking;

    // Some 20 ms: longer than any question, shorter than anyone waits. Whoever holds a shared lock for longer is a holder.
    private const int MostTries = 20;

    private PosixDiskFile? _file;

    private PosixLockFile(PosixDiskFile file) => _file = file;

    /// <inheritdoc cref="IDisk.TryHoldLockFile"/>
    public static bool TryHold(string path, out IDisposable? held)
    {
        held = null;
        if (OpenIfThere(path) is not { } file)
            return true;
        try
        {
            if (!TryLockExclusively(file.Handle, path))
                return false;
            held = new PosixLockFile(file);
            return true;
        }
        finally
        {
            if (held == null)
                file.Dispose();
        }
    }

    /// <inheritdoc cref="IDisk.IsLockFileHeld"/>
    public static bool IsHeld(string path)
    {
        using var file = OpenIfThere(path);
        return file != null && !TryLockShared(file.Handle, path);
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

    private static PosixDiskFile? OpenIfThere(string path)
    {
        try
        {
            return PosixDiskFile.Open(path, writable: false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
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

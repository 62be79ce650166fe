using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>
/// A lock on one byte of a file that stays and is empty. It belongs to one opening of the file, so that it also tells apart what one
/// process does twice, and the system frees it when the process ends, however it ends.
/// </summary>
internal static class ByteLock
{
    /// <summary>Takes the lock; null when another opening holds it. The file, private to its owner, is made when it is not there.</summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    public static IDisposable? TryAcquire(string path, long offset) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? TryOnWindows(path, offset) : TryOnPosix(path, offset);

    private static FileStream? TryOnWindows(string path, long offset)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 1);
        try
        {
            stream.Lock(offset, 1);
            return stream;
        }
        catch (IOException error) when (WindowsError.IsLockViolation(error))
        {
            stream.Dispose();
            return null;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static PosixDiskFile? TryOnPosix(string path, long offset)
    {
        var file = PosixDiskFile.OpenOrCreate(path);
        try
        {
            if (LibC.LockByte(file.Handle, offset) == 0)
                return file;
            var errno = LibC.LastErrno;
            file.Dispose();
            return errno == PosixNumbers.Errno.WouldBlock || errno == PosixNumbers.Errno.AccessDenied
                ? null : throw PosixError.From(errno, "lock", path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

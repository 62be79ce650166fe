using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>A lock on one byte of a file that stays and is empty.</summary>
internal static class ByteLock
{
    /// <summary>Takes the lock; null when another opening holds it. The file, private to its owner, is made when it is not there.</summary>
    /// <exception cref="IOException">The system refuses it.</exception>
    public static IDisposable? TryAcquire(string path, long offset)
    {
        IDiskFile? file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? WindowsDisk.OpenOrCreate(path) : PosixDiskFile.OpenOrCreate(path);
        try
        {
            if (!file.TryLock(offset))
                return null;
            var held = file;
            file = null;
            return held;
        }
        finally
        {
            file?.Dispose();
        }
    }
}

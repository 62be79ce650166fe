using System;
using System.IO;

namespace Tracking.Disk;

/// <summary>What a disk refuses.</summary>
internal static class DiskFault
{
    /// <summary>Whether an error is one of those that a disk gives.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Whether a disk had no room, or no more for this user: what works when something else was deleted.</summary>
    public static bool IsFull(Exception error) => error is IOException && (WindowsError.IsDiskFull(error.HResult)
        || error.HResult == PosixNumbers.Errno.NoSpace || error.HResult == PosixNumbers.Errno.QuotaExceeded);

    /// <summary>Whether a file was not made since another has its name.</summary>
    public static bool IsNameTaken(Exception error) => error is IOException
        && (WindowsError.IsNameTaken(error.HResult) || error.HResult == PosixNumbers.Errno.Exists);
}

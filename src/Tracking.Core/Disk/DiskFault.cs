using System;
using System.IO;

namespace Tracking.Disk;

/// <summary>What a disk refuses.</summary>
internal static class DiskFault
{
    /// <summary>Whether an error is one of those that a disk gives.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;
}

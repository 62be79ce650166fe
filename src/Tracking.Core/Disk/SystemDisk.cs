using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>The disk of the system that this process runs on.</summary>
internal static class SystemDisk
{
    private static readonly Lazy<IDisk> Chosen = new(Choose);

    /// <summary>The one disk of this process.</summary>
    /// <exception cref="PlatformNotSupportedException">The session file's system calls are not known for this system.</exception>
    public static IDisk Current => Chosen.Value;

    /// <summary>How many bytes this user may still write to a disk, by the name that the system has for it.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    internal static long RoomOn(string drive)
    {
        try
        {
            return new DriveInfo(drive).AvailableFreeSpace;
        }
        catch (ArgumentException error)
        {
            throw new IOException($"Could not ask how much room '{drive}' has: {error.Message}", error);
        }
    }

    private static IDisk Choose()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return new WindowsDisk();

        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && !RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            throw new PlatformNotSupportedException(
                $"Session files work on Linux, macOS and Windows, not on '{RuntimeInformation.OSDescription}'. "
                + "Use a store in memory instead.");
        }

        // A 32-bit libc takes 32-bit offsets under the plain names: pwrite would read its offset
        // from the wrong place and write anywhere in the file.
        if (IntPtr.Size < sizeof(long))
        {
            throw new PlatformNotSupportedException(
                "Session files need a 64-bit process on Linux and macOS. Use a store in memory instead.");
        }

        return new PosixDisk();
    }
}

using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>
/// The numbers behind the names in POSIX. They differ between Linux and macOS, and two of Linux's differ between processors: there a wrong
/// one is not refused but means another flag. The numbers for macOS come from its headers and are not tested.
/// </summary>
internal static class PosixNumbers
{
    public static readonly bool IsMac = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

    // System.Runtime.InteropServices.Architecture.Ppc64le is 8; netstandard2.0 has no name for it.
    private static readonly bool HasArmFlags =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or (Architecture)8;

    private static int Of(int linux, int mac) => IsMac ? mac : linux;

    internal static class OpenFlag
    {
        public const int ReadOnly = 0;
        public const int ReadWrite = 2;
        public static readonly int Create = Of(linux: 0x40, mac: 0x200);
        public static readonly int MustBeNew = Of(linux: 0x80, mac: 0x800);
        public static readonly int NoFollow = Of(linux: HasArmFlags ? 0x8000 : 0x20000, mac: 0x100);
        public static readonly int Folder = Of(linux: HasArmFlags ? 0x4000 : 0x10000, mac: 0x100000);
        public static readonly int CloseOnExec = Of(linux: 0x80000, mac: 0x1000000);
        public static readonly int NonBlocking = Of(linux: 0x800, mac: 0x4);
        public static readonly int NoTerminal = Of(linux: 0x100, mac: 0x20000);
    }

    internal static class LockOperation
    {
        public const int Shared = 1;
        public const int Exclusive = 2;
        public const int NonBlocking = 4;
        public const int Unlock = 8;
    }

    internal static class FileLock
    {
        /// <summary>F_WRLCK</summary>
        public static readonly short Exclusive = (short)Of(linux: 1, mac: 3);

        /// <summary>F_UNLCK</summary>
        public const short None = 2;

        /// <summary>F_OFD_SETLK</summary>
        public static readonly int SetOfOpenFile = Of(linux: 37, mac: 90);

        /// <summary>F_OFD_GETLK</summary>
        public static readonly int GetOfOpenFile = Of(linux: 36, mac: 92);
    }

    /// <summary>RENAME_NOREPLACE and RENAME_EXCHANGE; RENAME_EXCL and RENAME_SWAP.</summary>
    internal static class RenameFlag
    {
        public static readonly uint MustBeFree = IsMac ? 4u : 1u;
        public const uint Exchange = 2;
    }

    internal static class Errno
    {
        public const int NotPermitted = 1;
        public const int NoEntry = 2;
        public const int Interrupted = 4;
        public const int AccessDenied = 13;
        public const int Busy = 16;
        public const int Exists = 17;
        public const int OtherDevice = 18;
        public const int NotAFolder = 20;
        public const int Invalid = 22;
        public const int NoSpace = 28;
        public const int ReadOnlyFileSystem = 30;
        public static readonly int WouldBlock = Of(linux: 11, mac: 35);
        public static readonly int TooManyLinks = Of(linux: 40, mac: 62);
        public static readonly int QuotaExceeded = Of(linux: 122, mac: 69);
        public static readonly int NotSupported = Of(linux: 95, mac: 45);
        public static readonly int NotImplemented = Of(linux: 38, mac: 78);

        /// <summary>There is no such extended attribute, or the file system has none.</summary>
        public static readonly int NoAttribute = Of(linux: 61, mac: 93);
    }

    internal static class Mode
    {
        /// <summary>rw-------</summary>
        public const int PrivateFile = 0x180;

        /// <summary>rw-r--r--</summary>
        public const int PublicFile = 0x1A4;

        /// <summary>rwx------</summary>
        public const int PrivateFolder = 0x1C0;

        /// <summary>--------w-</summary>
        public const int WritableByAll = 0x2;

        /// <summary>All that chmod sets: the permissions, and the bits that change whom a program runs as.</summary>
        public const int Changeable = 0xFFF;

        public const int TypeMask = 0xF000;
        public const int RegularFile = 0x8000;
    }
}

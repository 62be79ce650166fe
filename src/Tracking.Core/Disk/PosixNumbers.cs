using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>
/// The numbers behind the names in POSIX. They differ between Linux and macOS, and two of Linux's differ between processors: there a wrong one is not refused but means another flag.
/// The numbers for macOS come from its headers and are not tested.
/// </summary>
internal static class PosixNumbers
{
    public static readonly bool IsMac = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

    // System.Runtime.InteropServices.Architecture.Ppc64le is 8; netstandard2.0 has no name for it.
    private static readonly bool HasArmFlags =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or (Architecture)8;

    internal static class OpenFlag
    {
        public const int ReadOnly = 0;
        public const int ReadWrite = 2;
        public static readonly int Create = IsMac ? 0x200 : 0x40;
        public static readonly int MustBeNew = IsMac ? 0x800 : 0x80;
        public static readonly int NoFollow = IsMac ? 0x100 : HasArmFlags ? 0x8000 : 0x20000;
        public static readonly int Folder = IsMac ? 0x100000 : HasArmFlags ? 0x4000 : 0x10000;
        public static readonly int CloseOnExec = IsMac ? 0x1000000 : 0x80000;
        public static readonly int NonBlocking = IsMac ? 0x4 : 0x800;
        public static readonly int NoTerminal = IsMac ? 0x20000 : 0x100;
    }

    internal static class LockOperation
    {
        public const int Shared = 1;
        public const int Exclusive = 2;
        public const int NonBlocking = 4;
        public const int Unlock = 8;
    }

    internal static class Errno
    {
        public const int NotPermitted = 1;
        public const int NoEntry = 2;
        public const int Interrupted = 4;
        public const int AccessDenied = 13;
        public const int Exists = 17;
        public const int NotAFolder = 20;
        public const int Invalid = 22;
        public const int ReadOnlyFileSystem = 30;
        public static readonly int WouldBlock = IsMac ? 35 : 11;
        public static readonly int TooManyLinks = IsMac ? 62 : 40;
        public static readonly int NotSupported = IsMac ? 45 : 95;
        public static readonly int NotImplemented = IsMac ? 78 : 38;
    }

    internal static class Mode
    {
        /// <summary>rw-------</summary>
        public const int PrivateFile = 0x180;

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

using System;
using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>
/// The system calls that a session file needs, as libc names them. Paths are UTF-8 with a zero at the end, since how .NET marshals a string
/// depends on the system. Offsets have 64 bits under the plain names in a 64-bit process only.
/// </summary>
internal static unsafe class LibC
{
    private const string Library = "libc";

    /// <summary>F_FULLFSYNC of macOS.</summary>
    private const int FullFlushCommand = 51;

    /// <summary>F_GETPATH of macOS.</summary>
    private const int MacPathCommand = 50;

    private const int SeekEnd = 2;

    /// <summary>As long as struct flock on either system, and longer.</summary>
    private const int LockSize = 64;

    /// <summary>AT_FDCWD of Linux.</summary>
    private const int WorkingFolder = -100;

    /// <summary>What <see cref="Rename(byte[], byte[], uint)"/> returns where libc has no such call.</summary>
    public const int RenameIsUnknown = -2;

    /// <summary>Where struct flock has its fields.</summary>
    private static readonly (int Start, int Count, int Type) LockFields = PosixNumbers.IsMac ? (0, 8, 20) : (8, 16, 0);

    private static readonly bool IsArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private static readonly bool PutsVariadicArgumentsOnStack = PosixNumbers.IsMac && IsArm64;

    /// <summary>The error of the last call on this thread.</summary>
    public static int LastErrno => Marshal.GetLastWin32Error();

    /// <summary>Makes a call again for as long as a signal interrupts it.</summary>
    public static int Retry(Func<int> call)
    {
        int result;
        do
            result = call();
        while (result < 0 && LastErrno == PosixNumbers.Errno.Interrupted);
        return result;
    }

    /// <summary>open(2) for what exists.</summary>
    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    public static extern int Open(byte[] path, int flags);

    /// <summary>open(2) with O_CREAT.</summary>
    public static int Create(byte[] path, int flags, int mode) =>
        PutsVariadicArgumentsOnStack
            ? OpenWithModeOnStack(path, flags, 0, 0, 0, 0, 0, 0, mode)
            : OpenWithMode(path, flags, mode);

    /// <summary>
    /// close(2). It leaves the last error alone, since the runtime may close between another call and the look at its error.
    /// </summary>
    [DllImport(Library, EntryPoint = "close")]
    public static extern int Close(int descriptor);

    [DllImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static extern nint Read(PosixHandle file, byte* buffer, nint count, long offset);

    [DllImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    public static extern nint Write(PosixHandle file, byte* buffer, nint count, long offset);

    [DllImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    public static extern int SetLength(PosixHandle file, long length);

    /// <summary>The length by lseek(2). Nobody uses the position that it moves: reads and writes name their offset.</summary>
    public static long GetLength(PosixHandle file) => Seek(file, 0, SeekEnd);

    /// <summary>fsync(2), or what it ought to be: on macOS that call leaves the bytes in the drive's cache.</summary>
    public static int Flush(PosixHandle file)
    {
        if (!PosixNumbers.IsMac)
            return Fsync(file);

        var result = Fcntl(file, FullFlushCommand);
        // Not a flush that failed: a file system (of another machine, mostly) that does not know this one.
        return result < 0 && (LastErrno == PosixNumbers.Errno.NotSupported || LastErrno == PosixNumbers.Errno.Invalid)
            ? Fsync(file)
            : result;
    }

    /// <summary>
    /// fcntl(2): sets a lock on bytes of the open file, or frees them. The lock belongs to the opening, not to the process. It does not
    /// wait.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="type">Of <see cref="PosixNumbers.FileLock"/>.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="count">How many bytes; 0 for all that follow.</param>
    public static int SetLock(PosixHandle file, short type, long offset, long count)
    {
        var description = stackalloc byte[LockSize];
        Describe(description, type, offset, count);
        return LockControl(file, PosixNumbers.FileLock.SetOfOpenFile, description);
    }

    /// <summary>fcntl(2): whether another opening has a lock on any of the bytes: 1 for yes, 0 for no, below 0 for an error.</summary>
    public static int FindLock(PosixHandle file, long offset, long count)
    {
        var description = stackalloc byte[LockSize];
        Describe(description, PosixNumbers.FileLock.Exclusive, offset, count);
        var result = LockControl(file, PosixNumbers.FileLock.GetOfOpenFile, description);
        return result < 0 ? result : *(short*)(description + LockFields.Type) == PosixNumbers.FileLock.None ? 0 : 1;
    }

    [DllImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static extern int Lock(PosixHandle file, int operation);

    [DllImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    public static extern int SetMode(PosixHandle file, int mode);

    [DllImport(Library, EntryPoint = "fchown", SetLastError = true)]
    public static extern int SetOwner(PosixHandle file, uint user, uint group);

    /// <summary>geteuid(2): the user whose rights this process has. It never fails.</summary>
    [DllImport(Library, EntryPoint = "geteuid")]
    public static extern uint GetUser();

    [DllImport(Library, EntryPoint = "chmod", SetLastError = true)]
    public static extern int SetMode(byte[] path, int mode);

    [DllImport(Library, EntryPoint = "mkdir", SetLastError = true)]
    public static extern int MakeFolder(byte[] path, int mode);

    [DllImport(Library, EntryPoint = "rename", SetLastError = true)]
    public static extern int Rename(byte[] source, byte[] target);

    /// <summary>
    /// rename(2) with flags: renameat2(2) of Linux, renamex_np(2) of macOS; fails as not implemented where libc has none.
    /// </summary>
    public static int Rename(byte[] source, byte[] target, uint flags)
    {
        try
        {
            return PosixNumbers.IsMac ? MacRename(source, target, flags) : LinuxRename(WorkingFolder, source, WorkingFolder, target, flags);
        }
        catch (EntryPointNotFoundException)
        {
            return RenameIsUnknown;
        }
    }

    [DllImport(Library, EntryPoint = "unlink", SetLastError = true)]
    public static extern int Unlink(byte[] path);

    /// <summary>realpath(3) into a buffer of at least PATH_MAX bytes; zero when it fails.</summary>
    [DllImport(Library, EntryPoint = "realpath", SetLastError = true)]
    public static extern nint RealPath(byte[] path, byte[] resolved);

    /// <summary>readlink(2); the length, and no zero at the end.</summary>
    [DllImport(Library, EntryPoint = "readlink", SetLastError = true)]
    public static extern nint ReadLink(byte[] path, byte[] target, nint size);

    [DllImport(Library, EntryPoint = "statx", SetLastError = true)]
    public static extern int LinuxStat(PosixHandle file, byte[] path, int flags, uint mask, out LinuxStatus status);

    /// <summary>statx(2) of what stands at a path.</summary>
    public static int LinuxStat(byte[] path, int flags, uint mask, out LinuxStatus status) =>
        LinuxStat(WorkingFolder, path, flags, mask, out status);

    /// <summary>fstat(2) of macOS with 64-bit file numbers.</summary>
    public static int MacStat(PosixHandle file, out MacStatus status) =>
        IsArm64 ? MacStatOnArm(file, out status) : MacStatOnIntel(file, out status);

    /// <summary>lstat(2) of macOS with 64-bit file numbers.</summary>
    public static int MacStat(byte[] path, out MacStatus status) =>
        IsArm64 ? MacLinkStatOnArm(path, out status) : MacLinkStatOnIntel(path, out status);

    /// <summary>fcntl(2) with F_GETPATH of macOS, into a buffer of at least 1024 bytes.</summary>
    public static int MacPath(PosixHandle file, byte* path) =>
        PutsVariadicArgumentsOnStack
            ? FcntlWithLockOnStack(file, MacPathCommand, 0, 0, 0, 0, 0, 0, path)
            : FcntlWithLock(file, MacPathCommand, path);

    /// <summary>flistxattr(2) of Linux: names, each with a zero at its end; the length.</summary>
    [DllImport(Library, EntryPoint = "flistxattr", SetLastError = true)]
    public static extern nint ListAttributes(PosixHandle file, byte[]? names, nint size);

    /// <summary>fgetxattr(2) of Linux; the length.</summary>
    [DllImport(Library, EntryPoint = "fgetxattr", SetLastError = true)]
    public static extern nint GetAttribute(PosixHandle file, byte[] name, byte[]? value, nint size);

    /// <summary>fsetxattr(2) of Linux.</summary>
    [DllImport(Library, EntryPoint = "fsetxattr", SetLastError = true)]
    public static extern int SetAttribute(PosixHandle file, byte[] name, byte[] value, nint size, int flags);

    /// <summary>fremovexattr(2) of Linux.</summary>
    [DllImport(Library, EntryPoint = "fremovexattr", SetLastError = true)]
    public static extern int RemoveAttribute(PosixHandle file, byte[] name);

    private static void Describe(byte* description, short type, long offset, long count)
    {
        for (var i = 0; i < LockSize; i++)
            description[i] = 0;
        *(long*)(description + LockFields.Start) = offset;
        *(long*)(description + LockFields.Count) = count;
        *(short*)(description + LockFields.Type) = type;
    }

    private static int LockControl(PosixHandle file, int command, byte* description) =>
        PutsVariadicArgumentsOnStack
            ? FcntlWithLockOnStack(file, command, 0, 0, 0, 0, 0, 0, description)
            : FcntlWithLock(file, command, description);

    [DllImport(Library, EntryPoint = "renameat2", SetLastError = true)]
    private static extern int LinuxRename(int sourceFolder, byte[] source, int targetFolder, byte[] target, uint flags);

    [DllImport(Library, EntryPoint = "renamex_np", SetLastError = true)]
    private static extern int MacRename(byte[] source, byte[] target, uint flags);

    [DllImport(Library, EntryPoint = "statx", SetLastError = true)]
    private static extern int LinuxStat(int folder, byte[] path, int flags, uint mask, out LinuxStatus status);

    [DllImport(Library, EntryPoint = "lstat", SetLastError = true)]
    private static extern int MacLinkStatOnArm(byte[] path, out MacStatus status);

    [DllImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true)]
    private static extern int MacLinkStatOnIntel(byte[] path, out MacStatus status);

    [DllImport(Library, EntryPoint = "fstat", SetLastError = true)]
    private static extern int MacStatOnArm(PosixHandle file, out MacStatus status);

    [DllImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static extern int MacStatOnIntel(PosixHandle file, out MacStatus status);

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    private static extern int OpenWithMode(byte[] path, int flags, int mode);

    // Apple's ABI for arm64 passes a variadic function's further arguments on the stack, and .NET has no way to say
    // so: six arguments that nobody reads fill the registers.
    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    private static extern int OpenWithModeOnStack(byte[] path, int flags, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint mode);

    [DllImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static extern int FcntlWithLock(PosixHandle file, int command, byte* description);

    [DllImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static extern int FcntlWithLockOnStack(
        PosixHandle file, int command, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, byte* description);

    [DllImport(Library, EntryPoint = "lseek", SetLastError = true)]
    private static extern long Seek(PosixHandle file, long offset, int whence);

    [DllImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(PosixHandle file);

    [DllImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Fcntl(PosixHandle file, int command);

    /// <summary>struct statx, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct LinuxStatus
    {
        [FieldOffset(16)]
        public uint LinkCount;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong File;

        [FieldOffset(40)]
        public long Length;

        [FieldOffset(80)]
        public long BirthSeconds;

        [FieldOffset(88)]
        public uint BirthNanoseconds;

        [FieldOffset(96)]
        public long ChangeSeconds;

        [FieldOffset(104)]
        public uint ChangeNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary>struct stat of macOS with 64-bit file numbers.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    internal struct MacStatus
    {
        [FieldOffset(0)]
        public int Device;

        [FieldOffset(8)]
        public ulong File;

        [FieldOffset(4)]
        public ushort Mode;

        [FieldOffset(6)]
        public ushort LinkCount;

        [FieldOffset(16)]
        public uint User;

        [FieldOffset(20)]
        public uint Group;

        [FieldOffset(64)]
        public long ChangeSeconds;

        [FieldOffset(72)]
        public long ChangeNanoseconds;

        [FieldOffset(80)]
        public long BirthSeconds;

        [FieldOffset(88)]
        public long BirthNanoseconds;

        [FieldOffset(96)]
        public long Length;
    }
}

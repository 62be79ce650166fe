using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tracking.Disk;

/// <summary>The few calls of Windows that netstandard2.0 has no name for.</summary>
internal static class Kernel32
{
    /// <summary>DELETE: the right to rename a file.</summary>
    public const int RightToRename = 0x00010000;

    public const int ShareAll = 0x7;
    public const int OpenExisting = 3;

    /// <summary>FILE_FLAG_BACKUP_SEMANTICS: without it a folder cannot be opened.</summary>
    public const int FoldersToo = 0x02000000;

    /// <summary>FILE_FLAG_WRITE_THROUGH: what is done to the file is on the disk when the call returns.</summary>
    public const int WriteThrough = unchecked((int)0x80000000);

    /// <summary>FileRenameInfo and FileRenameInfoEx, whose buffers differ in one field: a flag there, several here.</summary>
    public const int RenameInfo = 3;

    /// <inheritdoc cref="RenameInfo"/>
    public const int RenameInfoEx = 22;

    /// <summary>FILE_RENAME_FLAG_REPLACE_IF_EXISTS.</summary>
    public const int ReplaceExisting = 0x1;

    /// <summary>FILE_RENAME_FLAG_POSIX_SEMANTICS: who has the file open whose name is taken keeps it.</summary>
    public const int ReplaceOpenToo = 0x2;

    private const string Library = "kernel32";

    [DllImport(Library, EntryPoint = "SetFileInformationByHandle", ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool SetFileInformation(SafeFileHandle file, int kind, byte[] information, int size);

    [DllImport(Library, EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    public static extern SafeFileHandle CreateFile(
        string path, int access, int share, nint security, int disposition, int flags, nint template);

    /// <summary>
    /// The length without the zero at the end, or, when the buffer is too short, the length that it should have; zero is failure.
    /// </summary>
    [DllImport(Library, EntryPoint = "GetFinalPathNameByHandleW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    public static extern int GetFinalPathNameByHandle(SafeFileHandle file, [Out] char[] path, int length, int flags);

    [DllImport(Library, EntryPoint = "GetFileInformationByHandle", ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool GetFileInformation(SafeFileHandle file, out FileInformation information);

    /// <summary>BY_HANDLE_FILE_INFORMATION.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 52, Pack = 4)]
    internal struct FileInformation
    {
        [FieldOffset(4)]
        public long Created;

        [FieldOffset(20)]
        public long Written;

        [FieldOffset(28)]
        public uint Volume;

        [FieldOffset(40)]
        public int LinkCount;

        [FieldOffset(44)]
        public uint IndexHigh;

        [FieldOffset(48)]
        public uint IndexLow;
    }
}

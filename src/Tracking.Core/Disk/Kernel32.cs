using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tracking.Disk;

/// <summary>The few calls of Windows that netstandard2.0 has no name for.</summary>
internal static class Kernel32
{
    public const int ReplaceExisting = 0x1;
    public const int WriteThrough = 0x8;

    public const int ShareAll = 0x7;
    public const int OpenExisting = 3;

    /// <summary>FILE_FLAG_BACKUP_SEMANTICS: without it a folder cannot be opened.</summary>
    public const int FoldersToo = 0x02000000;

    private const string Library = "kernel32";

    [DllImport(Library, EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool MoveFileEx(string source, string target, int flags);

    [DllImport(Library, EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    public static extern SafeFileHandle CreateFile(string path, int access, int share, nint security, int disposition, int flags, nint template);

    /// <summary>The length without the zero at the end, or, when the buffer is too short, the length that it should have; zero is failure.</summary>
    [DllImport(Library, EntryPoint = "GetFinalPathNameByHandleW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    public static extern int GetFinalPathNameByHandle(SafeFileHandle file, [Out] char[] path, int length, int flags);

    [DllImport(Library, EntryPoint = "GetFileInformationByHandle", ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool GetFileInformation(SafeFileHandle file, out FileInformation information);

    /// <summary>BY_HANDLE_FILE_INFORMATION.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 52)]
    internal struct FileInformation
    {
        [FieldOffset(40)]
        public int LinkCount;
    }
}

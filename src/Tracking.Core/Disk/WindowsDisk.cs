using System;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tracking.Disk;

/// <summary>
/// The disk of Windows, by .NET's files: there their sharing is a lock that the system keeps. Who may read is left to the
/// access list of the folder, in the default place the profile's.
/// </summary>
/// <remarks>Tested on Wine 8, which lacks the newer of the two ways to replace a file, and not on Windows itself.</remarks>
internal sealed class WindowsDisk : IDisk
{
    // Readers are never blocked, and an optimised file may take the place of one that is being read.
    private const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;

    private const string LongPrefix = @"\\?\";
    private const string LongNetworkPrefix = @"\\?\UNC\";

    public string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        if (FinalPath(full) is { } resolved)
            return resolved;

        var folder = Path.GetDirectoryName(full);
        return folder is not null && FinalPath(folder) is { } resolvedFolder
            ? Path.Combine(resolvedFolder, Path.GetFileName(full))
            : throw WindowsError.From(WindowsError.PathNotFound, "find the folder of", path);
    }

    public IDiskFile Open(string path, bool writable) =>
        new WindowsDiskFile(OpenStream(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, Everything), path);

    public IDiskFile CreateNew(string path) =>
        new WindowsDiskFile(OpenStream(path, FileMode.CreateNew, FileAccess.ReadWrite, Everything), path);

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public FileIdentity? Find(string path)
    {
        using var handle = Kernel32.CreateFile(ToLongPath(path), 0, Kernel32.ShareAll, 0, Kernel32.OpenExisting, Kernel32.FoldersToo, 0);
        if (!handle.IsInvalid)
            return IdentityOf(handle, path);
        var code = WindowsError.LastCode;
        return code is WindowsError.FileNotFound or WindowsError.PathNotFound ? null : throw WindowsError.From(code, "look at", path);
    }

    public bool? TryPlace(string source, string target)
    {
        var renaming = Renaming(ToLongPath(target), flags: 0);
        using var file = Kernel32.CreateFile(
            ToLongPath(source), Kernel32.RightToRename, Kernel32.ShareAll, 0, Kernel32.OpenExisting, Kernel32.WriteThrough, 0);
        if (!file.IsInvalid && Kernel32.SetFileInformation(file, Kernel32.RenameInfo, renaming, renaming.Length))
            return true;
        var code = WindowsError.LastCode;
        return code is WindowsError.FileExists or WindowsError.AlreadyExists ? false : throw WindowsError.From(code, "make", target);
    }

    /// <summary>Windows has no such step.</summary>
    public bool TryExchange(string source, string target) => false;

    public void Replace(string source, string target)
    {
        var renaming = Renaming(ToLongPath(target), Kernel32.ReplaceExisting | Kernel32.ReplaceOpenToo);
        using var file = Kernel32.CreateFile(
            ToLongPath(source), Kernel32.RightToRename, Kernel32.ShareAll, 0, Kernel32.OpenExisting, Kernel32.WriteThrough, 0);
        // An older way where the newer one is not known, as on FAT. It puts nothing in the place of a file that someone has open.
        var isDone = !file.IsInvalid
            && (Kernel32.SetFileInformation(file, Kernel32.RenameInfoEx, renaming, renaming.Length)
                || (WindowsError.LastIsUnknownCall && Kernel32.SetFileInformation(file, Kernel32.RenameInfo, renaming, renaming.Length)));
        if (!isDone)
            throw WindowsError.From(WindowsError.LastCode, "write anew", target);
    }

    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Without its folder there is no file either.
        }
    }

    public long RoomIn(string folder) => SystemDisk.RoomOn(Path.GetPathRoot(Path.GetFullPath(folder))!);

    /// <summary>
    /// Nothing: Windows flushes no folder. NTFS keeps names in its journal, and a rename that must
    /// last asks for it (<see cref="Kernel32.WriteThrough"/>).
    /// </summary>
    public void FlushFolder(string path)
    {
    }

    public bool TryHoldLockFile(string path, out IDisposable? held)
    {
        held = null;
        try
        {
            // To write is what each owner of version 0.1 asked for, and shared with nobody.
            held = OpenStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException error) when (WindowsError.IsSharingViolation(error))
        {
            return false;
        }
    }

    public bool IsLockFileHeld(string path)
    {
        try
        {
            // Not sharing writing, which an owner has open. For the moment until it is closed this shuts out a new owner, who tries again.
            OpenStream(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException error) when (WindowsError.IsSharingViolation(error))
        {
            return true;
        }
    }

    // A buffer of one byte is none: zero is refused by .NET Framework.
    private static FileStream OpenStream(string path, FileMode mode, FileAccess access, FileShare share) =>
        new(path, mode, access, share, bufferSize: 1);

    /// <summary>
    /// FILE_RENAME_INFO: the flags, no folder that the target is relative to, and its length in bytes, each on
    /// its own boundary; then the target itself, with a zero.
    /// </summary>
    private static byte[] Renaming(string target, int flags)
    {
        var length = Encoding.Unicode.GetByteCount(target);
        var information = new byte[(2 * IntPtr.Size) + sizeof(int) + length + sizeof(char)];
        BitConverter.GetBytes(flags).CopyTo(information, 0);
        BitConverter.GetBytes(length).CopyTo(information, 2 * IntPtr.Size);
        Encoding.Unicode.GetBytes(target).CopyTo(information, (2 * IntPtr.Size) + sizeof(int));
        return information;
    }

    /// <summary>Which file is open.</summary>
    internal static FileIdentity IdentityOf(SafeFileHandle handle, string path) =>
        Kernel32.GetFileInformation(handle, out var information)
            ? new FileIdentity(information.Volume, ((ulong)information.IndexHigh << 32) | information.IndexLow)
            : throw WindowsError.From(WindowsError.LastCode, "look at", path);

    /// <summary>Opens a file for writing, and makes it if it is not there.</summary>
    internal static WindowsDiskFile OpenOrCreate(string path) =>
        new(OpenStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Everything), path);

    /// <summary>The path with its links resolved; null when there is nothing.</summary>
    private static string? FinalPath(string full)
    {
        using var handle = Kernel32.CreateFile(ToLongPath(full), 0, Kernel32.ShareAll, 0, Kernel32.OpenExisting, Kernel32.FoldersToo, 0);
        if (!handle.IsInvalid)
            return FinalPath(handle, full);
        var code = WindowsError.LastCode;
        return code is WindowsError.FileNotFound or WindowsError.PathNotFound ? null : throw WindowsError.From(code, "resolve", full);
    }

    /// <summary>The path of what is open.</summary>
    internal static string FinalPath(SafeFileHandle handle, string full)
    {
        var buffer = new char[short.MaxValue];
        var length = Kernel32.GetFinalPathNameByHandle(handle, buffer, buffer.Length, 0);
        if (length == 0 || length > buffer.Length)
            throw WindowsError.From(WindowsError.LastCode, "resolve", full);

        var resolved = new string(buffer, 0, length);
        return resolved.StartsWith(LongNetworkPrefix, StringComparison.Ordinal) ? @"\\" + resolved.Substring(LongNetworkPrefix.Length)
            : resolved.StartsWith(LongPrefix, StringComparison.Ordinal) ? resolved.Substring(LongPrefix.Length)
            : resolved;
    }

    /// <summary>The path as the system takes it at any length; .NET does the same for its own calls.</summary>
    private static string ToLongPath(string path)
    {
        var full = Path.GetFullPath(path);
        return full.StartsWith(LongPrefix, StringComparison.Ordinal) || full.StartsWith(@"\\.\", StringComparison.Ordinal) ? full
            : full.StartsWith(@"\\", StringComparison.Ordinal) ? LongNetworkPrefix + full.Substring(2)
            : LongPrefix + full;
    }
}

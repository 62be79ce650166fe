using System;
using System.IO;

namespace Tracking.Disk;

/// <summary>
/// The disk of Linux and macOS, by libc: .NET's own files have no create mode here, lock each other out, and report no flush that failed.
/// </summary>
internal sealed class PosixDisk : IDisk
{
    public string Resolve(string path) => PosixPath.Resolve(path);

    public IDiskFile Open(string path, bool writable) => PosixDiskFile.Open(path, writable);

    public IDiskFile CreateNew(string path) => PosixDiskFile.CreateNew(path);

    public void CreateFolder(string path)
    {
        var folder = Path.GetFullPath(path).TrimEnd('/');
        if (folder.Length == 0 || Directory.Exists(folder))
            return;

        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);

        var name = PosixPath.Encode(folder);
        var errno = LibC.MakeFolder(name, PosixNumbers.Mode.PrivateFolder) == 0 ? 0 : LibC.LastErrno;
        if (errno == 0)
        {
            // The umask may have taken from the owner too; others never had anything. A file system without modes keeps its own.
            if (LibC.SetMode(name, PosixNumbers.Mode.PrivateFolder) < 0 && !PosixDiskFile.LastErrorMeansNoModes)
                throw PosixError.Last("set the mode of", folder, isFolder: true);
        }
        else if (errno != PosixNumbers.Errno.Exists || !Directory.Exists(folder))
        {
            throw PosixError.From(errno, "make the folder", folder, isFolder: true);
        }

        // Also when another process was faster: what is written next must not wait for that one's flush.
        FlushFolder(parent);
    }

    /// <summary>Lets everyone read a file and its owner write it, where files have modes; elsewhere nothing is done.</summary>
    public static void LetAllRead(string path)
    {
        if (SystemDisk.Current is not PosixDisk)
            return;
        if (LibC.SetMode(PosixPath.Encode(path), PosixNumbers.Mode.PublicFile) < 0 && !PosixDiskFile.LastErrorMeansNoModes)
            throw PosixError.Last("set the mode of", path, isFolder: false);
    }

    public FileIdentity? Find(string path) => PosixStatus.OfPath(path)?.Identity;

    public bool? TryPlace(string source, string target)
    {
        // A second name, where the first is taken away then, would do as well; but a disk in user space (FUSE) takes the two for two files,
        // and shows the length that one had then under the other for a while.
        var result = LibC.Rename(PosixPath.Encode(source), PosixPath.Encode(target), PosixNumbers.RenameFlag.MustBeFree);
        if (LacksRename(result))
            return null;
        if (result < 0 && LibC.LastErrno == PosixNumbers.Errno.Exists)
            return false;
        PosixError.ThrowIfFailed(result, "make", target);
        return true;
    }

    public bool TryExchange(string source, string target)
    {
        var result = LibC.Rename(PosixPath.Encode(source), PosixPath.Encode(target), PosixNumbers.RenameFlag.Exchange);
        if (LacksRename(result))
            return false;
        PosixError.ThrowIfFailed(result, "write anew", target);
        return true;
    }

    public void Replace(string source, string target) =>
        PosixError.ThrowIfFailed(
            LibC.Rename(PosixPath.Encode(source), PosixPath.Encode(target)), "write anew", target);

    public void Delete(string path)
    {
        if (LibC.Unlink(PosixPath.Encode(path)) < 0 && LibC.LastErrno != PosixNumbers.Errno.NoEntry)
            throw PosixError.Last("delete", path);
    }

    public long RoomIn(string folder) => SystemDisk.RoomOn(folder);

    public void FlushFolder(string path)
    {
        var flags = PosixNumbers.OpenFlag.ReadOnly | PosixNumbers.OpenFlag.Folder | PosixNumbers.OpenFlag.CloseOnExec;
        using var folder = PosixDiskFile.OpenHandle(path, flags, isFolder: true);

        // EINVAL is not a failed flush: it says that on this file system folders are not flushed.
        if (LibC.Flush(folder) < 0 && LibC.LastErrno != PosixNumbers.Errno.Invalid)
            throw PosixError.Last("flush the folder", path, isFolder: true);
    }

    public bool TryHoldLockFile(string path, out IDisposable? held) => PosixLockFile.TryHold(path, out held);

    public bool IsLockFileHeld(string path) => PosixLockFile.IsHeld(path);

    /// <summary>Whether the system, or the file system, does not know the kind of rename that was tried.</summary>
    private static bool LacksRename(int result) =>
        result == LibC.RenameIsUnknown
        || (result < 0 && (LibC.LastErrno == PosixNumbers.Errno.Invalid || LibC.LastErrno == PosixNumbers.Errno.NotImplemented
            || LibC.LastErrno == PosixNumbers.Errno.NotSupported));
}

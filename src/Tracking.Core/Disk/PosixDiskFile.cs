using System;
using System.IO;

namespace Tracking.Disk;

/// <summary>An open file by its descriptor. Reads and writes name their offset, so that several threads may use it at once.</summary>
internal sealed unsafe class PosixDiskFile : IDiskFile
{
    // Without O_NONBLOCK, opening a pipe would wait for its other end before its kind can be seen; on a regular file it means nothing.
    private static readonly int AlwaysFlags =
        PosixNumbers.OpenFlag.CloseOnExec | PosixNumbers.OpenFlag.NonBlocking | PosixNumbers.OpenFlag.NoTerminal;

    private readonly string _path;
    private bool _hasLocks;

    private PosixDiskFile(PosixHandle handle, string path) => (Handle, _path) = (handle, path);

    /// <summary>The descriptor, for the lock.</summary>
    internal PosixHandle Handle { get; }

    /// <summary>
    /// Whether the last call's error says that the file system has modes of its own, as FAT does. Where we set one,
    /// opening has already kept out everyone that a mode can keep out; what is left is to give back to the owner what
    /// the umask took, so that this is no reason to refuse.
    /// </summary>
    internal static bool LastErrorMeansNoModes =>
        LibC.LastErrno == PosixNumbers.Errno.NotPermitted
        || LibC.LastErrno == PosixNumbers.Errno.NotSupported
        || LibC.LastErrno == PosixNumbers.Errno.NotImplemented;

    public long Length
    {
        get
        {
            var length = LibC.GetLength(Handle);
            PosixError.ThrowIfFailed(length, "ask the length of", _path);
            return length;
        }
    }

    public int LinkCount => checked((int)PosixStatus.Of(Handle, _path).LinkCount);

    public FileIdentity Identity => PosixStatus.Of(Handle, _path).Identity;

    public FileStamp Stamp => PosixStatus.Of(Handle, _path).Stamp;

    public string? CurrentPath => PosixPath.OfOpenFile(Handle);

    public static PosixDiskFile Open(string path, bool writable)
    {
        // The path is resolved. A link that was put there since leads to a file that nobody named, so it is refused.
        var flags = writable ? PosixNumbers.OpenFlag.ReadWrite | PosixNumbers.OpenFlag.NoFollow : PosixNumbers.OpenFlag.ReadOnly;
        var handle = OpenHandle(path, flags | AlwaysFlags);
        try
        {
            var status = PosixStatus.Of(handle, path);
            if (!status.IsRegularFile)
                throw new IOException($"Could not open '{path}': it is not a regular file.");
            if (writable && status.User != LibC.GetUser() && IsWritableByAll(Path.GetDirectoryName(path)!))
            {
                throw new UnauthorizedAccessException(
                    $"Could not open '{path}' for writing: it belongs to another user and lies in a folder that everyone can write, "
                    + "so anyone may have put it there.");
            }

            return new PosixDiskFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for writing, and makes it for its owner only if it is not there.</summary>
    public static PosixDiskFile OpenOrCreate(string path)
    {
        while (true)
        {
            try
            {
                return Open(path, writable: true);
            }
            catch (FileNotFoundException)
            {
                // Made below.
            }

            try
            {
                return CreateNew(path);
            }
            catch (IOException error) when (error.HResult == PosixNumbers.Errno.Exists)
            {
                // Another process was faster; its file is the one.
            }
        }
    }

    public static PosixDiskFile CreateNew(string path)
    {
        var name = PosixPath.Encode(path);
        var flags = PosixNumbers.OpenFlag.ReadWrite | PosixNumbers.OpenFlag.Create | PosixNumbers.OpenFlag.MustBeNew
            | PosixNumbers.OpenFlag.NoFollow | AlwaysFlags;
        var descriptor = LibC.Retry(() => LibC.Create(name, flags, PosixNumbers.Mode.PrivateFile));
        PosixError.ThrowIfFailed(descriptor, "make", path);

        var handle = new PosixHandle(descriptor);
        if (LibC.SetMode(handle, PosixNumbers.Mode.PrivateFile) < 0 && !LastErrorMeansNoModes)
        {
            var error = PosixError.Last("set the mode of", path);
            handle.Dispose();
            _ = LibC.Unlink(name);
            throw error;
        }

        return new PosixDiskFile(handle, path);
    }

    /// <summary>A descriptor of something that exists, of whatever kind.</summary>
    internal static PosixHandle OpenHandle(string path, int flags, bool isFolder = false)
    {
        var name = PosixPath.Encode(path);
        var descriptor = LibC.Retry(() => LibC.Open(name, flags));
        PosixError.ThrowIfFailed(descriptor, "open", path, isFolder);
        return new PosixHandle(descriptor);
    }

    public int Read(long offset, byte[] buffer, int start, int count)
    {
        CheckRange(buffer, start, count);
        var done = 0;
        fixed (byte* bytes = buffer)
        {
            while (done < count)
            {
                var read = LibC.Read(Handle, bytes + start + done, count - done, offset + done);
                if (read == 0)
                    break;

                if (read > 0)
                    done += (int)read;
                else if (LibC.LastErrno != PosixNumbers.Errno.Interrupted)
                    throw PosixError.Last("read", _path);
            }
        }

        return done;
    }

    public void Write(long offset, byte[] buffer, int start, int count)
    {
        CheckRange(buffer, start, count);
        var done = 0;
        fixed (byte* bytes = buffer)
        {
            // The system takes less than all when the disk fills up or a limit is met; the next try then says which.
            while (done < count)
            {
                var written = LibC.Write(Handle, bytes + start + done, count - done, offset + done);
                if (written > 0)
                    done += (int)written;
                else if (written == 0)
                    throw new IOException($"Could not write '{_path}': the system takes no more bytes and gives no reason.");
                else if (LibC.LastErrno != PosixNumbers.Errno.Interrupted)
                    throw PosixError.Last("write", _path);
            }
        }
    }

    public void SetLength(long length) =>
        PosixError.ThrowIfFailed(LibC.Retry(() => LibC.SetLength(Handle, length)), "set the length of", _path);

    // Not tried again, not even when it was interrupted: the system reports lost bytes once and
    // then forgets them, so that a second answer means nothing.
    public void Flush() => PosixError.ThrowIfFailed(LibC.Flush(Handle), "flush", _path);

    public bool TryLock(long offset)
    {
        if (LibC.SetLock(Handle, PosixNumbers.FileLock.Exclusive, offset, 1) == 0)
        {
            _hasLocks = true;
            return true;
        }

        var errno = LibC.LastErrno;
        return errno == PosixNumbers.Errno.WouldBlock || errno == PosixNumbers.Errno.AccessDenied
            ? false : throw PosixError.From(errno, "lock", _path);
    }

    public void Unlock(long offset) =>
        PosixError.ThrowIfFailed(LibC.SetLock(Handle, PosixNumbers.FileLock.None, offset, 1), "unlock", _path);

    public bool IsLockedElsewhere(long offset, long count)
    {
        var found = LibC.FindLock(Handle, offset, count);
        PosixError.ThrowIfFailed(found, "look for a lock of", _path);
        return found > 0;
    }

    public void CopyAccess(IDiskFile original)
    {
        var source = (PosixDiskFile)original;
        PosixAccess.Copy(source.Handle, source._path, Handle, _path);
    }

    public void Dispose()
    {
        // Closing alone would leave the locks, for a moment, with a child that is being started and has not yet shed its copies of our
        // descriptors.
        if (_hasLocks && !Handle.IsClosed)
            _ = LibC.SetLock(Handle, PosixNumbers.FileLock.None, 0, 0);
        Handle.Dispose();
    }

    // In such a folder, as /tmp is, a file waits for others to write what its owner
    // wants to read, or keeps them out as a lock that is none.
    private static bool IsWritableByAll(string folder)
    {
        using var handle = OpenHandle(folder,
            PosixNumbers.OpenFlag.ReadOnly | PosixNumbers.OpenFlag.Folder | PosixNumbers.OpenFlag.CloseOnExec, isFolder: true);
        return (PosixStatus.Of(handle, folder).Mode & PosixNumbers.Mode.WritableByAll) != 0;
    }

    private static void CheckRange(byte[] buffer, int start, int count)
    {
        if (start < 0 || count < 0 || count > buffer.Length - start)
            throw new ArgumentOutOfRangeException(nameof(count), "The range lies outside the buffer.");
    }
}

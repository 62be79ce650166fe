using System.IO;

namespace Tracking.Disk;

/// <summary>An open file on Windows. A stream has one position, so that each read and write has it to itself.</summary>
/// <remarks>Tested on Wine, not on Windows itself.</remarks>
internal sealed class WindowsDiskFile(FileStream stream, string path) : IDiskFile
{
    private readonly object _position = new();
    private FileIdentity? _identity;

    public long Length => stream.Length;

    public int LinkCount =>
        Kernel32.GetFileInformation(stream.SafeFileHandle, out var information)
            ? information.LinkCount
            : throw WindowsError.From(WindowsError.LastCode, "look at", path);

    /// <summary>It stays the same; asked once, since Wine no longer knows the disk of a file that was renamed.</summary>
    public FileIdentity Identity => _identity ??= WindowsDisk.IdentityOf(stream.SafeFileHandle, path);

    public FileStamp Stamp =>
        Kernel32.GetFileInformation(stream.SafeFileHandle, out var information)
            ? new FileStamp(Identity, information.Created, information.Written, stream.Length)
            : throw WindowsError.From(WindowsError.LastCode, "look at", path);

    public string? CurrentPath
    {
        get
        {
            try
            {
                return WindowsDisk.FinalPath(stream.SafeFileHandle, path);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public bool TryLock(long offset)
    {
        try
        {
            stream.Lock(offset, 1);
            return true;
        }
        catch (IOException error) when (WindowsError.IsLockViolation(error))
        {
            return false;
        }
    }

    public void Unlock(long offset) => stream.Unlock(offset, 1);

    /// <summary>Windows has no question for it: the bytes are locked for a moment, which shuts out others, who try again.</summary>
    public bool IsLockedElsewhere(long offset, long count)
    {
        try
        {
            stream.Lock(offset, count);
            stream.Unlock(offset, count);
            return false;
        }
        catch (IOException error) when (WindowsError.IsLockViolation(error))
        {
            return true;
        }
    }

    public int Read(long offset, byte[] buffer, int start, int count)
    {
        lock (_position)
        {
            stream.Position = offset;
            var done = 0;
            while (done < count && stream.Read(buffer, start + done, count - done) is var read and > 0)
                done += read;

            return done;
        }
    }

    public void Write(long offset, byte[] buffer, int start, int count)
    {
        lock (_position)
        {
            stream.Position = offset;
            stream.Write(buffer, start, count);
        }
    }

    public void SetLength(long length)
    {
        lock (_position)
            stream.SetLength(length);
    }

    public void Flush() => stream.Flush(flushToDisk: true);

    /// <summary>Nothing: on Windows a new file takes the folder's access list, as the original did.</summary>
    public void CopyAccess(IDiskFile original)
    {
    }

    public void Dispose() => stream.Dispose();
}

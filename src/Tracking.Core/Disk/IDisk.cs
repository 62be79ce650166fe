using System;

namespace Tracking.Disk;

/// <summary>
/// The few operations that a session file needs from the system. Each call is one system call or fails; nothing is buffered here,
/// so that what failed cannot land later. Failures are <see cref="System.IO.IOException"/> (and its kin for a missing file
/// or folder) and <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal interface IDisk
{
    /// <summary>The absolute path with every symbolic link resolved; the last part need not exist.</summary>
    string Resolve(string path);

    /// <summary>
    /// Opens a regular file that exists; for writing not one that another user may have
    /// put there for us, in a folder that everyone can write.
    /// </summary>
    IDiskFile Open(string path, bool writable);

    /// <summary>Creates a file that must not exist. From the first moment only its owner may use it.</summary>
    IDiskFile CreateNew(string path);

    /// <summary>
    /// Makes a folder for its owner only, with its parents, each flushed into the one above it; leaves those that exist alone.
    /// </summary>
    void CreateFolder(string path);

    /// <summary>Replaces a file by another, in one step.</summary>
    void Replace(string source, string target);

    /// <summary>Removes a file; nothing happens when there is none.</summary>
    void Delete(string path);

    /// <summary>Flushes the names in a folder to the disk.</summary>
    void FlushFolder(string path);

    /// <summary>
    /// Acquires the lock that the file at the path stands for, and writes the owner's note into it; null when another holds it. The file is
    /// made when it is not there and never removed. The system frees the lock when the process ends, however it ends.
    /// </summary>
    IDisposable? TryLock(string path, byte[] ownerNote);

    /// <summary>Whether another holder has the lock now; false when the lock file is not there. Leaves no trace.</summary>
    bool IsLocked(string path);
}

/// <summary>An open file. Offsets and lengths are bytes.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>The file's present length, as the system reports it.</summary>
    long Length { get; }

    /// <summary>How many names the file has: 0 when it was deleted, more than 1 when there are hard links.</summary>
    int LinkCount { get; }

    /// <summary>Reads at an offset; returns fewer bytes than asked only at the end of the file.</summary>
    int Read(long offset, byte[] buffer, int start, int count);

    /// <summary>Writes all bytes at an offset, by one system call if the system accepts them all.</summary>
    void Write(long offset, byte[] buffer, int start, int count);

    /// <summary>Cuts or extends the file.</summary>
    void SetLength(long length);

    /// <summary>Flushes the file's content to the disk, and throws when the system reports that it could not.</summary>
    void Flush();

    /// <summary>Gives the file the owner and mode of another open file.</summary>
    void CopyOwnerAndMode(IDiskFile original);
}

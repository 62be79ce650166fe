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

    /// <summary>Which file stands at a path; null when none does. A link is not followed.</summary>
    FileIdentity? Find(string path);

    /// <summary>
    /// Gives a file another name, where nothing has that name; false when something has. Null where the disk knows no such step, and
    /// nothing is changed.
    /// </summary>
    bool? TryPlace(string source, string target);

    /// <summary>Has two files change their names in one step; false where the disk knows no such step, and nothing is changed.</summary>
    bool TryExchange(string source, string target);

    /// <summary>Replaces a file by another, in one step.</summary>
    void Replace(string source, string target);

    /// <summary>Removes a file; nothing happens when there is none.</summary>
    void Delete(string path);

    /// <summary>How many bytes this user may still write to the disk of a folder.</summary>
    long RoomIn(string folder);

    /// <summary>Flushes the names in a folder to the disk.</summary>
    void FlushFolder(string path);

    /// <summary>
    /// Takes the lock by which module version 0.1 held a store, of a file beside it that is there; false when another holds it. Where
    /// there is no such file, nothing is taken and none is made.
    /// </summary>
    bool TryHoldLockFile(string path, out IDisposable? held);

    /// <summary>Whether another holds that lock now; false when there is no such file. Leaves no trace.</summary>
    bool IsLockFileHeld(string path);
}

/// <summary>What tells a file from all others on this machine, whatever it is called.</summary>
/// <param name="Device">The disk.</param>
/// <param name="File">The file's number there.</param>
internal readonly record struct FileIdentity(ulong Device, ulong File);

/// <summary>What shows that a file is the one that it was, and that nobody wrote to it.</summary>
/// <param name="Identity">Which file it is. A new one may get the number of one that was deleted.</param>
/// <param name="Birth">When it was made, in a unit of the system.</param>
/// <param name="Change">When it was changed last, in a unit of the system.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct FileStamp(FileIdentity Identity, long Birth, long Change, long Length);

/// <summary>An open file. Offsets and lengths are bytes.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>The file's present length, as the system reports it.</summary>
    long Length { get; }

    /// <summary>How many names the file has: more than 1 when there are hard links.</summary>
    int LinkCount { get; }

    /// <summary>Which file it is.</summary>
    FileIdentity Identity { get; }

    /// <summary>Which file it is, and how it stands now.</summary>
    FileStamp Stamp { get; }

    /// <summary>
    /// Where the system says that the file is now; null when it does not say. It may be wrong for a file that was deleted.
    /// </summary>
    string? CurrentPath { get; }

    /// <summary>
    /// Locks one byte, which need not be there, against every other opening; false when another has it. The lock belongs to this opening,
    /// and the system frees it when the process ends, however it ends. Who only reads the file or copies it is not kept from it.
    /// </summary>
    bool TryLock(long offset);

    /// <summary>Frees a byte that is locked by this opening.</summary>
    void Unlock(long offset);

    /// <summary>Whether another opening has locked any of so many bytes. It takes nothing.</summary>
    bool IsLockedElsewhere(long offset, long count);

    /// <summary>Reads at an offset; returns fewer bytes than asked only at the end of the file.</summary>
    int Read(long offset, byte[] buffer, int start, int count);

    /// <summary>Writes all bytes at an offset, by one system call if the system accepts them all.</summary>
    void Write(long offset, byte[] buffer, int start, int count);

    /// <summary>Cuts or extends the file.</summary>
    void SetLength(long length);

    /// <summary>Flushes the file's content to the disk, and throws when the system reports that it could not.</summary>
    void Flush();

    /// <summary>
    /// Gives the file the owner, group, mode, access list and extended attributes of another open file, so that everyone has the rights to
    /// it that they had to the other one.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">It cannot be given all of them.</exception>
    void CopyAccess(IDiskFile original);
}

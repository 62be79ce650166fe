using System;
using System.IO;
using Tracking.Disk;

namespace Tracking.Files;

/// <summary>
/// A file that is written beside its place and put there in one step, so that a write that is broken off leaves what was there.
/// </summary>
public sealed class AtomicFile
{
    /// <summary>Finds the file's place.</summary>
    /// <param name="path">Its path; links are resolved, and what does not exist yet keeps its name.</param>
    /// <exception cref="IOException">No file can be there.</exception>
    public AtomicFile(string path) => Path = StorePath.Resolve(SystemDisk.Current, path);

    /// <summary>Where the file is, with links resolved.</summary>
    public string Path { get; }

    /// <summary>Whether an error is one of those that a disk gives.</summary>
    public static bool IsFault(Exception error) => DiskFault.Is(error);

    /// <summary>Writes the file anew. Who may read the one that it replaces may read the new one, and nobody else.</summary>
    /// <param name="write">Writes all of it.</param>
    /// <param name="isForAll">Whether everyone may read it instead, where files have modes.</param>
    /// <exception cref="IOException">The disk refuses it.</exception>
    public void Write(Action<Stream> write, bool isForAll = false)
    {
        if (write == null)
            throw new ArgumentNullException(nameof(write));
        var made = $"{Path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(made, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                write(file);
            if (File.Exists(Path))
                CopyOwnerAndMode(made);
            if (isForAll)
                PosixDisk.LetAllRead(made);
            SystemDisk.Current.Replace(made, Path);
        }
        finally
        {
            SystemDisk.Current.Delete(made);
        }
    }

    private void CopyOwnerAndMode(string made)
    {
        using var file = SystemDisk.Current.Open(made, writable: true);
        using var original = SystemDisk.Current.Open(Path, writable: false);
        file.CopyAccess(original);
    }
}

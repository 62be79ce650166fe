using System;
using System.IO;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>
/// A session file that someone deletes while it is open: what is written there goes nowhere. An id that was returned is a promise all the
/// same, so that whoever flushes looks, and writes the file anew.
/// </summary>
internal static class DeletedFile
{
    /// <summary>
    /// Whether the file has no name any more. When the system gives no answer, nothing is known to be safe, as after a flush that failed.
    /// </summary>
    public static bool Is(IDiskFile file) => file.LinkCount == 0;

    /// <summary>Takes the lock anew. It may have been deleted too, and then others meet another one.</summary>
    /// <exception cref="IOException">Another process has it by now.</exception>
    public static IDisposable AcquireLock(IDisk disk, string path)
    {
        try
        {
            return FileLock.Acquire(disk, path);
        }
        catch (TrackingException error)
        {
            throw new IOException($"it was deleted while it was open here, and now {error.Message}", error);
        }
    }

    /// <summary>Refuses to write over what stands in its place now.</summary>
    public static void RequireFree(IDisk disk, string path)
    {
        try
        {
            disk.Open(path, writable: false).Dispose();
        }
        catch (FileNotFoundException)
        {
            return;
        }
        throw new IOException("it was deleted while it was open here, and another file stands in its place. Move that one away to have "
            + "this one there again, with all that was saved.");
    }
}

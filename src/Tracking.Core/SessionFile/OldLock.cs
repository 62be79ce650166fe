using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>
/// The lock of module version 0.1, on a file beside the store, which that version made and never deleted. Where it is, it is held as well,
/// so that a process of that version which has the store open is respected; it is never made (format 6.7).
/// </summary>
internal static class OldLock
{
    private const string NoteStart = "{\"process\":";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Takes the lock, waiting up to a second for it; null when there is none to take.</summary>
    /// <exception cref="TrackingException">TrackStoreLocked.</exception>
    public static IDisposable? Acquire(IDisk disk, string storePath)
    {
        var path = PathFor(storePath);
        if (!IsLockOfStore(disk, path))
            return null;
        var waited = Stopwatch.StartNew();
        IDisposable? held;
        while (!disk.TryHoldLockFile(path, out held))
        {
            if (waited.Elapsed > Patience)
                throw FileLock.Locked(storePath, "another process, of an older version of this module");
            Thread.Sleep(20);
        }
        return held;
    }

    /// <summary>Whether a process of version 0.1 holds the store.</summary>
    public static bool IsHeld(IDisk disk, string storePath)
    {
        var path = PathFor(storePath);
        return IsLockOfStore(disk, path) && disk.IsLockFileHeld(path);
    }

    private static string PathFor(string storePath) => storePath + ".lock";

    /// <summary>Whether the file holds what version 0.1 wrote there: <c>yarn.lock</c> is something else, and locks no store.</summary>
    private static bool IsLockOfStore(IDisk disk, string path)
    {
        try
        {
            if (disk.Find(path) == null)
                return false;
            using var file = disk.Open(path, writable: false);
            var note = new byte[NoteStart.Length];
            // What the power took before it reached the disk is zeros, from somewhere on or up to there.
            var text = Encoding.UTF8.GetString(note, 0, file.Read(0, note, 0, note.Length)).Split('\0')[0];
            return NoteStart.StartsWith(text, StringComparison.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}

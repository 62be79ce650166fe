using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Tracking.Disk;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// The one-writer lock of a session file: a file beside it, which stays, and in which the owner says who it is (format 6).
/// </summary>
internal static class FileLock
{
    private const int MaxNoteBytes = 4096;
    private const string NoteStart = "{\"process\":";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static string PathFor(string storePath) => storePath + ".lock";

    /// <summary>Takes the lock, waiting up to a second for it.</summary>
    /// <exception cref="TrackingException">TrackStoreLocked, naming the owner.</exception>
    public static IDisposable Acquire(IDisk disk, string storePath)
    {
        var path = PathFor(storePath);
        RequireOwn(disk, path);
        var note = OwnNote();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (disk.TryLock(path, note) is { } taken)
                return taken;
            if (waited.Elapsed > Patience)
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackStoreLocked, $"'{storePath}' is held for writing by {DescribeOwner(disk, path)}.",
                    reason: ErrorReason.HeldByOther);
            }

            Thread.Sleep(20);
        }
    }

    /// <summary>Whether a process holds the lock; null when that cannot be seen from here.</summary>
    public static bool? IsHeld(IDisk disk, string storePath)
    {
        try
        {
            return disk.IsLocked(PathFor(storePath));
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // Who may not see the lock cannot say that nobody holds it.
            return error is FileNotFoundException or DirectoryNotFoundException ? false : null;
        }
    }

    /// <summary>Refuses a lock file that is something else: <c>yarn.lock</c> is not ours to write to.</summary>
    private static void RequireOwn(IDisk disk, string path)
    {
        try
        {
            // A note that the power took before it reached the disk is zeros, and one of which it took a part is so from somewhere on, or
            // up to there.
            var text = ReadNote(disk, path).Split('\0')[0];
            if (!text.StartsWith(NoteStart, StringComparison.Ordinal) && !NoteStart.StartsWith(text, StringComparison.Ordinal))
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackStorePathInvalid,
                    $"'{path}', where the lock of the store would be, is a file of something else. Give the store another name.");
            }
        }
        catch (FileNotFoundException)
        {
            // It is to be made.
        }
    }

    private static byte[] OwnNote()
    {
        using var self = Process.GetCurrentProcess();
        var note = new JsonBuffer().Ascii(NoteStart).Number(self.Id).Ascii(",\"host\":").Text(Environment.MachineName);
        return note.Ascii(",\"started\":").Time(self.StartTime.ToUniversalTime()).Ascii("}\n").ToArray();
    }

    private static string ReadNote(IDisk disk, string lockPath)
    {
        using var file = disk.Open(lockPath, writable: false);
        var note = new byte[MaxNoteBytes];
        return Encoding.UTF8.GetString(note, 0, file.Read(0, note, 0, note.Length));
    }

    private static string DescribeOwner(IDisk disk, string lockPath)
    {
        try
        {
            return ReadOwner(disk, lockPath) is { } owner ? $"process {owner.Process} on {owner.Host}" : "another process";
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            return "another process";
        }
    }

    /// <summary>Who says in the lock file that it is the owner; null when nobody says so, or not in our words.</summary>
    private static Owner? ReadOwner(IDisk disk, string lockPath)
    {
        try
        {
            using var reader = new JsonTextReader(
                new StringReader(ReadNote(disk, lockPath)))
            { DateParseHandling = DateParseHandling.None };
            var note = JObject.Load(reader);
            return new Owner((int)note["process"]!, (string)note["host"]!);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private sealed record Owner(int Process, string Host);
}

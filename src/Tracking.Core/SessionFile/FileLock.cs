using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Tracking.Disk;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// The one-writer lock of a session file: a byte of the file itself, far behind its end, so that it goes wherever the file goes and nobody
/// can delete it. Who waits stands in a line, whose places are the bytes behind it (format 6).
/// </summary>
internal static class FileLock
{
    private const long HeldByte = 1L << 62;
    private const int PlacesInLine = 256;
    private const int MostFiles = 1000;
    private const int OwnerIsWithin = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceForEachBefore = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Opens the file that stands at a path for writing, and takes its lock, for which it waits; null when no file is there.
    /// </summary>
    /// <exception cref="TrackingException">TrackStoreLocked, naming the owner.</exception>
    public static IDiskFile? Open(IDisk disk, string path)
    {
        for (var files = 0; files < MostFiles; files++)
        {
            IDiskFile? file = null;
            try
            {
                file = disk.Open(path, writable: true);
                Acquire(file, path);
                // Else it was replaced meanwhile, and others hold the one that stands there now.
                if (disk.Find(path) == file.Identity)
                {
                    var locked = file;
                    file = null;
                    return locked;
                }
            }
            catch (FileNotFoundException)
            {
                return null;
            }
            finally
            {
                file?.Dispose();
            }
        }
        throw Locked(path, "a process that replaces it again and again");
    }

    /// <summary>Takes the lock of a file that nobody waits for; false when another has it.</summary>
    public static bool TryAcquire(IDiskFile file) => file.TryLock(HeldByte);

    /// <summary>Whether a process, this one or another, holds the lock of the file at a path; false when there is none.</summary>
    public static bool IsHeld(IDisk disk, string path)
    {
        try
        {
            using var file = disk.Open(path, writable: false);
            return file.IsLockedElsewhere(HeldByte, 1) || OldLock.IsHeld(disk, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The same; null when that cannot be seen from here.</summary>
    public static bool? SeemsHeld(IDisk disk, string path)
    {
        try
        {
            return IsHeld(disk, path);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // Who may not see the lock cannot say that nobody holds it.
            return null;
        }
    }

    /// <summary>The error of a file that another process holds.</summary>
    public static TrackingException Locked(string path, string owner) => new(
        TrackingErrorCode.TrackStoreLocked, $"'{path}' is held for writing by {owner}.", reason: ErrorReason.HeldByOther);

    private static void Acquire(IDiskFile file, string path)
    {
        var place = EnterLine(file, path);
        var patience = Patience + TimeSpan.FromTicks(PatienceForEachBefore.Ticks * place);
        var waited = Stopwatch.StartNew();
        while (place >= 0)
        {
            if (file.TryLock(place == 0 ? HeldByte : PlaceByte(place - 1)))
            {
                file.Unlock(PlaceByte(place));
                place--;
            }
            else if (waited.Elapsed > patience)
            {
                throw Locked(path, DescribeOwner(file));
            }
            else
            {
                Thread.Sleep(place == 0 ? 1 : 2);
            }
        }
    }

    /// <summary>Takes the place behind all who wait; 0 is the first one.</summary>
    private static int EnterLine(IDiskFile file, string path)
    {
        for (var place = 0; place < PlacesInLine;)
        {
            if (file.IsLockedElsewhere(PlaceByte(place), PlacesInLine - place))
                place++;
            else if (file.TryLock(PlaceByte(place)))
                return place;
        }
        throw Locked(path, $"another process, and {PlacesInLine} wait for it");
    }

    private static long PlaceByte(int place) => HeldByte + 1 + place;

    private static string DescribeOwner(IDiskFile file)
    {
        try
        {
            return FindOwner(file) is { } owner ? $"process {owner.Process} on {owner.Host}" : "another process";
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            return "another process";
        }
    }

    /// <summary>The last writer that the end of the file names; null when it names none.</summary>
    private static (int Process, string Host)? FindOwner(IDiskFile file)
    {
        var length = file.Length;
        var buffer = new byte[(int)Math.Min(length, OwnerIsWithin)];
        var end = file.Read(length - buffer.Length, buffer, 0, buffer.Length);
        var seed = SeedOf(file, length);
        while (end > 0)
        {
            var start = Array.LastIndexOf(buffer, (byte)'\n', end - 1, end) + 1;
            var first = start < end && buffer[start] == ',' ? start + 1 : start;
            var isRight = LineCheck.IsRight(buffer, first, end) || (seed is { } own && LineCheck.IsRight(buffer, first, end, own));
            if (isRight && ReadOwner(Encoding.UTF8.GetString(buffer, first, end - first)) is { } owner)
                return owner;
            end = start - 1;
        }
        return null;
    }

    /// <summary>With which the lines of the file are seeded; null when its header does not say.</summary>
    private static uint? SeedOf(IDiskFile file, long length)
    {
        try
        {
            return FileReader.RequireStore(file, length, context: null).Header.Seed;
        }
        catch (TrackingException)
        {
            return null;
        }
    }

    private static (int Process, string Host)? ReadOwner(string line)
    {
        if (line.IndexOf("\"opened\":", StringComparison.Ordinal) < 0)
            return null;
        try
        {
            using var reader = new JsonTextReader(new StringReader(line)) { DateParseHandling = DateParseHandling.None };
            var opened = JObject.Load(reader);
            return opened["opened"] is JValue && opened["process"] is JValue process && opened["host"] is JValue host
                ? ((int)process, (string)host!) : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}

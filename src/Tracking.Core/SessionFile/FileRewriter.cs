using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>
/// Writes a whole session file beside its place and then puts it there: a reader sees the old file or the new one, and after a crash one
/// of the two is there. The new file is locked from its birth (format 9).
/// </summary>
internal sealed class FileRewriter : IDisposable
{
    private const string TemporaryExtension = ".tmp";
    private const string StoreExtension = ".json";
    private const int MostAtOnce = 8;
    private const string HeaderStart = "{\"c\":\"";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IDisk _disk;
    private readonly string _path;
    private readonly string _target;
    private readonly string _temporary;
    private readonly IDiskFile _file;
    private bool _placed;
    private bool _retired;

    /// <summary>Begins a new file.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">Where the file is to stand in the end, or the one that it is written in the stead of.</param>
    /// <param name="header">Its header.</param>
    /// <param name="original">The file whose owner, mode and attributes it takes; null when there is none.</param>
    /// <param name="target">Where it is to stand in the end, in the same folder; null where that is the path.</param>
    /// <param name="warn">Told of what killed processes left that is worth something; null to leave that where it is.</param>
    public FileRewriter(
        IDisk disk, string path, FileHeader header, IDiskFile? original, string? target = null, Action<string>? warn = null)
    {
        _disk = disk;
        _path = path;
        _target = target ?? path;
        ClearLeftovers(disk, path, header.Session, header.FirstEvent, warn);
        (_temporary, _file) = CreateLocked();
        try
        {
            if (original != null)
                _file.CopyAccess(original);
            Image = new ImageWriter(_file, header);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What writes its content.</summary>
    public ImageWriter Image { get; }

    /// <summary>
    /// Removes what killed processes left of a file, whose lock is free, if the file has all that it holds; else it gets a name of its own
    /// beside the file. If that fails, the next rewrite tries again.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The file.</param>
    /// <param name="session">Its session; that of no file when there is none.</param>
    /// <param name="nextEvent">The number of its next event.</param>
    /// <param name="warn">Told what got a name of its own; null to leave such files where they are.</param>
    public static void ClearLeftovers(IDisk disk, string path, Guid session, long nextEvent, Action<string>? warn)
    {
        try
        {
            for (var number = 0; number <= MostAtOnce; number++)
            {
                var leftover = TemporaryPath(path, number);
                if (disk.Find(leftover) != null && ClearLeftover(disk, leftover, path, session, nextEvent, warn != null) is { } kept)
                    warn?.Invoke($"A process was killed while it wrote '{path}' anew. What it had written of it by then is in '{kept}'.");
            }
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // It takes room and does no harm.
        }
    }

    /// <summary>The files whose new versions have a name in a folder: a process is writing them anew, or was killed at that.</summary>
    public static IEnumerable<string> OriginalsIn(string folder) =>
        Directory.EnumerateFiles(folder, "*" + TemporaryExtension).Select(OriginalOf)
            .Where(path => path.EndsWith(StoreExtension, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal)
            .OrderBy(path => path, StringComparer.Ordinal);

    /// <summary>Where what was in a file goes when it cannot stand in its place: a name in the same folder that is nobody's yet.</summary>
    public static string RescuePath(string path)
    {
        var name = Path.GetFileName(path);
        if (name.EndsWith(StoreExtension, StringComparison.OrdinalIgnoreCase))
            name = name.Substring(0, name.Length - StoreExtension.Length);
        return Path.Combine(Path.GetDirectoryName(path)!, $"{name}.rescued-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfffffff}{StoreExtension}");
    }

    /// <summary>Completes the file and puts it where none is.</summary>
    /// <exception cref="PlaceTakenException">Something is there.</exception>
    public FileAppender Place()
    {
        var appender = Image.Complete();
        if (!(_disk.TryPlace(_temporary, _target) ?? TryPlaceOverOwn()))
            throw new PlaceTakenException();
        _placed = true;
        return appender;
    }

    /// <summary>
    /// Completes the file and puts it in the place of another one, which is looked at behind the step and not only before.
    /// </summary>
    /// <param name="replaced">The other one, whose lock is held here.</param>
    /// <exception cref="PlaceTakenException">A third one is there by now; it stays there.</exception>
    public FileAppender Replace(IDiskFile replaced)
    {
        var appender = Image.Complete();
        Exchange(replaced);
        DeleteRetired();
        return appender;
    }

    /// <summary>
    /// Puts the file, which is complete and flushed, in the place of another one, which is looked at behind the step and not only before.
    /// What was there is beside it then, until <see cref="DeleteRetired"/>.
    /// </summary>
    /// <param name="replaced">The other one, whose lock is held here.</param>
    /// <exception cref="PlaceTakenException">A third one is there by now; it stays there.</exception>
    public void Exchange(IDiskFile replaced)
    {
        if (replaced.LinkCount > 1)
        {
            throw new IOException("it has several names (hard links), and a file that is written anew has one. It is only appended to; "
                + "remove the other names to change that.");
        }

        var expected = replaced.Identity;
        if (_disk.Find(_path) != expected)
            throw new PlaceTakenException();
        if (!_disk.TryExchange(_temporary, _path))
        {
            // Here, whoever puts a third file there between the look and the step loses it.
            _disk.Replace(_temporary, _path);
        }
        else if (IsThere(_temporary, expected))
        {
            _retired = true;
        }
        else if (TryUndo())
        {
            throw new PlaceTakenException();
        }
        _placed = true;
    }

    /// <summary>Takes the file away that another one took the place of; nothing happens where none is beside it.</summary>
    public void DeleteRetired()
    {
        if (!_retired)
            return;
        try
        {
            _disk.Delete(_temporary);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // It is a leftover, which the next rewrite removes.
        }
    }

    /// <summary>Removes the file if it was not placed; else it is the appender's.</summary>
    public void Dispose()
    {
        if (_placed)
            return;
        try
        {
            if (_disk.Find(_temporary) == _file.Identity)
                _disk.Delete(_temporary);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // It is a leftover, which the next rewrite removes.
        }
        _file.Dispose();
    }

    /// <summary>
    /// Puts the file in a place that was free, where the disk can only replace: over an empty file that was made for that and is locked.
    /// False when something is there.
    /// </summary>
    private bool TryPlaceOverOwn()
    {
        IDiskFile? empty = null;
        var isOwn = false;
        try
        {
            empty = _disk.CreateNew(_target);
            // Whoever has opened it before it was locked fills it.
            isOwn = FileLock.TryAcquire(empty) && empty.Length == 0;
            if (!isOwn || _disk.Find(_target) != empty.Identity)
                return false;
            _disk.Replace(_temporary, _target);
            return true;
        }
        catch (IOException error) when (empty == null && DiskFault.IsNameTaken(error))
        {
            return false;
        }
        catch when (isOwn)
        {
            _disk.Delete(_target);
            throw;
        }
        finally
        {
            empty?.Dispose();
        }
    }

    /// <summary>Whether that file stands at a path; not so where the system does not say.</summary>
    private bool IsThere(string path, FileIdentity expected)
    {
        try
        {
            return _disk.Find(path) == expected;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            return false;
        }
    }

    /// <summary>Exchanges the two back; where that fails, the new file stays in its place, and what it replaced beside it.</summary>
    private bool TryUndo()
    {
        try
        {
            return _disk.TryExchange(_temporary, _path);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            return false;
        }
    }

    private (string Path, IDiskFile File) CreateLocked()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; Thread.Sleep(1))
        {
            for (var number = 1; number <= MostAtOnce; number++)
            {
                var path = TemporaryPath(_path, number);
                if (TryCreateLocked(path) is { } file)
                    return (path, file);
            }
        }
        throw new IOException($"all the {MostAtOnce} names that its new version could have until it is whole are taken: '{_path}.1.tmp' "
            + $"to '{_path}.{MostAtOnce}.tmp'.");
    }

    /// <summary>Makes a file and locks it; null when the name is another's, or when it was taken for a leftover before.</summary>
    private IDiskFile? TryCreateLocked(string path)
    {
        if (_disk.Find(path) != null)
            return null;
        IDiskFile? file = null;
        try
        {
            file = _disk.CreateNew(path);
            if (FileLock.TryAcquire(file) && _disk.Find(path) == file.Identity)
                return file;
            file.Dispose();
            return null;
        }
        catch (IOException error) when (file == null && DiskFault.IsNameTaken(error))
        {
            // Another process was faster.
            return null;
        }
        catch when (file != null)
        {
            file.Dispose();
            _disk.Delete(path);
            throw;
        }
    }

    /// <summary>Number 0 is what version 0.1 called it.</summary>
    private static string TemporaryPath(string path, int number) =>
        number == 0 ? path + TemporaryExtension : path + "." + number.ToString(CultureInfo.InvariantCulture) + TemporaryExtension;

    private static string OriginalOf(string temporary)
    {
        var path = temporary.Substring(0, temporary.Length - TemporaryExtension.Length);
        return path.Length > 2 && path[path.Length - 2] == '.' && path[path.Length - 1] is > '0' and <= (char)('0' + MostAtOnce)
            ? path.Substring(0, path.Length - 2) : path;
    }

    private static bool HasEvents(byte[] buffer, int length)
    {
        var end = Array.IndexOf(buffer, (byte)'\n', 0, length) + 1;
        return end > 0 && end < length && buffer[end] != ']';
    }

    /// <summary>Removes a leftover, or gives it a name of its own and returns that.</summary>
    private static string? ClearLeftover(IDisk disk, string path, string original, Guid session, long nextEvent, bool keeps)
    {
        try
        {
            using var file = disk.Open(path, writable: true);
            // One that was put in its place meanwhile is no leftover, and its name may be another's by now.
            if (!FileLock.TryAcquire(file) || disk.Find(path) != file.Identity)
                return null;
            var isOf = IsOf(file, session);
            // It was begun behind all events that the file had then: where that is beyond the file's end, someone has cut the file since.
            if (HeaderOf(file) is { } header ? isOf && (header.Session != session || header.FirstEvent <= nextEvent) : isOf)
            {
                disk.Delete(path);
                return null;
            }
            if (!keeps || HeaderOf(file) == null)
                return null;
            var kept = RescuePath(original);
            if (disk.TryPlace(path, kept) is { } isPlaced)
                return isPlaced ? kept : null;
            disk.Replace(path, kept);
            return kept;
        }
        catch (FileNotFoundException)
        {
            // Another process was faster.
            return null;
        }
    }

    /// <summary>The header of a file that begins as a session file does; null when it does not.</summary>
    private static FileHeader? HeaderOf(IDiskFile file)
    {
        try
        {
            return FileReader.RequireStore(file, file.Length, context: null).Header;
        }
        catch (TrackingException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a file begins as one of the session does, is a new one without an event, or what the power leaves of either; any other may
    /// be what someone put there.
    /// </summary>
    private static bool IsOf(IDiskFile file, Guid session)
    {
        var buffer = new byte[FileHeader.MaxBytes];
        var length = file.Read(0, buffer, 0, buffer.Length);
        var begin = Encoding.ASCII.GetString(buffer, 0, Math.Min(length, FileHeader.SessionIsWithin));
        return begin.TrimEnd('\0').Length == 0 || begin.IndexOf(session.ToString("D"), StringComparison.Ordinal) >= 0
            || (length < buffer.Length && begin.StartsWith(HeaderStart, StringComparison.Ordinal) && !HasEvents(buffer, length));
    }
}

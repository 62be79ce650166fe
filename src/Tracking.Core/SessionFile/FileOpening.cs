using System;
using System.IO;
using System.Threading;
using Tracking.Disk;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>How a file becomes a state: for its writer, who repairs its end, and for a reader, who changes nothing (format 7).</summary>
internal static class FileOpening
{
    private const int MostLooks = 5;
    private const int SecondLookMilliseconds = 10;
    private const int CopyStep = 1 << 20;

    /// <summary>
    /// Refuses a file that is there and is no store, or one that only a newer version may write to, before anything is left beside it; a
    /// damaged store is one, and to be repaired it need not even begin as one.
    /// </summary>
    public static void RequireWritable(IDisk disk, string path, bool repair = false, ReadContext? context = null)
    {
        try
        {
            using var file = disk.Open(path, writable: false);
            var length = file.Length;
            if (length == 0)
                return;
            var content = repair ? ReadForRepair(file, length, context) : FileReader.RequireStore(file, length, context);
            content.RequireWritable((context ?? ReadContext.Default).Kinds.Version);
        }
        catch (FileNotFoundException)
        {
            // It is to be made.
        }
        catch (TrackingException error)
        {
            throw StoreFaults.In(error, path);
        }
    }

    /// <summary>Locks the file and opens it for its writer; null when there is none.</summary>
    public static Opened? OpenWritable(IDisk disk, string path, FileStoreOptions options, Action<string> warn)
    {
        if (FileLock.Open(disk, path) is not { } file)
            return null;
        var context = options.Context;
        var isLease = options is { IsLease: true, Repair: false };
        var keepOpen = false;
        try
        {
            var length = file.Length;
            if (length == 0)
            {
                keepOpen = true;
                return new Opened(file);
            }
            if (isLease && ClosedFiles.OfProcess.Remove(file.Stamp, context.Kinds) is { } closed)
            {
                keepOpen = true;
                return new Opened(file, closed);
            }
            if (!options.Repair)
                FileReader.RequireStore(file, length, context).RequireWritable(context.Kinds.Version);
            var content = options.Repair ? ReadForRepair(file, length, context) : FileReader.Read(file, length, context);
            content.RequireWritable(context.Kinds.Version);
            var form = FileForm.Of(content.Header);
            var isExact = content.IsClosed
                && length == (content.HasSummary ? content.ClosedEnd : content.End + form.Closing.Length);
            var appender = new FileAppender(
                file, content.End, content.HasEvents, content.NextEvent, isExact && content.SaysFlushed, form, length);
            StoreCheck? repaired = null;
            if (content.IsDamaged)
            {
                var original = SetAside(disk, file, 0, length, path, "damaged");
                warn($"'{path}' was repaired; the original was kept as '{original}'.");
                repaired = content.Check(path, StoreCondition.Damaged) with { Original = original };
            }
            else if (!content.IsClosed)
            {
                ReportTornEnd(disk, file, content, length, path, warn);
            }

            if (!content.IsDamaged)
                MakeDurable(disk, appender, content, isExact, path);
            foreach (var warning in content.Warnings.Listed)
                warn($"'{path}': {warning}");
            if (!options.IsLease || !isExact || !content.SaysFlushed)
                FileRewriter.ClearLeftovers(disk, path, content.Header.Session, content.NextEvent, warn);
            keepOpen = true;
            return new Opened(appender, content, repaired);
        }
        catch (TrackingException) when (file.Length == 0)
        {
            // Someone cut it to nothing while it was read here.
            keepOpen = true;
            return new Opened(file);
        }
        catch (TrackingException error) when (error.Code is not TrackingErrorCode.TrackStorePathInvalid)
        {
            throw StoreFaults.In(error, path);
        }
        finally
        {
            if (!keepOpen)
                file.Dispose();
        }
    }

    /// <summary>
    /// Reads what is whole in the file now; null when it is empty. A writer may be at work: what looks torn or damaged is looked at
    /// again, and told only if it stays so.
    /// </summary>
    public static FileContent? ReadSnapshot(IDisk disk, string path, ReadContext context, out long length)
    {
        var content = LookAt(disk, path, context, out length);
        for (var looks = 1; content is { IsClosed: false } or { IsDamaged: true }; looks++)
        {
            var (before, lengthBefore) = (content, length);
            Thread.Sleep(SecondLookMilliseconds);
            if (!content.IsDamaged && LengthOf(disk, path) != length)
                break; // It grows, so its end was a write in the middle; all before it is a state that existed.
            content = LookAt(disk, path, context, out length);
            if (content is { IsClosed: false } or { IsDamaged: true } && (looks == MostLooks
                || (lengthBefore == length && before.TornAt == content.TornAt && before.IsDamaged == content.IsDamaged)))
            {
                const string NoEnd = "The file lacks its end, as a write that was cut off leaves it. What is whole was read.";
                if (content.TornAt != null)
                    content.Warnings.Add(FindingKind.Dropped, default, $"{content.TornAt} It and what follows was not read.");
                else if (!content.IsDamaged)
                    content.Warnings.Add(FindingKind.Noted, default, NoEnd);
                break;
            }
        }
        return content;
    }

    /// <summary>
    /// Looks at every line of a file and says how it stands, and what a repair would take of it; nothing is locked, changed or left. A
    /// writer may be at work: what does not look whole is looked at again, as for a snapshot.
    /// </summary>
    public static StoreCheck Check(IDisk disk, string path, ReadContext context)
    {
        for (var looks = 1; ; looks++)
        {
            var check = CheckOnce(disk, path, context, out var length);
            if (looks == MostLooks || check.Condition is StoreCondition.Whole or StoreCondition.Edited)
                return check;
            Thread.Sleep(SecondLookMilliseconds);
            if (looks > 1 && LengthOf(disk, path) == length)
                return check;
        }
    }

    private static StoreCheck CheckOnce(IDisk disk, string path, ReadContext context, out long length)
    {
        using var file = disk.Open(path, writable: false);
        length = file.Length;
        if (length == 0)
            return new StoreCheck(path, StoreCondition.Whole);
        try
        {
            FileContent content;
            try
            {
                content = FileReader.Read(file, length, context);
            }
            catch (TrackingException error) when (error.Code is TrackingErrorCode.TrackStoreDamaged
                or TrackingErrorCode.TrackStoreNotTracking)
            {
                return Salvage.Read(file, length, error.Message, context).Check(path, StoreCondition.Damaged);
            }
            if (content.TornAt is { } torn)
                return Salvage.Read(file, length, torn, context).Check(path, StoreCondition.TornEnd);
            if (!content.IsClosed)
                content.Warnings.Add(FindingKind.Noted, default, "The file lacks its end, as a write that was cut off leaves it.");
            return content.Check(
                path,
                !content.IsClosed ? StoreCondition.TornEnd
                : content.Warnings.Count(FindingKind.Corrected) + content.Warnings.Count(FindingKind.Edited) > 0 ? StoreCondition.Edited
                : StoreCondition.Whole);
        }
        catch (TrackingException error)
        {
            throw StoreFaults.In(error, path);
        }
    }

    /// <summary>Deletes a file that is a store and that nobody holds; false where it has another length than the one given.</summary>
    public static bool Delete(IDisk disk, string path, long? length = null)
    {
        RequireWritable(disk, path);
        using var oldLock = OldLock.Acquire(disk, path);
        using var file = FileLock.Open(disk, path) ?? throw new FileNotFoundException("There is no such file.", path);
        if (length != null && file.Length != length)
            return false;
        disk.Delete(path);
        disk.FlushFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>
    /// Clears what killed processes left beside a file, which need not be there; nothing is done while a process holds it, or when it is
    /// no whole store.
    /// </summary>
    public static void ClearLeftovers(IDisk disk, string path, Action<string> warn)
    {
        try
        {
            if (FileLock.IsHeld(disk, path))
                return;
            using var file = FileLock.Open(disk, path);
            var content = file is { Length: > 0 and var length } ? FileReader.Read(file, length) : null;
            FileRewriter.ClearLeftovers(disk, path, content?.Header.Session ?? Guid.Empty, content?.NextEvent ?? 1, warn);
        }
        catch (TrackingException)
        {
            // Whoever opens it, or repairs it, clears them.
        }
    }

    /// <summary>Brings the file's name to the disk.</summary>
    public static void FlushFolderOf(IDisk disk, string path)
    {
        try
        {
            disk.FlushFolder(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw new FlushFailedException(error);
        }
    }

    private static FileContent? LookAt(IDisk disk, string path, ReadContext context, out long length)
    {
        using var file = disk.Open(path, writable: false);
        length = file.Length;
        if (length == 0)
            return null;
        try
        {
            try
            {
                FileReader.RequireStore(file, length, context);
                return FileReader.Read(file, length, context);
            }
            catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackStoreDamaged)
            {
                return Salvage.Read(file, length, error.Message, context);
            }
        }
        catch (TrackingException error)
        {
            throw StoreFaults.In(error, path);
        }
    }

    private static long LengthOf(IDisk disk, string path)
    {
        using var file = disk.Open(path, writable: false);
        return file.Length;
    }

    /// <summary>Reads what is whole, and around what is not if that is more than a missing end.</summary>
    private static FileContent ReadForRepair(IDiskFile file, long length, ReadContext? context)
    {
        try
        {
            var content = FileReader.Read(file, length, context);
            return content.TornAt == null && content.Warnings.Count(FindingKind.Corrected) == 0
                ? content : Salvage.Read(file, length, content.TornAt ?? "", context);
        }
        catch (TrackingException error) when (error.Code is TrackingErrorCode.TrackStoreDamaged or TrackingErrorCode.TrackStoreNotTracking
            or TrackingErrorCode.TrackStoreVersionTooNew)
        {
            return Salvage.Read(file, length, error.Message, context);
        }
    }

    /// <summary>Sets aside what stands behind the last whole event, if it can be anything of value.</summary>
    private static void ReportTornEnd(IDisk disk, IDiskFile file, FileContent content, long length, string path, Action<string> warn)
    {
        if (content.TornAt != null)
        {
            var kept = SetAside(disk, file, content.End, length, path, "torn");
            warn($"'{path}' ended in the middle of a write. {content.TornAt} What stood there was kept as '{kept}'; everything before it "
                + $"is there.");
        }
        else
        {
            warn($"'{path}' lacked its end, as a write that was cut off leaves it. It was completed behind its last whole event.");
        }
    }

    /// <summary>
    /// Repairs the end, and brings the file and its name to the disk, so that nothing is written behind what the power may still take. Who
    /// wrote last may have been killed before a flush, or had one that failed, after which the system holds for written what is not: only
    /// writing it again makes it sure.
    /// </summary>
    private static void MakeDurable(IDisk disk, FileAppender appender, FileContent content, bool isExact, string path)
    {
        if (isExact && content.SaysFlushed)
        {
            appender.Flush();
        }
        else
        {
            Copy(appender.File, content.FlushedEnd, content.End, appender.File, content.FlushedEnd);
            appender.RestoreEnd();
        }
        FlushFolderOf(disk, path);
    }

    private static string SetAside(IDisk disk, IDiskFile file, long from, long to, string path, string what)
    {
        var side = $"{path}.{what}-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfffffff}";
        using (var copy = disk.CreateNew(side))
        {
            copy.CopyAccess(file);
            Copy(file, from, to, copy, 0);
            copy.Flush();
        }
        disk.FlushFolder(Path.GetDirectoryName(path)!);
        return side;
    }

    private static void Copy(IDiskFile source, long from, long to, IDiskFile target, long at)
    {
        var buffer = new byte[(int)Math.Min(CopyStep, Math.Max(1, to - from))];
        while (from < to && source.Read(from, buffer, 0, (int)Math.Min(buffer.Length, to - from)) is > 0 and var count)
        {
            target.Write(at, buffer, 0, count);
            from += count;
            at += count;
        }
    }

    /// <summary>A file that is open for its writer, who holds its lock.</summary>
    internal sealed class Opened
    {
        /// <summary>An empty one.</summary>
        public Opened(IDiskFile file) => File = file;

        public Opened(FileAppender appender, FileContent content, StoreCheck? repaired)
        {
            (File, Appender, Header, State) = (appender.File, appender, content.Header, content.State);
            (IsDamaged, Repaired) = (content.IsDamaged, repaired);
            IsMarked = content.IsDamaged || content.Warnings.Listed.Count > 0;
        }

        /// <summary>One whose state is known from before.</summary>
        public Opened(IDiskFile file, ClosedFile closed)
        {
            Appender = new FileAppender(
                file, closed.End, closed.HasEvents, closed.NextEvent, saysFlushed: true, FileForm.Of(closed.Header), closed.Stamp.Length);
            (File, Header, State, Writer) = (file, closed.Header, closed.State, closed.Writer);
        }

        public IDiskFile File { get; }

        /// <summary>What writes to it; null when it is empty.</summary>
        public FileAppender? Appender { get; }

        public FileHeader? Header { get; }

        /// <summary>What it holds; null when it is empty.</summary>
        public TrackState? State { get; }

        /// <summary>The writer of this process that wrote to it last; null when it is not known.</summary>
        public Guid? Writer { get; }

        /// <summary>What a repair has done; null where nothing was to be repaired.</summary>
        public StoreCheck? Repaired { get; }

        /// <summary>Whether it was damaged, or a line of it was edited: what it looked like is kept for people to see.</summary>
        public bool IsMarked { get; }

        /// <summary>Whether it was damaged, and has to be written anew.</summary>
        public bool IsDamaged { get; }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>A session file and its lock, open for writing (format 5, format 8).</summary>
/// <param name="disk">Where it is.</param>
/// <param name="path">Its path, with links resolved.</param>
/// <param name="options">How it is opened.</param>
/// <param name="warnings">What the user is to hear of.</param>
internal sealed class FileLog(IDisk disk, string path, FileStoreOptions options, WarningList warnings) : ISessionFileLog, IDisposable
{
    private IDisposable? _lock;
    private FileAppender? _appender;
    private FileRewrite? _rewrite;
    private volatile Exception? _flushFailure;

    public string Path => path;

    public bool IsReadOnly => false;

    public bool? HasWriter => true;

    public bool LacksWriter { get; private set; } = true;

    public StoreCheck? Repair { get; private set; }

    public FileHeader Header { get; private set; } = FileHeader.New().RaisedTo(FormatNeeds.Least(options.Kinds));

    public Durability Durability { get; set; } = options.Durability;

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    public long Length { get; private set; }

    private FormatNeeds Least => FormatNeeds.Least(options.Kinds);

    private string DeletionWarning => $"'{path}' {StoreWarnings.FileDeleted} It was written anew from memory and holds all that was saved.";

    /// <summary>Takes the lock and opens the file, or makes it; returns the state that it gives, null when it is new.</summary>
    public TrackState? Open()
    {
        FileOpening.RequireWritable(disk, path, options.Repair, options.Context);
        _lock ??= FileLock.Acquire(disk, path);
        FileRewriter.DeleteLeftover(disk, path);
        if (FileOpening.OpenWritable(disk, path, options.Repair, options.Context, warnings.Add) is not { } opened)
        {
            using var first = new FileRewriter(disk, path, Header, original: null);
            Swap(first);
            return null;
        }
        Header = opened.Content.Header;
        Repair = opened.Repaired;
        if (opened.Content.IsDamaged)
        {
            using (opened.Appender)
                Rewrite(opened.Appender, LogImage.Of(opened.Content.State), Least);
        }
        else
        {
            _appender = opened.Appender;
            Length = _appender.Length;
        }
        return opened.Content.State;
    }

    public TrackState? Create(IReadOnlyList<TrackEvent> next)
    {
        try
        {
            // Else the versions would be raised, and flushed, at once.
            Header = Header.RaisedTo(FormatNeeds.Of(next, options.Kinds));
            disk.CreateFolder(System.IO.Path.GetDirectoryName(path)!);
            return Open();
        }
        catch (Exception error) when (IsFault(error))
        {
            var failed = WritingFailed(error);
            // The engine knows nothing of what is in the file: the next change opens it again.
            _appender?.Dispose();
            _appender = null;
            _flushFailure = null;
            throw failed;
        }
    }

    public LogCondition Check(IReadOnlyList<TrackEvent> batch)
    {
        if (_appender == null)
            return LogCondition.Missing;
        var needs = FormatNeeds.Of(batch, options.Kinds);
        if (!needs.AreMetBy(Header) && !Header.CanBeRaised(needs))
            return _rewrite == null ? LogCondition.Unsafe : throw IsBeingRewritten();
        try
        {
            return _flushFailure != null || IsFlushed(batch) ? LookAtFile(_appender) : LogCondition.Ready;
        }
        catch (Exception error) when (IsFault(error))
        {
            throw WritingFailed(error);
        }
    }

    public bool Append(IReadOnlyList<TrackEvent> batch)
    {
        try
        {
            Raise(FormatNeeds.Of(batch, options.Kinds));
            var flush = IsFlushed(batch);
            _appender!.Append(batch, flush);
            _rewrite?.Append(batch);
            LacksWriter = false;
            Length = _appender.Length;
            return !flush && Durability == Durability.EverySecond;
        }
        catch (Exception error) when (IsFault(error))
        {
            throw WritingFailed(error);
        }
    }

    public void Restore(LogImage image, IReadOnlyList<TrackEvent>? next)
    {
        try
        {
            var appender = _appender!;
            var isDeleted = DeletedFile.Is(appender.File);
            var isUnflushed = _flushFailure != null;
            Rewrite(appender, image, FormatNeeds.Of(next ?? [], options.Kinds));
            if (isDeleted)
            {
                warnings.Add(DeletionWarning);
            }
            else if (isUnflushed)
            {
                warnings.Add($"'{path}' could not be brought to the disk before: the system refused a flush. It was written anew from "
                    + "memory and is safe again.");
            }
        }
        catch (Exception error) when (IsFault(error))
        {
            throw next == null ? FlushFailed(error) : WritingFailed(error);
        }
    }

    public ILogRewrite? BeginRewrite(LogImage image)
    {
        if (_appender == null)
            return null;
        try
        {
            ClaimPlace(_appender);
            _rewrite = new FileRewrite(this, disk, Header.NextGeneration(_appender.NextEvent, image, Least), image, _appender);
            // This writer may have no line in the new file; what comes now begins with one.
            LacksWriter = true;
            return _rewrite;
        }
        catch (Exception error) when (IsFault(error))
        {
            throw WritingFailed(error);
        }
    }

    public LogCondition CheckForFlush()
    {
        if (_flushFailure is { } failure)
            throw StoreFaults.Flushing(failure, path);
        try
        {
            return _appender == null ? LogCondition.Ready : LookAtFile(_appender);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw FlushFailed(error);
        }
    }

    public Action BeginFlush()
    {
        if (_appender is not { } appender)
            return () => { };
        try
        {
            appender.RepairEnd();
        }
        catch (Exception error) when (IsFault(error))
        {
            throw FlushFailed(error);
        }
        return () => Flush(appender);
    }

    public void Close(Func<LogImage> image)
    {
        try
        {
            if (_appender != null)
                Close(_appender, image);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw StoreFaults.Flushing(error, path);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Gives the file and its lock back as they are.</summary>
    public void Dispose()
    {
        _appender?.Dispose();
        _appender = null;
        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>Puts a file that was written anew in its place and goes on with it; returns what is left of the old one.</summary>
    public IDisposable? Swap(FileRewriter rewriter)
    {
        if (_appender != null && DeletedFile.Is(_appender.File))
            DeletedFile.RequireFree(disk, path);
        var retired = _appender;
        _appender = rewriter.Place();
        Header = rewriter.Header;
        _flushFailure = null;
        // Its last writer may have no line in it; the next change says anew who writes.
        LacksWriter = true;
        Length = _appender.Length;
        try
        {
            FileOpening.FlushFolderOf(disk, path);
        }
        catch
        {
            retired?.Dispose();
            throw;
        }
        return retired;
    }

    /// <summary>A rewrite has ended, whether it was committed or not.</summary>
    public void EndRewrite() => _rewrite = null;

    /// <summary>Turns what went wrong while something was to be written into the error that users see.</summary>
    public TrackingException WritingFailed(Exception error) =>
        error is FlushFailedException ? FlushFailed(error) : StoreFaults.Writing(error, path);

    private static bool IsFault(Exception error) => StoreFaults.IsOfTheSystem(error) || error is FlushFailedException;

    private TrackingException IsBeingRewritten() => new(
        TrackingErrorCode.TrackStoreWriteFailed,
        $"'{path}' is being written anew, and what is to be stored needs a newer header; nothing was stored. Save again.");

    /// <summary>Raises the versions in the header to what comes; a header that could not be raised is not ours any more.</summary>
    private void Raise(FormatNeeds needs)
    {
        if (needs.AreMetBy(Header))
            return;
        try
        {
            Header = _appender!.Raise(Header, needs);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            Header = Header with { IsChecked = false };
            throw;
        }
    }

    private TrackingException FlushFailed(Exception error)
    {
        _flushFailure = error;
        return StoreFaults.Flushing(error, path);
    }

    private bool IsFlushed(IReadOnlyList<TrackEvent> batch)
    {
        if (Durability != Durability.EverySecond)
            return Durability == Durability.Always;
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].IsMilestone)
                return true;
        }
        return false;
    }

    private LogCondition LookAtFile(FileAppender appender)
    {
        if (_flushFailure == null && !DeletedFile.Is(appender.File))
            return LogCondition.Ready;
        if (_rewrite != null)
        {
            throw new FlushFailedException(
                _flushFailure ?? new IOException("it was deleted while it was open here, and is being written anew."));
        }

        return LogCondition.Unsafe;
    }

    private void Flush(FileAppender appender)
    {
        try
        {
            appender.Flush();
        }
        catch (Exception error) when (IsFault(error))
        {
            // Where the file was written anew meanwhile, the new one is safe.
            throw _appender == appender ? FlushFailed(error) : StoreFaults.Flushing(error, path);
        }
        catch (ObjectDisposedException)
        {
            // The file was written anew or closed meanwhile, and flushed for that.
        }
    }

    /// <summary>
    /// Brings everything to the disk; when a flush failed, now or before, by writing the file anew, since whoever opens it next cannot
    /// know that something in it is lost, and so when someone deleted it.
    /// </summary>
    private void Close(FileAppender appender, Func<LogImage> image)
    {
        try
        {
            if (_flushFailure == null)
                appender.Close();
        }
        catch (FlushFailedException error)
        {
            _flushFailure = error;
        }
        if (DeletedFile.Is(appender.File))
        {
            CloseDeleted(appender, image);
        }
        else if (_flushFailure is { } failure)
        {
            Rewrite(appender, image(), Least);
            throw new TrackingException(
                TrackingErrorCode.TrackStoreFlushFailed,
                $"'{path}' could not be brought to the disk: {failure.Message} It was written anew from memory on closing and is safe. "
                    + $"Look after the disk.",
                failure);
        }
    }

    private void CloseDeleted(FileAppender appender, Func<LogImage> image)
    {
        if (!image().HasGivenIds)
            return;
        try
        {
            Rewrite(appender, image(), Least);
            warnings.Add(DeletionWarning);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreFlushFailed,
                $"'{path}' could not be written anew on closing: {error.Message} What it held "
                    + $"{(_appender == appender ? SaveBeside(appender, image()) : "is in its place")}.",
                error);
        }
    }

    /// <summary>Writes what memory holds to a file of its own, and says what became of it.</summary>
    private string SaveBeside(FileAppender appender, LogImage image)
    {
        var side = $"{path}.deleted-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfffffff}";
        try
        {
            using var rewriter = new FileRewriter(disk, side, Header.NextGeneration(appender.NextEvent, image, Least), appender.File);
            rewriter.Write(image.Events);
            rewriter.Place().Dispose();
            FileOpening.FlushFolderOf(disk, side);
            return $"was kept as '{side}'";
        }
        catch (Exception error) when (IsFault(error))
        {
            return "is lost";
        }
    }

    /// <summary>Writes the file anew from memory, while nothing else happens.</summary>
    private void Rewrite(FileAppender original, LogImage image, FormatNeeds needs)
    {
        ClaimPlace(original);
        using var rewriter = new FileRewriter(disk, path, Header.NextGeneration(original.NextEvent, image, needs), original.File);
        rewriter.Write(image.Events);
        Swap(rewriter)?.Dispose();
    }

    /// <summary>Before a file that was deleted is written anew: makes sure that no other process writes there.</summary>
    private void ClaimPlace(FileAppender original)
    {
        if (!DeletedFile.Is(original.File))
            return;
        _lock?.Dispose();
        _lock = null;
        _lock = DeletedFile.AcquireLock(disk, path);
        DeletedFile.RequireFree(disk, path);
    }
}

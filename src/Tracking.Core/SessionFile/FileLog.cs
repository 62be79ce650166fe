using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>A session file and its lock, open for writing (format 5, format 8).</summary>
/// <param name="disk">Where it is.</param>
/// <param name="path">Its path, with links resolved; it changes when someone moves the file.</param>
/// <param name="options">How it is opened.</param>
/// <param name="warnings">What the user is to hear of.</param>
internal sealed class FileLog(IDisk disk, string path, FileStoreOptions options, WarningList warnings) : ISessionFileLog, IDisposable
{
    private const int MostTriesToMake = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly FileRescue _rescue = new(disk, options.FallbackFolder);
    private readonly CompactionRule _compaction = new(disk, options.CompactionFolder);
    private readonly Stopwatch _sinceLook = Stopwatch.StartNew();
    private IDisposable? _oldLock;
    private FileAppender? _appender;
    private FileRewrite? _rewrite;
    private volatile Exception? _flushFailure;
    private bool _isMarked;

    public string Path { get; private set; } = path;

    public bool IsReadOnly => false;

    public bool? HasWriter => true;

    public bool IsThere => _appender != null;

    public bool LacksWriter { get; set; } = true;

    public StoreCheck? Repair { get; private set; }

    public FileHeader Header { get; private set; } = FileHeader.New().RaisedTo(FormatNeeds.Least(options.Kinds, !options.IsLease));

    public Durability Durability { get; set; } = options.Durability;

    /// <summary>The writer of this process that wrote to the file last, and after which nobody did; null when there was none.</summary>
    public Guid? FormerWriter { get; private set; }

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public long LastEvent => _appender?.NextEvent - 1 ?? 0;

    private FormatNeeds Least => FormatNeeds.Least(options.Kinds, !options.IsLease);

    /// <summary>Takes the lock and opens the file, or makes it; returns the state that it gives, null when it is new.</summary>
    public TrackState? Open()
    {
        _oldLock ??= OldLock.Acquire(disk, Path);
        for (var tries = 0; tries < MostTriesToMake; tries++)
        {
            if (FileOpening.OpenWritable(disk, Path, options, warnings.Add) is { } opened)
                return GoOn(opened);
            if (TryMake())
                return null;
        }
        throw FileLock.Locked(Path, "a process that makes it and deletes it again and again");
    }

    public TrackState? Create(IReadOnlyList<TrackEvent> next)
    {
        try
        {
            // Else the versions would be raised, and flushed, at once.
            Header = Header.RaisedTo(FormatNeeds.Of(next, options.Kinds));
            disk.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
            return Open();
        }
        catch (Exception error) when (IsFault(error))
        {
            var failed = error is FlushFailedException ? FlushFailed(error) : StoreFaults.Writing(error, Path, ErrorReason.NotMade);
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
            // The length shows at once what someone else writes or cuts; the place is looked at now and then.
            return _flushFailure != null || !EndsAsLeft(_appender) || IsFlushed(batch) || _sinceLook.Elapsed > BetweenLooks
                ? LookAtFile(_appender) : LogCondition.Ready;
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
            var needs = FormatNeeds.Of(batch, options.Kinds);
            Raise(needs);
            var flush = IsFlushed(batch);
            _appender!.Append(batch, flush);
            _rewrite?.Append(batch, needs, flush);
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
            WriteAnew(_appender!, image, FormatNeeds.Of(next ?? [], options.Kinds));
        }
        catch (Exception error) when (IsFault(error))
        {
            throw next == null ? FlushFailed(error) : WritingFailed(error);
        }
    }

    public bool IsMostlyDead(long liveLength) => !_isMarked && !options.IsLease && _compaction.IsMostlyDead(Length, liveLength);

    public bool MayCompact(long liveLength)
    {
        if (!IsMostlyDead(liveLength) || _appender == null || _rewrite != null || _flushFailure != null)
            return false;
        // Where this one fails or wins nothing, the next one would as well.
        _compaction.WaitFrom(Length);
        try
        {
            return Look(_appender) == FileStanding.InPlace && _compaction.Allows(Path, _appender.File, liveLength);
        }
        catch (Exception error) when (IsFault(error))
        {
            return false;
        }
    }

    public ILogRewrite? BeginRewrite(LogImage image)
    {
        if (_appender == null)
            return null;
        try
        {
            if (LookAtFile(_appender) == LogCondition.Unsafe)
                WriteAnew(_appender, image, Least);
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
            throw StoreFaults.Flushing(failure, Path);
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
            _rewrite?.RepairEnd();
        }
        catch (Exception error) when (IsFault(error))
        {
            throw FlushFailed(error);
        }
        var rewrite = _rewrite;
        return () => Flush(appender, rewrite);
    }

    public void Complete(TrackState state)
    {
        try
        {
            // A file that is not safe as it stands says nothing.
            if (_appender != null && LookAtFile(_appender) == LogCondition.Ready)
            {
                if (CanBeSummarized(state))
                    Raise(FormatNeeds.Least(options.Kinds, summarized: true));
                _appender.Close(() => Summarize(state));
                _rewrite?.Close();
            }
        }
        catch (Exception error) when (IsFault(error))
        {
            throw FlushFailed(error);
        }
    }

    public void Close(Func<LogImage> image, EngineLeft left)
    {
        try
        {
            if (_appender != null)
                Close(_appender, image, options.IsLease ? null : () => Summarize(left.State));
            if (options.IsLease && _appender is { SaysFlushed: true } closed)
            {
                ClosedFiles.OfProcess.Add(new ClosedFile(closed.File.Stamp, options.Kinds, Header, left.State, left.Writer, closed.End,
                    closed.HasEvents, closed.NextEvent));
            }
        }
        catch (Exception error) when (IsFault(error))
        {
            throw StoreFaults.Flushing(error, Path);
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
        _oldLock?.Dispose();
        _oldLock = null;
    }

    /// <summary>Goes on with a file that was written anew beside the old one, and that holds what was appended to that.</summary>
    public void GoOnWithRewritten(FileAppender appender, FileHeader header, Exception? flushFailure)
    {
        var lacksWriter = LacksWriter;
        GoOnWith(appender, header);
        _compaction.WaitFrom(Length);
        (LacksWriter, _flushFailure) = (lacksWriter, flushFailure);
    }

    /// <summary>A rewrite has ended, whether its file is in its place or not.</summary>
    public void EndRewrite() => _rewrite = null;

    /// <summary>Turns what went wrong while something was to be written into the error that users see.</summary>
    public TrackingException WritingFailed(Exception error) =>
        error is FlushFailedException ? FlushFailed(error) : StoreFaults.Writing(error, Path);

    /// <summary>Whether an error is one of those that writing a file can meet.</summary>
    public static bool IsFault(Exception error) =>
        StoreFaults.IsOfTheSystem(error) || error is FlushFailedException or PlaceTakenException;

    /// <summary>
    /// Whether the file can say at its end what it holds. One of which something has to be told each time that it is read does not.
    /// </summary>
    private bool CanBeSummarized(TrackState state) =>
        !_isMarked && !state.Edits.Any && Header.CanBeRaised(FormatNeeds.Least(options.Kinds, summarized: true));

    private StoreSummary? Summarize(TrackState state) => CanBeSummarized(state) ? StateSummary.Of(state) : null;

    private TrackingException IsBeingRewritten() => new(
        TrackingErrorCode.TrackStoreWriteFailed,
        $"'{Path}' is being written anew, and what is to be stored needs a newer header; nothing was stored. Save again.");

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
        return StoreFaults.Flushing(error, Path);
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

    /// <summary>Whether the file can be written to as it stands. One that was moved is followed.</summary>
    private LogCondition LookAtFile(FileAppender appender)
    {
        var standing = Look(appender);
        if (standing == FileStanding.InPlace && _flushFailure == null)
            return LogCondition.Ready;
        if (_rewrite != null)
        {
            throw new FlushFailedException(_flushFailure
                ?? new IOException($"it was {FileRescue.Say(standing)}, and is being written anew."));
        }
        return LogCondition.Unsafe;
    }

    private bool EndsAsLeft(FileAppender appender) => appender.EndsAsLeft && _rewrite?.EndsAsLeft != false;

    private FileStanding Look(FileAppender appender)
    {
        // Where the two files are is changed by the rewrite alone, which looks itself.
        if (_rewrite is { IsJoined: true })
            return EndsAsLeft(appender) ? FileStanding.InPlace : FileStanding.Overwritten;
        var standing = FilePlace.Look(disk, Path, appender, Header, out var newPath);
        _sinceLook.Restart();
        if (standing != FileStanding.Moved)
            return standing;
        warnings.Add($"'{Path}' was moved while it was open here. The store goes on as '{newPath}'.");
        Path = newPath!;
        return FileStanding.InPlace;
    }

    private void Flush(FileAppender appender, FileRewrite? rewrite)
    {
        try
        {
            appender.Flush();
        }
        catch (Exception error) when (IsFault(error))
        {
            // Where the file was written anew meanwhile, the new one is safe.
            throw _appender == appender ? FlushFailed(error) : StoreFaults.Flushing(error, Path);
        }
        catch (ObjectDisposedException)
        {
            // The file was written anew or closed meanwhile, and flushed for that.
        }
        try
        {
            rewrite?.Flush();
        }
        catch (Exception error) when (IsFault(error))
        {
            throw FlushFailed(error);
        }
        catch (ObjectDisposedException)
        {
            // The same.
        }
    }

    /// <summary>
    /// Brings everything to the disk; when a flush failed, now or before, by writing the file anew, since whoever opens it next cannot
    /// know that something in it is lost, and so when someone deleted it or wrote to it.
    /// </summary>
    private void Close(FileAppender appender, Func<LogImage> image, Func<StoreSummary?>? summary)
    {
        var standing = LookOnClosing(appender);
        if (standing != FileStanding.InPlace)
        {
            if (standing != FileStanding.Deleted || image().HasGivenIds)
                RescueOnClosing(appender, standing, image());
            return;
        }
        try
        {
            if (_flushFailure == null)
                appender.Close(summary);
        }
        catch (FlushFailedException error)
        {
            _flushFailure = error;
        }
        if (FilePlace.BeginsWithNothing(appender.File))
        {
            RescueOnClosing(appender, FileStanding.Emptied, image());
            return;
        }
        if (_flushFailure is { } failure)
        {
            RewriteInPlace(appender, image(), Least);
            throw new TrackingException(
                TrackingErrorCode.TrackStoreFlushFailed,
                $"'{Path}' could not be brought to the disk: {failure.Message} It was written anew from memory on closing and is safe. "
                    + $"Look after the disk.",
                failure);
        }
    }

    /// <summary>Where the place cannot be seen, the file that is open is flushed before that is told.</summary>
    private FileStanding LookOnClosing(FileAppender appender)
    {
        try
        {
            return Look(appender);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            if (_flushFailure == null && appender.EndsAsLeft)
                appender.Close();
            throw;
        }
    }

    private void RescueOnClosing(FileAppender lost, FileStanding standing, LogImage image)
    {
        var path = Path;
        try
        {
            Rescue(lost, standing, image, Least);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreFlushFailed,
                $"'{path}' could not be written anew on closing: {error.Message} What it held "
                    + $"{(_appender == lost ? "is lost" : $"is in '{Path}'")}.",
                error);
        }
    }

    /// <summary>Writes what memory holds to a file of its own, in its place if that can be, and goes on with it.</summary>
    private void WriteAnew(FileAppender original, LogImage image, FormatNeeds needs)
    {
        var standing = Look(original);
        if (standing != FileStanding.InPlace)
        {
            Rescue(original, standing, image, needs);
            return;
        }
        var isUnflushed = _flushFailure != null;
        RewriteInPlace(original, image, needs);
        if (isUnflushed)
        {
            warnings.Add($"'{Path}' could not be brought to the disk before: the system refused a flush. It was written anew from memory "
                + "and is safe again.");
        }
    }

    private void RewriteInPlace(FileAppender original, LogImage image, FormatNeeds needs)
    {
        using var rewriter = new FileRewriter(disk, Path, Header.NextGeneration(original.NextEvent, image, needs), original.File);
        rewriter.Image.Write(image.Events);
        GoOnWith(rewriter.Replace(original.File), rewriter.Image.Header);
        FlushFolderOr(original).Dispose();
    }

    private void Rescue(FileAppender lost, FileStanding standing, LogImage image, FormatNeeds needs)
    {
        var path = Path;
        var rescued = _rescue.Write(path, standing, lost.File, Header.NextGeneration(lost.NextEvent, image, needs), image);
        Path = rescued.Path;
        GoOnWith(rescued.Appender, rescued.Header);
        FlushFolderOr(lost);
        if (lost.File != rescued.Appender.File)
            lost.Dispose();
        var what = StoreWarnings.FileLost(FileRescue.Say(standing));
        warnings.Add(path == Path
            ? $"'{path}' {what} It was written anew from memory and holds all that was saved."
            : $"'{path}' {what} All that was saved is in '{Path}', where the store goes on.");
    }

    /// <summary>Goes on with a file that is locked and open.</summary>
    private TrackState? GoOn(FileOpening.Opened opened)
    {
        if (opened.State is not { } state)
        {
            FillEmpty(opened.File);
            return null;
        }
        Header = opened.Header!;
        FormerWriter = opened.Writer;
        Repair = opened.Repaired;
        var appender = opened.Appender!;
        _appender = appender;
        _isMarked = opened.IsMarked;
        Length = appender.Length;
        var needs = Least;
        if (opened.IsDamaged || (!needs.AreMetBy(Header) && !Header.CanBeRaised(needs)))
            RewriteInPlace(appender, LogImage.Of(state), needs);
        else
            Raise(needs);
        return state;
    }

    private void FillEmpty(IDiskFile file)
    {
        try
        {
            GoOnWith(new ImageWriter(file, Header).Complete(), Header);
            FileOpening.FlushFolderOf(disk, Path);
        }
        catch
        {
            file.Dispose();
            _appender = null;
            throw;
        }
        FileRewriter.ClearLeftovers(disk, Path, Header.Session, LastEvent + 1, warnings.Add);
    }

    /// <summary>Makes the file where there is none; false when another process was faster.</summary>
    private bool TryMake()
    {
        using var rewriter = new FileRewriter(disk, Path, Header, original: null, warn: warnings.Add);
        try
        {
            GoOnWith(rewriter.Place(), Header);
        }
        catch (PlaceTakenException)
        {
            return false;
        }
        FileOpening.FlushFolderOf(disk, Path);
        return true;
    }

    private void GoOnWith(FileAppender appender, FileHeader header)
    {
        _appender = appender;
        Header = header;
        _flushFailure = null;
        // Its last writer may have no line in it; the next change says anew who writes.
        LacksWriter = true;
        Length = appender.Length;
    }

    private FileAppender FlushFolderOr(FileAppender retired)
    {
        try
        {
            FileOpening.FlushFolderOf(disk, Path);
            return retired;
        }
        catch
        {
            retired.Dispose();
            throw;
        }
    }
}

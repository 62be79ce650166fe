using System;
using System.Collections.Generic;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;
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

    private readonly HeldFile _file = new(disk, path, options, warnings);
    private readonly CompactionRule _compaction = new(disk, options.CompactionFolder);
    private IDisposable? _oldLock;

    public string Path => _file.Path;

    public bool IsReadOnly => false;

    public bool? HasWriter => true;

    public bool IsThere => _file.Appender != null;

    public bool LacksWriter
    {
        get => _file.LacksWriter;
        set => _file.LacksWriter = value;
    }

    public StoreCheck? Repair { get; private set; }

    public FileHeader Header => _file.Header;

    public Durability Durability { get; set; } = options.Durability;

    /// <summary>The writer of this process that wrote to the file last, and after which nobody did; null when there was none.</summary>
    public Guid? FormerWriter { get; private set; }

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    public long Length => _file.Length;

    /// <inheritdoc/>
    public long LastEvent => _file.Appender?.NextEvent - 1 ?? 0;

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
            _file.Header = Header.RaisedTo(FormatNeeds.Of(next, options.Kinds));
            disk.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
            return Open();
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            var failed = error is FlushFailedException ? _file.FlushFailed(error) : StoreFaults.Writing(error, Path, ErrorReason.NotMade);
            // The engine knows nothing of what is in the file: the next change opens it again.
            _file.Release();
            _file.FlushFailure = null;
            throw failed;
        }
    }

    public LogCondition Check(IReadOnlyList<TrackEvent> batch)
    {
        if (!IsThere)
            return LogCondition.Missing;
        var needs = FormatNeeds.Of(batch, options.Kinds);
        if (!needs.AreMetBy(Header) && !Header.CanBeRaised(needs))
            return _file.Rewrite == null ? LogCondition.Unsafe : throw IsBeingRewritten();
        try
        {
            // The length shows at once what someone else writes or cuts; the place is looked at now and then.
            return _file.FlushFailure != null || !_file.EndsAsLeft || IsFlushed(batch) || _file.IsLookDue
                ? _file.Check() : LogCondition.Ready;
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.WritingFailed(error);
        }
    }

    public bool Append(IReadOnlyList<TrackEvent> batch)
    {
        try
        {
            var needs = FormatNeeds.Of(batch, options.Kinds);
            _file.Raise(needs);
            var flush = IsFlushed(batch);
            var appender = _file.Appender!;
            appender.Append(batch, flush);
            _file.Rewrite?.Append(batch, needs, flush);
            _file.LacksWriter = false;
            _file.Length = appender.Length;
            return !flush && Durability == Durability.EverySecond;
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.WritingFailed(error);
        }
    }

    public void Restore(LogImage image, IReadOnlyList<TrackEvent>? next)
    {
        try
        {
            _file.WriteAnew(image, FormatNeeds.Of(next ?? [], options.Kinds));
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw next == null ? _file.FlushFailed(error) : _file.WritingFailed(error);
        }
    }

    public bool IsMostlyDead(long liveLength) =>
        !_file.IsMarked && !options.IsLease && _compaction.IsMostlyDead(Length, liveLength);

    public bool MayCompact(long liveLength)
    {
        if (!IsMostlyDead(liveLength) || _file.Appender is not { } appender || _file.Rewrite != null || _file.FlushFailure != null)
            return false;
        // Where this one fails or wins nothing, the next one would as well.
        _compaction.WaitFrom(Length);
        try
        {
            return _file.Look() == FileStanding.InPlace && _compaction.Allows(Path, appender.File, liveLength);
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            return false;
        }
    }

    public ILogRewrite? BeginRewrite(LogImage image)
    {
        if (!IsThere)
            return null;
        try
        {
            if (_file.Check() == LogCondition.Unsafe)
                _file.WriteAnew(image, _file.Least);
            var header = Header.NextGeneration(_file.Appender!.NextEvent, image, _file.Least);
            // This writer may have no line in the new file; what comes now begins with one.
            LacksWriter = true;
            return _file.Rewrite = new FileRewrite(_file, _compaction, disk, header, image);
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.WritingFailed(error);
        }
    }

    public LogCondition CheckForFlush()
    {
        if (_file.FlushFailure is { } failure)
            throw StoreFaults.Flushing(failure, Path);
        try
        {
            return IsThere ? _file.Check() : LogCondition.Ready;
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.FlushFailed(error);
        }
    }

    public Action BeginFlush()
    {
        if (_file.Appender is not { } appender)
            return () => { };
        try
        {
            appender.RepairEnd();
            _file.Rewrite?.RepairEnd();
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.FlushFailed(error);
        }
        var rewrite = _file.Rewrite;
        return () => Flush(appender, rewrite);
    }

    public void Complete(TrackState state)
    {
        try
        {
            new FileClosing(_file).Complete(state, FormatNeeds.Least(options.Kinds, summarized: true));
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.FlushFailed(error);
        }
    }

    public void Close(Func<LogImage> image, EngineLeft left)
    {
        try
        {
            new FileClosing(_file).Close(image, options.IsLease ? null : left.State);
            if (options.IsLease && _file.Appender is { SaysFlushed: true } closed)
            {
                ClosedFiles.OfProcess.Add(new ClosedFile(closed.File.Stamp, options.Kinds, Header, left.State, left.Writer, closed.End,
                    closed.HasEvents, closed.NextEvent));
            }
        }
        catch (Exception error) when (HeldFile.IsFault(error))
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
        _file.Release();
        _oldLock?.Dispose();
        _oldLock = null;
    }

    private TrackingException IsBeingRewritten() => new(
        TrackingErrorCode.TrackStoreWriteFailed,
        $"'{Path}' is being written anew, and what is to be stored needs a newer header; nothing was stored. Save again.");

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

    private void Flush(FileAppender appender, FileRewrite? rewrite)
    {
        try
        {
            appender.Flush();
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            // Where the file was written anew meanwhile, the new one is safe.
            throw _file.Appender == appender ? _file.FlushFailed(error) : StoreFaults.Flushing(error, Path);
        }
        catch (ObjectDisposedException)
        {
            // The file was written anew or closed meanwhile, and flushed for that.
        }
        try
        {
            rewrite?.Flush();
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw _file.FlushFailed(error);
        }
        catch (ObjectDisposedException)
        {
            // The same.
        }
    }

    /// <summary>Goes on with a file that is locked and open.</summary>
    private TrackState? GoOn(FileOpening.Opened opened)
    {
        if (opened.State is not { } state)
        {
            FillEmpty(opened.File);
            return null;
        }
        FormerWriter = opened.Writer;
        Repair = opened.Repaired;
        _file.GoOnWith(opened.Appender!, opened.Header!);
        _file.IsMarked = opened.IsMarked;
        var needs = _file.Least;
        if (opened.IsDamaged || (!needs.AreMetBy(Header) && !Header.CanBeRaised(needs)))
            _file.RewriteInPlace(LogImage.Of(state), needs);
        else
            _file.Raise(needs);
        return state;
    }

    private void FillEmpty(IDiskFile file)
    {
        try
        {
            _file.GoOnWith(new ImageWriter(file, Header).Complete(), Header);
            FileOpening.FlushFolderOf(disk, Path);
        }
        catch
        {
            file.Dispose();
            _file.Release();
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
            _file.GoOnWith(rewriter.Place(), Header);
        }
        catch (PlaceTakenException)
        {
            return false;
        }
        FileOpening.FlushFolderOf(disk, Path);
        return true;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// A session file that is being written anew beside its place, while events go on being appended to the old one, and in the end to both
/// (format 9.4).
/// </summary>
/// <param name="log">The log, which goes on with the new file.</param>
/// <param name="disk">Where it is.</param>
/// <param name="header">The new file's header.</param>
/// <param name="image">What memory held when the rewrite began.</param>
/// <param name="original">The old file.</param>
internal sealed class FileRewrite(FileLog log, IDisk disk, FileHeader header, LogImage image, FileAppender original) : ILogRewrite
{
    /// <summary>What is written to the new file under the engine's lock at most, in bytes of the old one.</summary>
    private const int MostUnderLock = 64 * 1024;

    // While it is held, the two files change places: who has to know which of them is in its place waits for that.
    private readonly object _placing = new();
    private FileHeader _header = header;
    private List<TrackEvent> _appended = [];
    private List<TrackEvent> _round = [];
    private long _roundEnd = original.End;
    private FileRewriter? _rewriter;
    private volatile FileAppender? _appender;
    private volatile Exception? _failure;
    private Exception? _folderFailure;
    private bool _isInPlace;

    public long LengthBefore { get; } = log.Length;

    public long LengthAfter => log.Length;

    /// <summary>Whether what is appended goes to both files.</summary>
    public bool IsJoined => _appender != null;

    /// <summary>Whether the new file, where it is appended to, ends where that left it.</summary>
    public bool EndsAsLeft => _appender?.EndsAsLeft != false;

    public void Write(ProgressMeter meter)
    {
        Do(() =>
        {
            _rewriter = new FileRewriter(disk, log.Path, _header, original.File);
            _rewriter.Image.Write(image.Events.Select(new DataCheck().Require), meter, image.Count);
            _rewriter.Image.Flush();
        });
    }

    public bool BeginRound()
    {
        if (original.End - _roundEnd <= MostUnderLock)
            return false;
        (_round, _appended, _roundEnd) = (_appended, [], original.End);
        return true;
    }

    public void WriteRound() => Do(() =>
    {
        _rewriter!.Image.Write(_round);
        _rewriter.Image.Flush();
    });

    public void Join() => Do(() =>
    {
        _rewriter!.Image.Write(_appended);
        var appender = _rewriter.Image.CompleteUnflushed();
        _header = _rewriter.Image.Header;
        _appender = appender;
    });

    /// <summary>
    /// Appends to the new file what was appended to the old one. What cannot be written is in neither file where the new one is in its
    /// place already; else the rewrite has failed, and the old file goes on alone. Called under the engine's lock.
    /// </summary>
    public void Append(IReadOnlyList<TrackEvent> batch, FormatNeeds needs, bool flush)
    {
        if (_appender is not { } appender)
        {
            _appended.AddRange(batch);
            return;
        }
        try
        {
            DoUnlessGivenUp(() =>
            {
                Raise(appender, needs);
                appender.Append(batch, flush);
            });
        }
        catch (Exception error) when (FileLog.IsFault(error))
        {
            original.RevertLast();
            throw;
        }
    }

    /// <summary>Cuts off what a write to the new file that failed left. Called under the engine's lock.</summary>
    public void RepairEnd()
    {
        if (_appender is { } appender)
            DoUnlessGivenUp(appender.RepairEnd);
    }

    /// <summary>Flushes the new file, where it is appended to.</summary>
    public void Flush()
    {
        if (_appender is { } appender)
            DoUnlessGivenUp(appender.Flush);
    }

    /// <summary>Has the new file, where it is appended to, say that everything is on the disk. Called under the engine's lock.</summary>
    public void Close()
    {
        if (_appender is { } appender)
            DoUnlessGivenUp(() => appender.Close());
    }

    public void Place()
    {
        var appender = _appender!;
        Do(() =>
        {
            appender.Flush();
            lock (_placing)
            {
                if (_failure != null)
                    throw _failure;
                _rewriter!.Exchange(original.File);
                _isInPlace = true;
            }
        });
        _rewriter!.DeleteRetired();
        try
        {
            FileOpening.FlushFolderOf(disk, log.Path);
        }
        catch (FlushFailedException error)
        {
            _folderFailure = error;
            throw StoreFaults.Flushing(error, log.Path);
        }
    }

    public void End()
    {
        log.EndRewrite();
        if (!_isInPlace)
            return;
        var appender = _appender!;
        log.GoOnWithRewritten(appender, _header, _folderFailure ?? appender.FlushFailure);
    }

    /// <summary>Closes the file that is not gone on with, and removes the new one if that is it.</summary>
    public void Dispose()
    {
        if (_isInPlace)
            original.Dispose();
        else
            _rewriter?.Dispose();
    }

    /// <summary>What fails here fails for the new file alone: the old one stands as it was.</summary>
    private void Do(Action work)
    {
        try
        {
            work();
        }
        catch (FlushFailedException error)
        {
            throw StoreFaults.Writing(error.InnerException!, log.Path);
        }
        catch (Exception error) when (FileLog.IsFault(error))
        {
            throw StoreFaults.Writing(error, log.Path);
        }
    }

    /// <summary>Does something with the new file for an event; where that fails and it is not in its place, it is given up.</summary>
    private void DoUnlessGivenUp(Action work)
    {
        if (_failure != null)
            return;
        try
        {
            work();
        }
        catch (Exception error) when (FileLog.IsFault(error))
        {
            lock (_placing)
            {
                if (_isInPlace)
                    throw;
                _failure = error;
            }
        }
    }

    private void Raise(FileAppender appender, FormatNeeds needs)
    {
        if (needs.AreMetBy(_header))
            return;
        try
        {
            _header = appender.Raise(_header, needs);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            _header = _header with { IsChecked = false };
            throw;
        }
    }
}

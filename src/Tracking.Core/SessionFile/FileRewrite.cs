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
/// <param name="file">The old file, in whose place the new one is gone on with.</param>
/// <param name="compaction">What decides when the next rewrite is due.</param>
/// <param name="disk">Where it is.</param>
/// <param name="header">The new file's header.</param>
/// <param name="image">What memory held when the rewrite began.</param>
internal sealed class FileRewrite(HeldFile file, CompactionRule compaction, IDisk disk, FileHeader header, LogImage image) : ILogRewrite
{
    /// <summary>What is written to the new file under the engine's lock at most, in bytes of the old one.</summary>
    private const int MostUnderLock = 64 * 1024;

    // While it is held, the two files change places: who has to know which of them is in its place waits for that.
    private readonly object _placing = new();
    private readonly FileAppender _original = file.Appender!;
    private FileHeader _header = header;
    private List<TrackEvent> _appended = [];
    private List<TrackEvent> _round = [];
    private long _roundEnd = file.Appender!.End;
    private FileRewriter? _rewriter;
    private volatile FileAppender? _appender;
    private volatile Exception? _failure;
    private Exception? _folderFailure;
    private bool _isInPlace;

    public long LengthBefore { get; } = file.Length;

    public long LengthAfter => file.Length;

    /// <summary>Whether what is appended goes to both files.</summary>
    public bool IsJoined => _appender != null;

    /// <summary>Whether the new file, where it is appended to, ends where that left it.</summary>
    public bool EndsAsLeft => _appender?.EndsAsLeft != false;

    public void Write(ProgressMeter meter)
    {
        Do(() =>
        {
            _rewriter = new FileRewriter(disk, file.Path, _header, _original.File);
            _rewriter.Image.Write(image.Events.Select(new DataCheck().Require), meter, image.Count);
            _rewriter.Image.Flush();
        });
    }

    public bool BeginRound()
    {
        if (_original.End - _roundEnd <= MostUnderLock)
            return false;
        (_round, _appended, _roundEnd) = (_appended, [], _original.End);
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
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            _original.RevertLast();
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
                _rewriter!.Exchange(_original.File);
                _isInPlace = true;
            }
        });
        _rewriter!.DeleteRetired();
        try
        {
            FileOpening.FlushFolderOf(disk, file.Path);
        }
        catch (FlushFailedException error)
        {
            _folderFailure = error;
            throw StoreFaults.Flushing(error, file.Path);
        }
    }

    public void End()
    {
        file.Rewrite = null;
        if (!_isInPlace)
            return;
        var appender = _appender!;
        file.GoOnWithRewritten(appender, _header, _folderFailure ?? appender.FlushFailure);
        compaction.WaitFrom(file.Length);
    }

    /// <summary>Closes the file that is not gone on with, and removes the new one if that is it.</summary>
    public void Dispose()
    {
        if (_isInPlace)
            _original.Dispose();
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
            throw StoreFaults.Writing(error.InnerException!, file.Path);
        }
        catch (Exception error) when (HeldFile.IsFault(error))
        {
            throw StoreFaults.Writing(error, file.Path);
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
        catch (Exception error) when (HeldFile.IsFault(error))
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

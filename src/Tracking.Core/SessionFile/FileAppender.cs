using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// Writes events behind the last one, over the closing brackets and with new ones, in one write at one offset. What was acknowledged is
/// never touched, not even its line break, so that it stays whole whatever the power leaves of such a write; and what failed is cut off
/// again before anything else is written (format 5).
/// </summary>
internal sealed class FileAppender : IDisposable
{
    private const int RetainedBufferLimit = 1 << 20;

    private readonly IDiskFile _file;
    private readonly object _flushing = new();
    private FileForm _form;
    private JsonBuffer _buffer = new();
    private bool _hasEvents;
    private bool _endIsBroken;
    private bool _saysFlushed;
    private (long End, long NextEvent, bool HasEvents) _beforeLast;
    private long _flushedEvent;
    private long _toldEvent;
    private Exception? _flushFailure;

    /// <param name="file">The file, open for writing; it belongs to the appender from now on.</param>
    /// <param name="end">Where the last event (or the header) ends.</param>
    /// <param name="hasEvents">Whether there is an event before that.</param>
    /// <param name="nextEvent">The number of the next event.</param>
    /// <param name="saysFlushed">Whether the closing brackets say that everything is on the disk.</param>
    /// <param name="form">How the file's lines are written.</param>
    /// <param name="length">The file's length.</param>
    public FileAppender(IDiskFile file, long end, bool hasEvents, long nextEvent, bool saysFlushed, FileForm form, long length)
    {
        _file = file;
        _form = form;
        _hasEvents = hasEvents;
        _saysFlushed = saysFlushed;
        End = end;
        NextEvent = nextEvent;
        Length = length;
        if (saysFlushed)
            _flushedEvent = nextEvent - 1;
    }

    /// <summary>The file itself, whose lock is held.</summary>
    public IDiskFile File => _file;

    /// <summary>Whether the file ends where the last write here left it; else someone else wrote to it, or cut it.</summary>
    public bool EndsAsLeft => _endIsBroken || _file.Length == Length;

    /// <summary>What the system said when it refused a flush; null when it refused none.</summary>
    public Exception? FlushFailure => Volatile.Read(ref _flushFailure);

    public long NextEvent { get; private set; }

    /// <summary>Where the last event ends; the closing brackets stand behind it.</summary>
    public long End { get; private set; }

    /// <summary>Whether there is an event before the closing brackets.</summary>
    public bool HasEvents => _hasEvents;

    /// <summary>Whether the closing brackets say that everything is on the disk.</summary>
    public bool SaysFlushed => _saysFlushed;

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Writes events as one; when it throws, none of them is in the file, now or later.</summary>
    public void Append(IReadOnlyList<TrackEvent> events, bool flush)
    {
        RepairEnd();
        _buffer.Clear();
        var flushedEvent = Interlocked.Read(ref _flushedEvent);
        for (var i = 0; i < events.Count; i++)
        {
            _buffer.Ascii(_hasEvents || i > 0 ? "\n," : "\n");
            EventWriter.Write(_buffer, events[i], NextEvent + i, i == 0 && flushedEvent > _toldEvent ? flushedEvent : 0, _form);
        }
        var added = _buffer.Length;
        _buffer.Ascii(_form.Closing);
        try
        {
            WriteEnd();
            if (flush)
                FlushFile();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error) || error is FlushFailedException)
        {
            TryRestoreEnd();
            throw;
        }
        _beforeLast = (End, NextEvent, _hasEvents);
        End += added;
        Length = End + _form.Closing.Length;
        NextEvent += events.Count;
        _hasEvents = true;
        _saysFlushed = false;
        _toldEvent = flushedEvent;
        if (flush)
            Interlocked.Exchange(ref _flushedEvent, NextEvent - 1);
        if (_buffer.Bytes.Length > RetainedBufferLimit)
            _buffer = new JsonBuffer();
    }

    /// <summary>Reverts the last append, since another file that is to hold the same could not take it.</summary>
    public void RevertLast()
    {
        (End, NextEvent, _hasEvents) = _beforeLast;
        Interlocked.Exchange(ref _flushedEvent, Math.Min(Interlocked.Read(ref _flushedEvent), NextEvent - 1));
        _endIsBroken = true;
        TryRestoreEnd();
    }

    /// <summary>
    /// Raises the versions in the file's header, in one write of the header's beginning that is on the disk before anything newer is
    /// written (format 10).
    /// </summary>
    /// <returns>The header as it is now.</returns>
    public FileHeader Raise(FileHeader header, FormatNeeds needs)
    {
        var buffer = new byte[FileHeader.MaxBytes];
        var length = _file.Read(0, buffer, 0, buffer.Length);
        var end = Array.IndexOf(buffer, (byte)'\n', 0, length);
        if (end < 0 || !LineCheck.IsRight(buffer, 0, end))
            throw new IOException("its header is no longer what was read.");
        var before = (byte[])buffer.Clone();
        var changed = header.RaiseBytes(buffer, end, needs);
        try
        {
            _file.Write(0, buffer, 0, changed);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // Part of it may be there; if this fails too, the file is written anew before anything newer comes.
            _file.Write(0, before, 0, changed);
            throw;
        }
        FlushFile();
        var raised = header.RaisedTo(needs);
        _form = FileForm.Of(raised);
        return raised;
    }

    /// <summary>Brings everything to the disk. Events may be appended meanwhile.</summary>
    public void Flush()
    {
        var last = NextEvent - 1;
        FlushFile();
        Interlocked.Exchange(ref _flushedEvent, last);
    }

    /// <summary>
    /// Brings everything to the disk and says so at the end of the file, so that what is bad there later is known to be damage. The next
    /// event takes that back.
    /// </summary>
    /// <param name="summary">What the file holds; null to say nothing of that.</param>
    public void Close(Func<StoreSummary?>? summary = null)
    {
        RepairEnd();
        Flush();
        if (_saysFlushed)
            return;
        _buffer.Clear();
        if (_form.HasSummary && summary?.Invoke() is { } content)
            _form.WriteClosing(_buffer, content with { LastEvent = NextEvent - 1, Offset = End });
        // On a full disk there may be room for the closing brackets alone.
        _saysFlushed = (_buffer.Length > 0 && TryClose()) || TryClose(_form.FlushedClosing);
    }

    /// <summary>Cuts off what a write that failed left and could not be cut off then.</summary>
    public void RepairEnd()
    {
        if (_endIsBroken)
            RestoreEnd();
    }

    /// <summary>
    /// Puts the closing brackets behind the last event, cuts off what stands behind them, and brings that to the disk: no power loss
    /// brings it back.
    /// </summary>
    public void RestoreEnd()
    {
        _endIsBroken = true;
        // A write that failed may have left more than was there before.
        Length = _file.Length;
        _buffer.Clear();
        _buffer.Ascii(_form.Closing);
        WriteEnd();
        Length = End + _form.Closing.Length;
        _file.SetLength(Length);
        _endIsBroken = false;
        Flush();
    }

    public void Dispose() => _file.Dispose();

    private void TryRestoreEnd()
    {
        try
        {
            RestoreEnd();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // It stays marked as broken: the next append repairs it first, or fails.
        }
    }

    private bool TryClose(string closing)
    {
        if (_endIsBroken)
            return false;
        _buffer.Clear();
        _buffer.Ascii(closing);
        return TryClose();
    }

    private bool TryClose()
    {
        try
        {
            var length = End + _buffer.Length;
            WriteEnd();
            Length = length;
            return true;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            TryRestoreEnd();
            return false;
        }
    }

    /// <summary>
    /// Writes what is in the buffer behind the last event. Where a closing line with a summary stands there that is longer, the same write
    /// covers all of it by blanks, which are cut off then: so the file is whole at each moment.
    /// </summary>
    private void WriteEnd()
    {
        var length = _buffer.Length;
        var blanks = (int)Math.Min(Length - End - length, ClosingSummary.MaxLineBytes);
        for (var i = 0; i < blanks; i++)
            _buffer.Byte(' ');
        _file.Write(End, _buffer.Bytes, 0, _buffer.Length);
        if (blanks > 0)
            _file.SetLength(End + length);
    }

    /// <summary>One flush at a time, and none after one that failed: the system tells of lost bytes once, whoever asks.</summary>
    private void FlushFile()
    {
        lock (_flushing)
        {
            if (_flushFailure != null)
                throw new FlushFailedException(_flushFailure);
            try
            {
                _file.Flush();
            }
            catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
            {
                _flushFailure = error;
                throw new FlushFailedException(error);
            }
        }
    }
}

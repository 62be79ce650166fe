using System;
using System.Collections.Generic;
using Tracking.Disk;
using Tracking.Json;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// Writes events behind the last one, over the closing brackets and with new ones, in one write at one offset. What was acknowledged is never touched, and what failed is cut off
/// again before anything else is written (design.md 5).
/// </summary>
internal sealed class FileAppender : IDisposable
{
    private const int KeepBufferBelow = 1 << 20;

    private readonly IDiskFile _file;
    private JsonBuffer _buffer = new();
    private bool _hasEvents;
    private bool _endIsBroken;

    /// <param name="file">The file, open for writing; it belongs to the appender from now on.</param>
    /// <param name="end">Where the last event (or the header) ends.</param>
    /// <param name="hasEvents">Whether there is an event before that.</param>
    /// <param name="nextEvent">The number of the next event.</param>
    public FileAppender(IDiskFile file, long end, bool hasEvents, long nextEvent)
    {
        _file = file;
        _hasEvents = hasEvents;
        End = end;
        NextEvent = nextEvent;
    }

    /// <summary>The file itself, to flush it.</summary>
    public IDiskFile File => _file;

    public long NextEvent { get; private set; }

    /// <summary>Where the last event ends; the closing brackets stand behind it.</summary>
    public long End { get; private set; }

    /// <summary>The file's length in bytes.</summary>
    public long Length => End + FileHeader.Closing.Length;

    /// <summary>Writes events as one; when it throws, none of them is in the file, now or later.</summary>
    public void Append(IReadOnlyList<TrackEvent> events, bool flush)
    {
        if (_endIsBroken)
            RestoreEnd();
        _buffer.Clear();
        for (var i = 0; i < events.Count; i++)
        {
            _buffer.Ascii(_hasEvents || i > 0 ? ",\n" : "\n");
            EventWriter.Write(_buffer, events[i], NextEvent + i);
        }
        var added = _buffer.Length;
        _buffer.Ascii(FileHeader.Closing);
        try
        {
            _file.Write(End, _buffer.Bytes, 0, _buffer.Length);
            if (flush)
                Flush();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error) || error is FlushFailedException)
        {
            TryRestoreEnd();
            throw;
        }
        End += added;
        NextEvent += events.Count;
        _hasEvents = true;
        if (_buffer.Bytes.Length > KeepBufferBelow)
            _buffer = new JsonBuffer();
    }

    public void Flush()
    {
        try
        {
            _file.Flush();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw new FlushFailedException(error);
        }
    }

    /// <summary>Puts the closing brackets behind the last event and cuts off what stands behind them.</summary>
    public void RestoreEnd()
    {
        _endIsBroken = true;
        var closing = new JsonBuffer().Ascii(FileHeader.Closing);
        _file.Write(End, closing.Bytes, 0, closing.Length);
        _file.SetLength(Length);
        _endIsBroken = false;
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
            // It stays marked as broken: the next append mends it first, or fails.
        }
    }
}

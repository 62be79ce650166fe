using System.Collections.Generic;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>Writes a whole session file, from its header to its closing line.</summary>
internal sealed class ImageWriter
{
    private const int WriteStep = 1 << 20;

    // One flush of all would be deaf to Ctrl+C for seconds.
    private const int FlushStep = 16 << 20;

    private readonly IDiskFile _file;
    private readonly FileForm _form;
    private readonly JsonBuffer _buffer = new();
    private FormatNeeds _needs;
    private long _offset;
    private long _flushedTo;
    private long _nextEvent;
    private bool _hasEvents;

    /// <param name="file">An empty file.</param>
    /// <param name="header">Its header.</param>
    public ImageWriter(IDiskFile file, FileHeader header)
    {
        _file = file;
        header.Write(_buffer);
        Header = header;
        _form = FileForm.Of(header);
        _nextEvent = header.FirstEvent;
    }

    /// <summary>The file's header, with the versions that its events need.</summary>
    public FileHeader Header { get; private set; }

    /// <summary>Writes events behind those before.</summary>
    /// <param name="events">The events.</param>
    /// <param name="meter">Counts each.</param>
    /// <param name="count">How many they are.</param>
    public void Write(IEnumerable<TrackEvent> events, ProgressMeter? meter = null, long count = 0)
    {
        var written = 0L;
        foreach (var happened in events)
        {
            meter?.Step(++written, count);
            _needs = _needs.And(happened);
            _buffer.Ascii(_hasEvents ? "\n," : "\n");
            EventWriter.Write(_buffer, happened, _nextEvent++, flushedEvent: 0, _form);
            _hasEvents = true;
            if (_buffer.Length > WriteStep)
                WriteOut();
            if (_offset - _flushedTo > FlushStep)
            {
                Flush();
                meter?.Report((double)written / count);
            }
        }
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush()
    {
        WriteOut();
        _file.Flush();
        _flushedTo = _offset;
    }

    /// <summary>Closes and flushes the file, which can be appended to then.</summary>
    public FileAppender Complete()
    {
        var appender = CompleteUnflushed();
        _file.Flush();
        return appender;
    }

    /// <summary>Closes the file, which can be appended to then, and is to be flushed before it is put in its place.</summary>
    public FileAppender CompleteUnflushed()
    {
        WriteOut();
        if (!_needs.AreMetBy(Header))
            RaiseHeader();
        var end = _offset;
        // True by the time that anyone sees it.
        _buffer.Ascii(_form.FlushedClosing);
        WriteOut();
        return new FileAppender(_file, end, _hasEvents, _nextEvent, saysFlushed: true, _form, _offset);
    }

    /// <summary>
    /// Writes a header with higher versions in the place of the first one, of the same length: nobody has seen the file yet.
    /// </summary>
    private void RaiseHeader()
    {
        Header = Header.RaisedTo(_needs);
        Header.Write(_buffer);
        _file.Write(0, _buffer.Bytes, 0, _buffer.Length);
        _buffer.Clear();
    }

    private void WriteOut()
    {
        _file.Write(_offset, _buffer.Bytes, 0, _buffer.Length);
        _offset += _buffer.Length;
        _buffer.Clear();
    }
}

using System;
using System.Collections.Generic;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// Writes a whole session file beside its place and then puts it there: a reader sees the old file or the new one, and after a crash one
/// of the two is there.
/// </summary>
internal sealed class FileRewriter : IDisposable
{
    private const int WriteStep = 1 << 20;

    // One flush of all would be deaf to Ctrl+C for seconds.
    private const int FlushStep = 16 << 20;

    private readonly IDisk _disk;
    private readonly string _path;
    private readonly IDiskFile _file;
    private readonly FileForm _form;
    private readonly JsonBuffer _buffer = new();
    private FormatNeeds _needs;
    private long _offset;
    private long _flushedTo;
    private long _nextEvent;
    private bool _hasEvents;
    private bool _placed;

    /// <summary>Begins a new file; whoever does this holds the lock.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">Where the file is to stand in the end.</param>
    /// <param name="header">Its header.</param>
    /// <param name="original">The file whose owner and mode it takes; null when there is none.</param>
    public FileRewriter(IDisk disk, string path, FileHeader header, IDiskFile? original)
    {
        _disk = disk;
        _path = path;
        // Only the lock's holder writes here, so what stands there is what a killed one left.
        disk.Delete(TemporaryPath(path));
        _file = disk.CreateNew(TemporaryPath(path));
        try
        {
            if (original != null)
                _file.CopyOwnerAndMode(original);
            header.Write(_buffer);
        }
        catch
        {
            Dispose();
            throw;
        }
        Header = header;
        _form = FileForm.Of(header);
        _nextEvent = header.FirstEvent;
    }

    /// <summary>The file's header, with the versions that its events need.</summary>
    public FileHeader Header { get; private set; }

    /// <summary>Removes what a killed holder of the lock left; if that fails, the next rewrite tries again.</summary>
    public static void DeleteLeftover(IDisk disk, string path)
    {
        try
        {
            disk.Delete(TemporaryPath(path));
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // It takes room and does no harm.
        }
    }

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
                Flush();
        }
    }

    /// <summary>Brings the file to the disk, before the short step that puts it in its place.</summary>
    public void Flush()
    {
        WriteOut();
        _file.Flush();
        _flushedTo = _offset;
    }

    /// <summary>Closes and flushes the file, and puts it in its place.</summary>
    public FileAppender Place()
    {
        WriteOut();
        if (!_needs.AreMetBy(Header))
            RaiseHeader();
        var end = _offset;
        // True by the time that anyone sees it.
        _buffer.Ascii(_form.FlushedClosing);
        WriteOut();
        _file.Flush();
        _disk.Replace(TemporaryPath(_path), _path);
        _placed = true;
        return new FileAppender(_file, end, _hasEvents, _nextEvent, saysFlushed: true, _form);
    }

    /// <summary>Removes the file if it was not placed; else it is the appender's.</summary>
    public void Dispose()
    {
        if (_placed)
            return;
        _file.Dispose();
        DeleteLeftover(_disk, _path);
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

    private static string TemporaryPath(string path) => path + ".tmp";

    private void WriteOut()
    {
        _file.Write(_offset, _buffer.Bytes, 0, _buffer.Length);
        _offset += _buffer.Length;
        _buffer.Clear();
    }
}

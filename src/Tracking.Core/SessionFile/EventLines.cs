using System;
using System.Text;
using Tracking.Data;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// Reads a session file line by line and tells what each line is; whether it belongs where it stands is for others to judge.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="length">Up to which byte.</param>
/// <param name="context">With what it is read.</param>
/// <param name="from">From which byte, where a line begins.</param>
/// <param name="linesBefore">How many lines stand before it.</param>
internal sealed class EventLines(IDiskFile file, long length, ReadContext? context = null, long from = 0, long linesBefore = 0)
{
    private const string RemoveKey = ",\"remove\":";
    private const string RemoveRunKey = ",\"removeRun\":";

    private readonly EventKinds _kinds = (context ?? ReadContext.Default).Kinds;
    private readonly EventFields _fields = new((context ?? ReadContext.Default).Kinds);
    private readonly TrackLineReader _tracks = new();
    private readonly LineReader _lines = new(file, length, from, linesBefore);
    private readonly ProgressMeter? _meter = context?.Meter?.Part(0, TrackState.ReplayEnds);

    /// <summary>The event of the line; null when the line is the closing one, or <see cref="Wrong"/>.</summary>
    public TrackEvent? Event { get; private set; }

    /// <summary>Why the line is neither an event nor the closing one; null when it is.</summary>
    public string? Wrong { get; private set; }

    /// <summary>
    /// Whether a newer version of this module wrote the line: its check value is right, and it has a kind, a key or a status that is not
    /// known (format 10). <see cref="Wrong"/> says what, and <see cref="Number"/> is known.
    /// </summary>
    public bool IsNewer { get; private set; }

    /// <summary>The event's number.</summary>
    public long Number { get; private set; }

    /// <summary>Up to which event everything was on the disk when the line was written; 0 when it does not say.</summary>
    public long FlushedEvent { get; private set; }

    /// <summary>Whether the event carries the right check value.</summary>
    public bool IsChecked { get; private set; }

    /// <summary>Whether a comma stands before the event.</summary>
    public bool HasComma { get; private set; }

    /// <summary>Whether the line is the beginning of a closing one, as a write that was cut off leaves it.</summary>
    public bool IsCutClosing
    {
        get
        {
            var line = Encoding.ASCII.GetString(
                _lines.Buffer, _lines.Start, Math.Min(_lines.End - _lines.Start, FileHeader.Closing.Length));
            return line.Length > 0 && (FileHeader.Closing.TrimStart().StartsWith(line, StringComparison.Ordinal)
                || FileHeader.FlushedClosing.TrimStart().StartsWith(line, StringComparison.Ordinal));
        }
    }

    /// <summary>The line's number in the file, from 1.</summary>
    public long LineNumber => _lines.Number;

    /// <summary>Where the line ends in the file, in bytes, without its line break.</summary>
    public long End => _lines.Offset + _lines.End - _lines.Start;

    /// <summary>Reads the first line as a header.</summary>
    /// <param name="warnings">Where to tell what is odd about it.</param>
    /// <exception cref="TrackingException">TrackStoreNotTracking, TrackStoreVersionTooNew or TrackStoreDamaged; the message does not name
    /// the file.</exception>
    public FileContent ReadHeader(FileWarnings warnings)
    {
        if (!_lines.Read() || _lines.End - _lines.Start > FileHeader.MaxBytes)
            throw new TrackingException(TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file.");
        var start = _lines.Start;
        var hasMark = _lines.End - start >= 3 && _lines.Buffer[start] == 0xEF && _lines.Buffer[start + 1] == 0xBB
            && _lines.Buffer[start + 2] == 0xBF;
        var header = FileHeaderReader.Read(_lines.Buffer, hasMark ? start + 3 : start, _lines.End, _kinds.Version);
        // Where anything stands about the line that is not ours, it cannot be raised in place.
        if (hasMark || (_lines.End < _lines.Buffer.Length && _lines.Buffer[_lines.End] == '\r'))
            header = header with { Width = 0 };
        var content = new FileContent(header, warnings) { End = End };
        if (hasMark)
            warnings.Add($"Line 1: {StoreWarnings.ByteOrderMark}");
        if (!content.Header.IsChecked)
            warnings.Add("Line 1: the header has no check value, or a wrong one: it was edited.");
        return content;
    }

    /// <summary>Reads the next line that is not blank; false at the end.</summary>
    public bool Read()
    {
        while (_lines.Read())
        {
            _meter?.Step(_lines.Offset, length);
            if (!IsBlank())
            {
                ParseLine();
                return true;
            }
        }
        return false;
    }

    /// <summary>Takes the line just read, a header that is none, as any other.</summary>
    public void ParseLine()
    {
        Event = null;
        IsNewer = false;
        FlushedEvent = 0;
        Wrong = _lines.IsTooLong ? "the line has more than 64 MiB" : null;
        if (Wrong == null && !IsClosing())
            ParseEvent();
    }

    /// <summary>Where the line stands.</summary>
    public string Place => $"Line {_lines.Number}, byte {_lines.Offset}";

    /// <summary>What is wrong with the line, and where it stands.</summary>
    public string Describe(string what) => $"{Place}: {what}.";

    /// <summary>
    /// The track or run that a line that is wrong seems to have removed; null when it does not look like a removal.
    /// </summary>
    public string? Removed()
    {
        // Such a line is short.
        var line = Encoding.ASCII.GetString(_lines.Buffer, _lines.Start, Math.Min(_lines.End - _lines.Start, 256));
        return IdBehind(line, RemoveKey) is { } track ? $"track {TrackId.Format(track)}"
            : IdBehind(line, RemoveRunKey) is { } run ? FormattableString.Invariant($"run {run}")
            : null;
    }

    private static long? IdBehind(string line, string key)
    {
        var place = line.IndexOf(key, StringComparison.Ordinal);
        return place >= 0 && TrackId.TryParse(line.Substring(place + key.Length).Split(',', '}')[0], out var number) ? number : null;
    }

    private void ParseEvent()
    {
        var (start, end) = (_lines.Start, _lines.End);
        HasComma = _lines.Buffer[start] == ',';
        if (HasComma)
            start++;
        var isRead = false;
        try
        {
            IsChecked = LineCheck.IsRight(_lines.Buffer, start, end);
            if (IsChecked && _tracks.Read(_lines.Buffer, start, end) is { } track)
            {
                (Event, Number, FlushedEvent) = (track, _tracks.EventNumber, _tracks.FlushedEvent);
                return;
            }
            isRead = true;
            var happened = _fields.Read(_lines.Buffer, start, end);
            // What a person wrote must also be readable as data, by every rule, before it is believed.
            if (!IsChecked && happened is TrackWritten written)
                DataReader.Read(written.Record.Data);
            Event = happened;
            Number = _fields.Number;
            FlushedEvent = _fields.FlushedEvent;
        }
        catch (Exception error) when (error is JsonSyntaxException or TrackingException)
        {
            Wrong = error.Message.TrimEnd('.');
            IsNewer = IsChecked && isRead && _fields.IsUnknown && _fields.Number > 0;
            if (IsNewer)
                (Number, FlushedEvent) = (_fields.Number, _fields.FlushedEvent);
        }
    }

    private bool IsClosing()
    {
        if (_lines.Buffer[_lines.Start] != ']')
            return false;
        var line = Encoding.ASCII.GetString(_lines.Buffer, _lines.Start, Math.Min(_lines.End - _lines.Start, FileHeader.Closing.Length));
        FlushedEvent = line == FileHeader.FlushedClosing.Trim() ? long.MaxValue : 0;
        return FlushedEvent > 0 || line == FileHeader.Closing.Trim() || line == "]}";
    }

    private bool IsBlank()
    {
        for (var i = _lines.Start; i < _lines.End; i++)
        {
            if (_lines.Buffer[i] is not ((byte)' ' or (byte)'\t'))
                return false;
        }
        return !_lines.IsTooLong;
    }
}

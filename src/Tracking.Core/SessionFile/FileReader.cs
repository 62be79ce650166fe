using System;
using Tracking.Disk;
using Tracking.Json;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// Reads a session file and replays its events. Lines that are no events at its end are torn, a write that was cut off; one with whole lines behind it is damage, and so is a
/// line that is whole but cannot follow on those before it (design.md 5).
/// </summary>
internal sealed class FileReader
{
    private readonly EventReader _events = new();
    private readonly LineReader _lines;
    private readonly bool _salvage;
    private FileContent _content = null!;
    private bool _countersTaken;
    private string? _firstBad;
    private bool _commaDue;

    private FileReader(IDiskFile file, long length, bool salvage)
    {
        _lines = new LineReader(file, length);
        _salvage = salvage;
    }

    /// <summary>Reads so many bytes of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before.</param>
    /// <param name="salvage">Whether to read around damage, with a warning for each place, instead of refusing the file.</param>
    /// <exception cref="TrackingException">What is wrong with the file, by line and byte; the message does not name the file.</exception>
    public static FileContent Read(IDiskFile file, long length, bool salvage) => new FileReader(file, length, salvage).ReadAll();

    /// <summary>Refuses a file that does not begin as a store does; an empty one is a new store.</summary>
    public static void RequireStore(IDiskFile file)
    {
        var length = file.Length;
        if (length > 0)
            new FileReader(file, Math.Min(length, FileHeader.MaxBytes + 1), salvage: true).ReadHeader();
    }

    private FileContent ReadAll()
    {
        ReadHeader();
        var closingSeen = false;
        while (_lines.Read())
        {
            if (IsBlank())
                continue;
            if (!closingSeen && _firstBad == null && IsClosing())
                closingSeen = true;
            else
                ReadLine(ref closingSeen);
        }
        TakeCounters();
        _content.TornAt = _firstBad;
        _content.IsClosed = closingSeen && _firstBad == null && !_commaDue;
        return _content;
    }

    private void ReadHeader()
    {
        if (!_lines.Read() || _lines.End - _lines.Start > FileHeader.MaxBytes)
            throw new TrackingException(TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file.");
        var start = _lines.Start;
        var hasMark = _lines.End - start >= 3 && _lines.Buffer[start] == 0xEF && _lines.Buffer[start + 1] == 0xBB && _lines.Buffer[start + 2] == 0xBF;
        _content = new FileContent(FileHeader.Read(_lines.Buffer, hasMark ? start + 3 : start, _lines.End));
        if (hasMark)
            _content.Warn("Line 1: the file begins with a byte order mark, which an editor put there. Optimize-TrackStore writes it without.");
        if (!_content.Header.IsChecked)
            _content.Warn("Line 1: the header has no check value, or a wrong one: it was edited.");
        _content.End = _lines.Offset + (_lines.End - start);
    }

    private void ReadLine(ref bool closingSeen)
    {
        var (start, end) = (_lines.Start, _lines.End);
        var hasBrackets = EndsInBrackets(start, end);
        if (hasBrackets)
            end -= 2;
        var hasComma = end > start && _lines.Buffer[end - 1] == ',';
        if (hasComma)
            end--;
        if (Parse(start, end, out var isChecked, out var why) is not { } happened)
        {
            _firstBad ??= Place(why);
            return;
        }
        if (closingSeen || (_content.HasEvents && !_commaDue))
            _firstBad ??= Place(closingSeen ? "an event stands behind the closing brackets" : "no comma stands before the event");
        closingSeen = hasBrackets;
        if (_firstBad != null)
            Damage(_firstBad);
        _firstBad = null;
        Take(happened);
        if (!isChecked)
            _content.Warn($"Line {_lines.Number}: the event has no check value, or a wrong one: it was edited. It was read as it stands.");
        _content.HasEvents = true;
        _content.End = _lines.Offset + (end - start);
        _commaDue = hasComma;
    }

    private TrackEvent? Parse(int start, int end, out bool isChecked, out string why)
    {
        isChecked = false;
        why = "the line has more than 64 MiB";
        if (_lines.IsTooLong)
            return null;
        try
        {
            isChecked = LineCheck.IsRight(_lines.Buffer, start, end);
            var happened = _events.Read(_lines.Buffer, start, end);
            // What a person wrote must also be readable as data, by every rule, before it is believed.
            if (!isChecked && happened is TrackSaved or TrackUpdated)
                DataReader.Read(happened is TrackSaved saved ? saved.Record.Data : ((TrackUpdated)happened).Record.Data);
            return happened;
        }
        catch (Exception error) when (error is JsonSyntaxException or TrackingException)
        {
            why = error.Message;
            return null;
        }
    }

    private void Take(TrackEvent happened)
    {
        if (_events.Number != _content.NextEvent)
        {
            Damage(Place($"event {_events.Number} stands where event {_content.NextEvent} is due: a line is missing, doubled or out of its place"));
            if (_events.Number < _content.NextEvent)
                return;
        }
        _content.NextEvent = _events.Number + 1;
        if (_events.Number >= _content.Header.FirstEvent + _content.Header.KeptEvents)
            TakeCounters();
        if (_content.State.Contradiction(happened) is { } contradiction)
        {
            Damage(Place(contradiction));
            foreach (var mended in Salvage.Mend(_content.State, happened))
                _content.State.Apply(mended);
        }
        else
        {
            _content.State.Apply(happened);
        }
    }

    /// <summary>Lays the header's counters over the state behind the events that were kept, once: what comes after them counts on.</summary>
    private void TakeCounters()
    {
        if (_countersTaken)
            return;
        _countersTaken = true;
        var header = _content.Header;
        _content.State.SetCounters(header.NextTrack, header.NextRun, header.ClockUtc?.Ticks ?? 0);
    }

    /// <summary>Refuses the file, or notes what is passed over.</summary>
    private void Damage(string what)
    {
        if (!_salvage)
            throw new TrackingException(TrackingErrorCode.TrackStoreDamaged, what);
        _content.IsDamaged = true;
        _content.Warn(what);
    }

    private string Place(string what) => $"Line {_lines.Number}, byte {_lines.Offset}: {what}.";

    private bool IsClosing() => _lines.End - _lines.Start == 2 && _lines.Buffer[_lines.Start] == ']' && _lines.Buffer[_lines.Start + 1] == '}';

    /// <summary>
    /// Whether the closing brackets stand on an event's own line, behind a comma: all that came of the next event's write was its first byte, over the line break before them. No event ends like this.
    /// </summary>
    private bool EndsInBrackets(int start, int end) =>
        end - start > 3 && _lines.Buffer[end - 3] == ',' && _lines.Buffer[end - 2] == ']' && _lines.Buffer[end - 1] == '}';

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

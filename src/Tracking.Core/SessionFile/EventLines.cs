using System;
using System.Collections.Generic;
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
/// <param name="header">The file's header, where it was read before.</param>
internal sealed class EventLines(
    IDiskFile file, long length, ReadContext? context = null, long from = 0, long linesBefore = 0, FileHeader? header = null)
{
    private const string RemoveKey = ",\"remove\":";
    private const string RemoveRunKey = ",\"removeRun\":";
    private const int MostSplits = 16;
    private const int MostGenerations = 64;
    private const int MostBytesToJoin = 1 << 20;
    private const string OneBit = "one bit had flipped. It was corrected.";
    private const string LineBreak = "one bit of a line break had flipped, or one that made a line break. It was corrected.";

    private readonly EventKinds _kinds = (context ?? ReadContext.Default).Kinds;
    private readonly EventFields _fields = new((context ?? ReadContext.Default).Kinds);
    private readonly TrackLineReader _tracks = new();
    private readonly LineReader _lines = new(file, length, from, linesBefore);
    private readonly FlippedBit _flippedBit = new();
    private readonly ProgressMeter? _meter = context?.Meter?.Part(0, TrackState.ReplayEnds);
    private FileHeader? _header = header;
    private uint? _seed = header?.Seed;
    private HashSet<uint>? _olderSeeds;
    private byte[] _corrected = [];

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

    /// <summary>What shows that the line is as it was written.</summary>
    public LineEvidence Evidence { get; private set; }

    /// <summary>What was corrected, so that the line has its right check value; null when nothing was.</summary>
    public string? Corrected { get; private set; }

    /// <summary>What a closing line says of the file, where its check value is right; else null.</summary>
    public StoreSummary? Summary { get; private set; }

    /// <summary>Whether a comma stands before the event.</summary>
    public bool HasComma { get; private set; }

    /// <summary>Whether the header carries its right check value, if need be by a correction.</summary>
    public bool HasRightHeader { get; private set; }

    /// <summary>Whether the line is a header, of which a file has one.</summary>
    public bool IsHeader => StartsWith(LineCheck.Opening.Substring(0, LineCheck.ValueStart))
        && StartsWith(FileHeader.VersionKey, LineCheck.Opening.Length);

    /// <summary>Whether the line closes another file, or an older generation of this one.</summary>
    public bool IsForeignClosing => Wrong != null && FileSeed.Closing(_lines.Buffer, _lines.Start, _lines.End) != null;

    /// <summary>Whether the line is the beginning of a closing one, as a write that was cut off leaves it.</summary>
    public bool IsCutClosing
    {
        get
        {
            var line = Text(FileHeader.MaxClosingLength);
            return line.Length > 0
                && (Closings().Exists(closing => closing.StartsWith(line, StringComparison.Ordinal)) || FindSummarized(out _) != null);
        }
    }

    /// <summary>The line's number in the file, from 1.</summary>
    public long LineNumber => _lines.Number;

    /// <summary>Where the line ends in the file, in bytes, without its line break.</summary>
    public long End => _lines.Offset + _lines.End - _lines.Start;

    /// <summary>Where the line stands.</summary>
    public LinePlace Place => new(_lines.Number, _lines.Offset);

    /// <summary>Reads the first line as a header.</summary>
    /// <param name="warnings">Where to tell what is odd about it.</param>
    /// <exception cref="TrackingException">TrackStoreNotTracking, TrackStoreVersionTooNew or TrackStoreDamaged; the message does not name
    /// the file.</exception>
    public FileContent ReadHeader(FileWarnings warnings)
    {
        if (!_lines.Read() || _lines.IsTooLong)
            throw NoStore();
        var hasMark = _lines.End - _lines.Start >= 3 && _lines.Buffer[_lines.Start] == 0xEF && _lines.Buffer[_lines.Start + 1] == 0xBB
            && _lines.Buffer[_lines.Start + 2] == 0xBF;
        var (line, start, end, corrected) = CorrectHeader(_lines.Start + (hasMark ? 3 : 0));
        if (end - start > FileHeader.MaxBytes)
            throw NoStore();
        HasRightHeader = LineCheck.IsRight(line, start, end);
        var read = FileHeaderReader.Read(line, start, end, _kinds.Version);
        // Where anything stands about the line that is not ours, it cannot be raised in place.
        if (hasMark || corrected != null || (_lines.End < _lines.Buffer.Length && _lines.Buffer[_lines.End] == '\r'))
            read = read with { Width = 0 };
        // Such a header is believed last: its lines say of which session and generation they are.
        if (!read.IsChecked)
            read = FileSeed.Read(file, length).Correct(read);
        var content = new FileContent(read, warnings) { End = End };
        if (hasMark)
            warnings.Add(FindingKind.Noted, Place, $"Line 1: {StoreWarnings.ByteOrderMark}");
        if (corrected != null)
            warnings.Add(FindingKind.Corrected, Place, $"{Place}: {corrected}");
        if (!read.IsChecked)
            warnings.Add(FindingKind.Edited, Place, "Line 1: the header has no check value, or a wrong one: it was edited.");
        if (read.LostEdits > 0)
            warnings.Add(FindingKind.Edited, Place, $"Line 1: {read.LostEdits} lines were edited, of which none is left.");
        CheckBy(read);
        return content;
    }

    /// <summary>Says of which file the lines are, where its header could not be read.</summary>
    public void CheckBy(FileHeader header)
    {
        _header = header;
        _seed = header.Seed;
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
        Evidence = LineEvidence.None;
        Corrected = null;
        Summary = null;
        HasComma = false;
        Wrong = _lines.IsTooLong ? "the line has more than 64 MiB" : null;
        if (Wrong != null || IsClosing())
            return;
        var (start, end) = (_lines.Start, _lines.End);
        HasComma = _lines.Buffer[start] == ',';
        if (HasComma)
            start++;
        Evidence = EvidenceOf(_lines.Buffer, start, end);
        if (Evidence != LineEvidence.None || !Correct(start, end))
            ParseEvent(_lines.Buffer, start, end);
    }

    /// <summary>
    /// Ends a line that is wrong before a whole one that stands at its end, since the line break between them is lost with what was before;
    /// that one is read next. A line that is whole itself is not before another one.
    /// </summary>
    public bool SplitBeforeWhole()
    {
        var tries = 0;
        for (var at = _lines.Start + 2; at < _lines.End - LineCheck.Opening.Length && tries < MostSplits; at++)
        {
            if (!StartsWith("{\"s\":\"", at - _lines.Start) && !StartsWith("{\"c\":\"", at - _lines.Start))
                continue;
            tries++;
            if (EvidenceOf(_lines.Buffer, at, _lines.End) == LineEvidence.None)
                continue;
            if (_lines.Buffer[at - 1] == ',')
                at--;
            _lines.Split(at, at);
            return true;
        }
        return false;
    }

    /// <summary>What is wrong with the line, and where it stands.</summary>
    public string Describe(string what) => $"{Place}: {what}.";

    /// <summary>
    /// The track or run that a line that is wrong seems to have removed; null when it does not look like a removal.
    /// </summary>
    public string? Removed()
    {
        // Such a line is short.
        var line = Text(256);
        return IdBehind(line, RemoveKey) is { } track ? $"track {TrackId.Format(track)}"
            : IdBehind(line, RemoveRunKey) is { } run ? FormattableString.Invariant($"run {run}")
            : null;
    }

    /// <summary>
    /// A seed by which the line is right, where it is not that of the file; null where it has none, and where it is that of the file.
    /// </summary>
    public uint? ForeignSeed
    {
        get
        {
            var start = _lines.Start < _lines.End && _lines.Buffer[_lines.Start] == ',' ? _lines.Start + 1 : _lines.Start;
            return Evidence != LineEvidence.None ? null : LineCheck.SeedOf(_lines.Buffer, start, _lines.End);
        }
    }

    private static TrackingException NoStore() =>
        new(TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file.");

    private static long? IdBehind(string line, string key)
    {
        var place = line.IndexOf(key, StringComparison.Ordinal);
        return place >= 0 && TrackId.TryParse(line.Substring(place + key.Length).Split(',', '}')[0], out var number) ? number : null;
    }

    /// <summary>The header's line, as it was before a bit of it flipped if one has.</summary>
    private (byte[] Line, int Start, int End, string? Corrected) CorrectHeader(int start)
    {
        if (LineCheck.IsRight(_lines.Buffer, start, _lines.End))
            return (_lines.Buffer, start, _lines.End, null);
        var length = Math.Min(_lines.End, start + FileHeader.MaxBytes + 1);
        for (var at = start + FileHeader.Events.Length; at < length; at++)
        {
            if (_lines.Buffer[at - 1] == '[' && FlippedBit.IsBetween(_lines.Buffer[at], (byte)'\n')
                && LineCheck.IsRight(_lines.Buffer, start, at))
            {
                _lines.Split(at, at + 1);
                return (_lines.Buffer, start, at, LineBreak);
            }
        }
        if (_lines.End - start > FileHeader.MaxBytes || !_flippedBit.Find(_lines.Buffer, start, _lines.End, '[', seed: null))
            return (_lines.Buffer, start, _lines.End, null);
        CopyCorrected(start, _lines.End);
        return (_corrected, 0, _lines.End - start, OneBit);
    }

    private LineEvidence EvidenceOf(byte[] buffer, int start, int end) =>
        _seed is { } seed && LineCheck.IsRight(buffer, start, end, seed) ? LineEvidence.Seeded
        : LineCheck.IsRight(buffer, start, end) ? LineEvidence.Unseeded
        : LineEvidence.None;

    private void ParseEvent(byte[] buffer, int start, int end)
    {
        var isRead = false;
        var isChecked = Evidence != LineEvidence.None;
        try
        {
            if (isChecked && _tracks.Read(buffer, start, end) is { } track)
            {
                (Event, Number, FlushedEvent) = (track, _tracks.EventNumber, _tracks.FlushedEvent);
                return;
            }
            isRead = true;
            var happened = _fields.Read(buffer, start, end);
            // What a person wrote must also be readable as data, by every rule, before it is believed.
            if (!isChecked && happened is TrackWritten written)
                DataReader.Read(written.Record.Data);
            if (!isChecked && IsOfOlderGeneration(buffer, start, end))
                throw new JsonSyntaxException("the line is of an older generation of the file", 0);
            Event = happened;
            Number = _fields.Number;
            FlushedEvent = isChecked ? _fields.FlushedEvent : 0;
        }
        catch (Exception error) when (error is JsonSyntaxException or TrackingException)
        {
            Wrong = error.Message.TrimEnd('.');
            IsNewer = isChecked && isRead && _fields.IsUnknown && _fields.Number > 0;
            if (IsNewer)
                (Number, FlushedEvent) = (_fields.Number, _fields.FlushedEvent);
        }
    }

    private bool IsOfOlderGeneration(byte[] buffer, int start, int end)
    {
        if (_header == null || LineCheck.SeedOf(buffer, start, end) is not { } seed)
            return false;
        if (_olderSeeds == null)
        {
            _olderSeeds = [];
            for (var generation = Math.Max(1, _header.Generation - MostGenerations); generation < _header.Generation; generation++)
                _olderSeeds.Add(LineCheck.Seed(_header.Session, generation));
        }
        return _olderSeeds.Contains(seed);
    }

    /// <summary>Makes the line right by undoing one flipped bit, if that can be done in one way.</summary>
    private bool Correct(int start, int end)
    {
        if (CorrectComma(end) || CorrectBit(start, end) || CorrectLostBreak(start) || CorrectMadeBreak(start, end))
            return true;
        Corrected = null;
        Evidence = LineEvidence.None;
        return false;
    }

    private bool CorrectComma(int end)
    {
        if (HasComma || !FlippedBit.IsBetween(_lines.Buffer[_lines.Start], (byte)','))
            return false;
        Evidence = EvidenceOf(_lines.Buffer, _lines.Start + 1, end);
        if (Evidence == LineEvidence.None)
            return false;
        HasComma = true;
        Corrected = OneBit;
        ParseEvent(_lines.Buffer, _lines.Start + 1, end);
        return true;
    }

    private bool CorrectBit(int start, int end)
    {
        if (!_flippedBit.Find(_lines.Buffer, start, end, '}', _seed))
            return false;
        CopyCorrected(start, end);
        Evidence = EvidenceOf(_corrected, 0, end - start);
        Corrected = OneBit;
        ParseEvent(_corrected, 0, end - start);
        return true;
    }

    /// <summary>A line break became another byte, so that two lines are one.</summary>
    private bool CorrectLostBreak(int start)
    {
        var tries = 0;
        for (var at = start + LineCheck.Opening.Length; at < _lines.End && tries < MostSplits; at++)
        {
            if (!FlippedBit.IsBetween(_lines.Buffer[at], (byte)'\n') || _lines.Buffer[at - 1] != '}' || !BeginsLine(at + 1))
                continue;
            tries++;
            Evidence = EvidenceOf(_lines.Buffer, start, at);
            if (Evidence == LineEvidence.None)
                continue;
            _lines.Split(at, at + 1);
            Corrected = LineBreak;
            ParseEvent(_lines.Buffer, start, at);
            return true;
        }
        return false;
    }

    /// <summary>A byte became a line break, so that one line is two.</summary>
    private bool CorrectMadeBreak(int start, int end)
    {
        var length = end - _lines.Start;
        var offset = start - _lines.Start;
        if (length > MostBytesToJoin || end - start < LineCheck.Opening.Length || !(StartsWith("{\"s\":\"", offset)
            || StartsWith("{\"c\":\"", offset)) || !_lines.Join())
        {
            return false;
        }
        var (first, last) = (_lines.Start + offset, _lines.End);
        var at = _lines.Start + length;
        for (var bit = 0; bit < 8 && Evidence == LineEvidence.None; bit++)
        {
            _lines.Buffer[at] = (byte)('\n' ^ (1 << bit));
            Evidence = EvidenceOf(_lines.Buffer, first, last);
        }
        if (Evidence == LineEvidence.None)
        {
            _lines.Buffer[at] = (byte)'\n';
            _lines.Unjoin(length);
            return false;
        }
        Corrected = LineBreak;
        ParseEvent(_lines.Buffer, first, last);
        return true;
    }

    private void CopyCorrected(int start, int end)
    {
        if (_corrected.Length < end - start)
            _corrected = new byte[end - start];
        Buffer.BlockCopy(_lines.Buffer, start, _corrected, 0, end - start);
        _corrected[_flippedBit.At] ^= _flippedBit.Mask;
    }

    private bool BeginsLine(int at) => StartsWith(",{\"", at - _lines.Start) || StartsWith("{\"", at - _lines.Start)
        || StartsWith("],\"", at - _lines.Start);

    private bool StartsWith(string text, int offset = 0)
    {
        if (_lines.End - _lines.Start - offset < text.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (_lines.Buffer[_lines.Start + offset + i] != text[i])
                return false;
        }
        return true;
    }

    private bool IsClosing()
    {
        if (_lines.End == _lines.Start
            || (_lines.Buffer[_lines.Start] != ']' && !FlippedBit.IsBetween(_lines.Buffer[_lines.Start], (byte)']')))
        {
            return false;
        }

        if (_lines.Buffer[_lines.Start] == ']' && FileSeed.Closing(_lines.Buffer, _lines.Start, _lines.End) is { } of && _header != null
            && of != (_header.Session, _header.Generation))
        {
            Wrong = "the closing brackets are those of another file, or of an older generation of this one";
            return true;
        }
        if (FindSummarized(out var differs) is { } closed)
        {
            ReadSummarized(closed, differs);
            return true;
        }
        if (_lines.End - _lines.Start > FileHeader.MaxClosingLength)
            return false;
        var line = Text(FileHeader.MaxClosingLength);
        foreach (var closing in Closings())
        {
            var wrong = closing == line ? 0 : Difference(closing, line);
            if (wrong > 1)
                continue;
            Corrected = wrong == 1 ? OneBit : null;
            Evidence = LineEvidence.Seeded;
            FlushedEvent = closing.IndexOf("true", StringComparison.Ordinal) >= 0 ? long.MaxValue : 0;
            return true;
        }
        return line == "]}";
    }

    /// <summary>
    /// What the line begins with, but for one bit, if that is how the file is closed and something stands behind that; else null.
    /// </summary>
    private string? FindSummarized(out bool differs)
    {
        differs = false;
        if (_header == null)
            return null;
        foreach (var flushed in new[] { true, false })
        {
            var closing = FileForm.ClosingOf(_header, flushed).Trim();
            var begin = closing.Substring(0, closing.Length - 1) + ",";
            var wrong = Difference(begin, Text(begin.Length));
            if (wrong > 1)
                continue;
            differs = wrong == 1;
            return begin.Substring(0, begin.Length - 1);
        }
        return null;
    }

    /// <summary>
    /// Reads a closing line with a summary. One that lacks its end was cut off; of another one, the summary is passed over if it is not as
    /// it was written.
    /// </summary>
    private void ReadSummarized(string begin, bool differs)
    {
        var (start, end) = (_lines.Start + begin.Length, _lines.End);
        if (!StartsWith("}}", end - 2 - _lines.Start))
        {
            Wrong = "the closing line lacks its end";
            return;
        }
        Evidence = LineEvidence.Seeded;
        FlushedEvent = begin.IndexOf("true", StringComparison.Ordinal) >= 0 ? long.MaxValue : 0;
        Summary = StartsWith(ClosingSummary.Key, start - _lines.Start)
            ? SummaryReader.Read(_lines.Buffer, start + ClosingSummary.Key.Length, end - 1, _header!.Session, _header.Seed) : null;
        Corrected = differs ? OneBit
            : Summary == null ? "the summary in the closing line is not as it was written. It was passed over."
            : null;
    }

    /// <summary>What the file may be closed with, without the line breaks around it.</summary>
    private List<string> Closings()
    {
        List<string> closings = [FileHeader.Closing.Trim(), FileHeader.FlushedClosing.Trim()];
        if (_header != null)
        {
            closings.Add(FileForm.ClosingOf(_header, flushed: false).Trim());
            closings.Add(FileForm.ClosingOf(_header, flushed: true).Trim());
        }
        return closings;
    }

    /// <summary>In how many bits two lines differ, up to two.</summary>
    private static int Difference(string one, string other)
    {
        if (one.Length != other.Length)
            return 2;
        var count = 0;
        for (var i = 0; i < one.Length && count < 2; i++)
            count += one[i] == other[i] ? 0 : FlippedBit.IsBetween((byte)one[i], (byte)other[i]) ? 1 : 2;
        return count;
    }

    /// <summary>The line's beginning as text in which a character stands for a byte.</summary>
    private string Text(int most)
    {
        var text = new char[Math.Min(_lines.End - _lines.Start, most)];
        for (var i = 0; i < text.Length; i++)
            text[i] = (char)_lines.Buffer[_lines.Start + i];
        return new string(text);
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

/// <summary>What shows that a line is as it was written.</summary>
internal enum LineEvidence
{
    /// <summary>Nothing does: it has no check value, or a wrong one.</summary>
    None,

    /// <summary>Its check value, which has no seed: it may be of another file.</summary>
    Unseeded,

    /// <summary>Its check value, which is seeded with the file's session and generation.</summary>
    Seeded,
}

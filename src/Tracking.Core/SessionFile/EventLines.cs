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

    private readonly EventKinds _kinds = (context ?? ReadContext.Default).Kinds;
    private readonly EventFields _fields = new((context ?? ReadContext.Default).Kinds);
    private readonly TrackLineReader _tracks = new();
    private readonly LineReader _lines = new(file, length, from, linesBefore);
    private readonly ProgressMeter? _meter = context?.Meter?.Part(0, TrackState.ReplayEnds);
    private LineCorrection? _correction;
    private FileHeader? _header = header;
    private uint? _seed = header?.Seed;
    private HashSet<uint>? _olderSeeds;

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
    public bool IsHeader => _lines.StartsWith(LineCheck.Opening.Substring(0, LineCheck.ValueStart))
        && _lines.StartsWith(FileHeader.VersionKey, LineCheck.Opening.Length);

    /// <summary>Whether the line closes another file, or an older generation of this one.</summary>
    public bool IsForeignClosing => Wrong != null && FileSeed.Closing(_lines.Buffer, _lines.Start, _lines.End) != null;

    /// <summary>Whether the line is the beginning of a closing one, as a write that was cut off leaves it.</summary>
    public bool IsCutClosing => ClosingLine.IsCut(_lines, _header);

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
        var begin = _lines.Start + (hasMark ? 3 : 0);
        var corrected = LineCheck.IsRight(_lines.Buffer, begin, _lines.End) ? null : Correction.FindHeader(begin);
        var (line, start, end) = corrected is { } right ? (right.Buffer, right.Start, right.End) : (_lines.Buffer, begin, _lines.End);
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
        if (corrected is { What: var what })
            warnings.Add(FindingKind.Corrected, Place, $"{Place}: {what}");
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
        if (Wrong != null)
            return;
        if (ClosingLine.Find(_lines, _header) is { } closing)
        {
            (Wrong, Evidence, Corrected, Summary) = (closing.Wrong, closing.Evidence, closing.Corrected, closing.Summary);
            FlushedEvent = closing.SaysFlushed ? long.MaxValue : 0;
            return;
        }
        var start = _lines.Start;
        HasComma = _lines.Buffer[start] == ',';
        if (HasComma)
            start++;
        Evidence = LineCheck.EvidenceOf(_lines.Buffer, start, _lines.End, _seed);
        if (Evidence == LineEvidence.None && Correction.FindEvent(start, HasComma, _seed) is { } corrected)
        {
            (Evidence, Corrected) = (corrected.Evidence, corrected.What);
            HasComma |= corrected.HasComma;
            ParseEvent(corrected.Buffer, corrected.Start, corrected.End);
            return;
        }
        ParseEvent(_lines.Buffer, start, _lines.End);
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
            if (!_lines.BeginsChecked(at - _lines.Start))
                continue;
            tries++;
            if (LineCheck.EvidenceOf(_lines.Buffer, at, _lines.End, _seed) == LineEvidence.None)
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
        var line = _lines.Text(256);
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

    /// <summary>Made only where a line is wrong.</summary>
    private LineCorrection Correction => _correction ??= new LineCorrection(_lines);

    private static TrackingException NoStore() =>
        new(TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file.");

    private static long? IdBehind(string line, string key)
    {
        var place = line.IndexOf(key, StringComparison.Ordinal);
        return place >= 0 && TrackId.TryParse(line.Substring(place + key.Length).Split(',', '}')[0], out var number) ? number : null;
    }

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

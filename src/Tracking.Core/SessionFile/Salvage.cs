using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Model;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// Makes the best of a damaged file by what shows that its lines are as they were written (format 7.9): every event that stands, and for
/// what is lost or uncertain a finding that says what it may have been.
/// </summary>
internal sealed class Salvage
{
    private readonly FileWarnings _warnings = new();
    private readonly int _version;
    private readonly EventLines _lines;
    private readonly Lazy<FileSeed> _seed;
    private readonly List<FoundLine> _found = [];
    private FileHeader? _header;
    private bool _isEnded;
    private bool _isClosed;
    private long _last;

    private Salvage(IDiskFile file, long length, ReadContext? context)
    {
        _version = (context ?? ReadContext.Default).Kinds.Version;
        _lines = new EventLines(file, length, context);
        _seed = new Lazy<FileSeed>(() => FileSeed.Read(file, length));
    }

    /// <summary>Reads so many bytes of a file that <see cref="FileReader"/> cannot read to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="context">With what it is read.</param>
    /// <exception cref="TrackingException">TrackStoreNotTracking or TrackStoreDamaged, when nothing shows that the file is a
    /// store.</exception>
    public static FileContent Read(IDiskFile file, long length, string why, ReadContext? context = null) =>
        new Salvage(file, length, context).Read(why, context);

    private FileContent Read(string why, ReadContext? context)
    {
        var noHeader = ReadHeader();
        ReadLines(isFirstRead: noHeader != null);
        var whole = ChooseWhole();
        // Any text has lines that are no events; only an event with its check value shows that this was a store.
        if (noHeader != null && (whole.Count == 0 || IsNewer(noHeader)))
            throw noHeader;
        var taken = whole.Concat(ChooseUnchecked(whole)).Concat(_found.Where(line => line.IsDouble)).OrderBy(line => line.Number).ToList();
        var content = new FileContent(HeaderFor(taken), _warnings) { IsDamaged = true };
        var removed = new Removed();
        foreach (var line in taken)
            Replay(content, line, removed);
        foreach (var line in whole)
            ReserveIds(content.State, line.Event?.Ids ?? default);
        content.Complete(context?.Meter);
        if (_warnings.Listed.Count == 0)
            _warnings.Add(FindingKind.Noted, default, why);
        return content;
    }

    /// <summary>The header of a file that has none.</summary>
    private static FileHeader NewHeader() => new() { Session = Guid.NewGuid(), Generation = 1, CreatedUtc = DateTime.UtcNow };

    private TrackingException? ReadHeader()
    {
        try
        {
            _header = _lines.ReadHeader(_warnings).Header;
            return null;
        }
        catch (TrackingException error) when (error.Code != TrackingErrorCode.TrackStoreVersionTooNew || !_lines.HasRightHeader)
        {
            _lines.CheckBy(_seed.Value.Correct(NewHeader()));
            return error;
        }
    }

    private void ReadLines(bool isFirstRead)
    {
        var hasHeader = !isFirstRead;
        if (isFirstRead)
            _lines.ParseLine();
        while (isFirstRead || _lines.Read())
        {
            isFirstRead = false;
            if (_lines.Corrected is { } corrected)
                _warnings.Add(FindingKind.Corrected, _lines.Place, $"{_lines.Place}: {corrected}");
            // What stands behind the closing line, or behind another header, is of another file unless its seed says that it is not.
            if (_lines.IsHeader)
            {
                _isEnded |= hasHeader;
                hasHeader = true;
            }
            if (_lines.Wrong is { } wrong && !_lines.IsNewer)
            {
                _isEnded |= _lines.IsForeignClosing;
                _lines.SplitBeforeWhole();
                _warnings.Add(FindingKind.Dropped, _lines.Place, $"{_lines.Describe(wrong)} It was passed "
                    + $"over.{(_lines.Removed() is { } what ? $" It seems to have removed {what}." : "")}");
            }
            else if (_lines.Event == null && !_lines.IsNewer)
            {
                _isClosed = true;
            }
            else if (_lines.ForeignSeed is { } seed && _seed.Value.IsOfSeveral(seed))
            {
                _warnings.Add(FindingKind.Dropped, _lines.Place,
                    $"{_lines.Describe("the line is of another file, or of an older generation of this one")} It was passed over.");
            }
            else
            {
                // A closing line behind which the numbers go on is an old one, in a sector that was lost.
                _isEnded |= _isClosed && _lines.Number <= _last;
                _isClosed = false;
                _last = _lines.Number;
                _found.Add(new FoundLine(_lines.Event, _lines.Number, _lines.Evidence, _lines.Place, _isEnded));
            }
        }
    }

    /// <summary>
    /// The lines that are whole, in the order of their numbers, each number once: those with the file's seed, and those without a
    /// seed that stand in the place of their number, before the first that has one.
    /// </summary>
    private List<FoundLine> ChooseWhole()
    {
        var seededFrom = _found.Where(line => line.Evidence == LineEvidence.Seeded).Select(line => line.Number)
            .DefaultIfEmpty(long.MaxValue).Min();
        var least = _header is { IsChecked: true } header ? header.FirstEvent : 1;
        foreach (var line in _found)
        {
            line.IsWhole = line.Number >= least && (line.Evidence == LineEvidence.Seeded
                || (line.Evidence == LineEvidence.Unseeded && !line.IsBehindEnd && line.Number < seededFrom));
        }

        var whole = _found.FindAll(line => line.IsWhole);
        PutInPlace(whole);
        // Of one without a seed that is not in its place, the number may be free all the same: it was moved, as by swapped sectors.
        var inPlace = new HashSet<long>(whole.Where(line => line.IsInPlace).Select(line => line.Number));
        var most = inPlace.DefaultIfEmpty(0).Max();
        whole.ForEach(line => line.IsWhole = line.IsInPlace || line.Evidence == LineEvidence.Seeded
            || (line.Number < most && !inPlace.Contains(line.Number)));
        whole.RemoveAll(line => !line.IsWhole);
        // Of two with one number the one in its place stands, else the first.
        whole = [.. whole.OrderBy(line => line.Number).ThenBy(line => !line.IsInPlace)];
        for (var i = 1; i < whole.Count; i++)
            whole[i].IsDouble = whole[i].Number == whole[i - 1].Number;
        return whole.FindAll(line => !line.IsDouble);
    }

    /// <summary>
    /// Finds the longest sequence of lines in the file whose numbers rise: those are in their places, and what disturbs it is not.
    /// </summary>
    private static void PutInPlace(List<FoundLine> lines)
    {
        var before = new int[lines.Count];
        var ends = new List<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (lines[ends[middle]].Number < lines[i].Number)
                    low = middle + 1;
                else
                    high = middle;
            }
            before[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count)
                ends.Add(i);
            else if (lines[ends[low]].Number > lines[i].Number)
                ends[low] = i;
        }
        for (var i = ends.Count > 0 ? ends[ends.Count - 1] : -1; i >= 0; i = before[i])
            lines[i].IsInPlace = true;
    }

    /// <summary>
    /// The lines that nothing shows to be as they were written, but that fit between those that are whole: by number and id, which no
    /// whole line names. They give no higher id than whole lines do. Where no line is whole, they stand as they are.
    /// </summary>
    private List<FoundLine> ChooseUnchecked(List<FoundLine> whole)
    {
        var chosen = new List<FoundLine>();
        if (_found.TrueForAll(line => line.IsWhole))
            return chosen;
        var bounds = whole.Count > 0 ? new Bounds(whole) : null;
        var above = NumbersAbove();
        var last = _header is { IsChecked: true } header ? header.FirstEvent - 1 : 0;
        for (var i = 0; i < _found.Count; i++)
        {
            var line = _found[i];
            if (line.IsInPlace)
            {
                last = Math.Max(last, line.Number);
            }
            else if (!line.IsWhole)
            {
                if (line.Number > last && line.Number < above[i] && !line.IsBehindEnd && line.Event is { } happened
                    && bounds?.Fits(line.Number, happened) != false)
                {
                    last = line.Number;
                    chosen.Add(line);
                }
                else
                {
                    SetAside(line);
                }
            }
        }
        return chosen;
    }

    /// <summary>Of each line the number of the next one in its place.</summary>
    private long[] NumbersAbove()
    {
        var above = new long[_found.Count];
        var next = long.MaxValue;
        for (var i = above.Length - 1; i >= 0; i--)
        {
            above[i] = next;
            if (_found[i].IsInPlace)
                next = _found[i].Number;
        }
        return above;
    }

    private void SetAside(FoundLine line)
    {
        var removes = line.Event?.Ids is { AreRemoved: true } ids
            ? $" It seems to have removed {(ids.Track > 0 ? $"track {TrackId.Format(ids.Track)}" : $"run {ids.Run}")}." : "";
        _warnings.Add(FindingKind.Uncertain, line.Place, $"{line.Place}: nothing shows that event {line.Number} is as it was written "
            + $"there. It was set aside.{removes}");
    }

    /// <summary>What a whole line names was given, also where the line that gave it is lost.</summary>
    private static void ReserveIds(TrackState state, EventIds ids) =>
        state.SetCounters(ids.Track + 1, ids.Run + 1, ids.Step + 1, state.LastClockTicks, state.ClockBehindTicks);

    /// <summary>A header that says a newer version is believed where a line is of one.</summary>
    private bool IsNewer(TrackingException error) =>
        error.Code == TrackingErrorCode.TrackStoreVersionTooNew && _found.Exists(line => line.Event == null);

    /// <summary>A header that is not as it was written is believed last: behind all events, and where it contradicts none.</summary>
    private FileHeader HeaderFor(List<FoundLine> taken)
    {
        if (_header is { IsChecked: true })
            return _header;
        var first = taken.Count > 0 ? taken[0].Number : 1;
        var header = _header ?? _seed.Value.Correct(NewHeader());
        return header with
        {
            FirstEvent = first,
            CompactedEvents = EventFields.MaxEventNumber,
            WriteVersion = _found.Exists(line => line.IsWhole) && !_found.Exists(line => line.Event == null)
                ? Math.Min(header.WriteVersion, _version) : header.WriteVersion,
        };
    }

    private static void Replay(FileContent content, FoundLine line, Removed removed)
    {
        if (line.IsDouble)
        {
            content.Warnings.Add(FindingKind.Dropped, line.Place, $"{line.Place}: event {line.Number} stands there again. It was passed "
                + $"over.");
            return;
        }
        if (line.Number > content.NextEvent)
        {
            content.Warnings.Add(FindingKind.Missing, line.Place, $"Events {content.NextEvent} to {line.Number - 1} are missing. A track "
                + $"or run that one of them removed is there again.");
        }

        if (line.Event == null)
        {
            content.PassOverNewer(line.Number, line.Place);
            return;
        }
        var contradiction = content.Contradiction(line.Number, line.Event);
        if (contradiction != null && content.NewerLines > 0)
        {
            content.PassOver(line.Number, line.Place, contradiction);
            return;
        }
        if (removed.Has(line.Event.Ids))
        {
            content.Warnings.Add(FindingKind.Dropped, line.Place, $"{line.Place}: what the event is about was removed before. It was "
                + $"passed over.");
            return;
        }
        if (contradiction != null && !line.IsWhole)
        {
            content.Warnings.Add(FindingKind.Uncertain, line.Place, $"{line.Place}: {contradiction}. It was set aside.");
            return;
        }
        content.NoteOddities(line.Event, line.Place, corrected: null, line.IsWhole);
        removed.Add(line.Event.Ids);
        if (contradiction != null)
            content.Warnings.Add(FindingKind.Adjusted, line.Place, $"{line.Place}: {contradiction}.");
        foreach (var saved in contradiction == null ? [line.Event] : line.Event.Salvage(content.State))
        {
            saved.IsEdited |= line.Event.IsEdited;
            content.Accept(line.Number, saved);
        }
    }

    /// <summary>A line that says an event, in the order of the file.</summary>
    private sealed class FoundLine(TrackEvent? happened, long number, LineEvidence evidence, LinePlace place, bool isBehindEnd)
    {
        /// <summary>The event; null when a newer version of this module wrote it.</summary>
        public TrackEvent? Event { get; } = happened;

        public long Number { get; } = number;

        public LineEvidence Evidence { get; } = evidence;

        public LinePlace Place { get; } = place;

        /// <summary>Whether it stands behind a closing line or another header.</summary>
        public bool IsBehindEnd { get; } = isBehindEnd;

        /// <summary>Whether it is as it was written, and of this file.</summary>
        public bool IsWhole { get; set; }

        /// <summary>Whether its number is in the order of those around it.</summary>
        public bool IsInPlace { get; set; }

        /// <summary>Whether another whole line has its number, and stands.</summary>
        public bool IsDouble { get; set; }
    }

    /// <summary>What was removed by a line that was taken; nothing brings it back.</summary>
    private sealed class Removed
    {
        private readonly HashSet<long> _tracks = [];
        private readonly HashSet<int> _runs = [];

        public void Add(EventIds ids)
        {
            if (!ids.AreRemoved)
                return;
            if (ids.Track > 0)
                _tracks.Add(ids.Track);
            if (ids.Run > 0)
                _runs.Add(ids.Run);
        }

        public bool Has(EventIds ids) => _tracks.Contains(ids.Track) || _runs.Contains(ids.Run);
    }

    /// <summary>Which ids whole lines name, and up to which.</summary>
    private sealed class Bounds
    {
        private readonly HashSet<(EventId Kind, long Id)> _named = [];
        private readonly List<(long Number, EventIds Most)> _most = [];

        public Bounds(List<FoundLine> whole)
        {
            var most = default(EventIds);
            foreach (var line in whole)
            {
                var ids = line.Event?.Ids ?? default;
                _named.Add((EventId.Track, ids.Track));
                _named.Add((EventId.Run, ids.Run));
                _named.Add((EventId.Step, ids.Step));
                var raised = new EventIds(Math.Max(most.Track, ids.Track), Math.Max(most.Run, ids.Run), Math.Max(most.Step, ids.Step));
                if (raised != most)
                    _most.Add((line.Number, raised));
                most = raised;
            }
            (MostTrack, MostRun, MostStep) = (most.Track, most.Run, most.Step);
        }

        public long MostTrack { get; }

        public int MostRun { get; }

        public int MostStep { get; }

        /// <summary>Whether an event can have been at its number: ids rise, so that its own lies between those around it.</summary>
        public bool Fits(long number, TrackEvent happened)
        {
            var ids = happened.Ids;
            if (ids.Track > MostTrack || ids.Run > MostRun || ids.Step > MostStep)
                return false;
            var before = Before(number);
            return happened.Kind.Id switch
            {
                EventId.Track => ids.Track > before.Track && !_named.Contains((EventId.Track, ids.Track)),
                EventId.Run => ids.Run > before.Run && !_named.Contains((EventId.Run, ids.Run)),
                EventId.Step => ids.Step > before.Step && !_named.Contains((EventId.Step, ids.Step)),
                _ => true,
            };
        }

        /// <summary>The highest ids that whole lines before a number name.</summary>
        private EventIds Before(long number)
        {
            var (low, high) = (0, _most.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_most[middle].Number < number)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low > 0 ? _most[low - 1].Most : default;
        }
    }
}

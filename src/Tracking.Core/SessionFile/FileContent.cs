using System;
using Tracking.Events;
using Tracking.Model;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>What was read from a session file, and how it stands at its end.</summary>
internal sealed class FileContent(FileHeader header, FileWarnings warnings)
{
    private bool _countersApplied;
    private (long Event, long End) _awaited;

    public FileHeader Header { get; } = header;

    public TrackState State { get; } = new(isReplay: true, header.Session);

    /// <summary>The number that the next event takes.</summary>
    public long NextEvent { get; private set; } = header.FirstEvent;

    /// <summary>Whether an event was read whose check value is seeded, behind which none is written whose value is not.</summary>
    public bool HasSeeded { get; set; }

    /// <summary>How many lines of events were taken.</summary>
    public long Events { get; private set; }

    /// <summary>Whether the file has events.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>Where the last whole event (or the header) ends, in bytes: the next one is written from here.</summary>
    public long End { get; set; }

    /// <summary>How many lines stand up to there.</summary>
    public long Lines { get; set; } = 1;

    /// <summary>Whether the closing brackets stand behind it, and nothing else.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether they say that everything is on the disk.</summary>
    public bool SaysFlushed { get; set; }

    /// <summary>Whether they have a summary that belongs to what stands before them.</summary>
    public bool HasSummary { get; set; }

    /// <summary>Where the closing line ends, with its line break.</summary>
    public long ClosedEnd { get; set; }

    /// <summary>Up to which byte everything is known to be on the disk, by what the lines behind it say; it may be more.</summary>
    public long FlushedEnd { get; private set; }

    /// <summary>Where the torn end begins, and why; null when there is none.</summary>
    public string? TornAt { get; set; }

    public FileWarnings Warnings { get; } = warnings;

    /// <summary>How many lines a newer version of this module wrote, which were passed over.</summary>
    public long NewerLines { get; private set; }

    /// <summary>Whether the file was damaged, and this is what stands of it.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>What was found, as a report.</summary>
    /// <param name="path">The file.</param>
    /// <param name="condition">How it stands.</param>
    public StoreCheck Check(string path, StoreCondition condition) => new(path, condition)
    {
        TrackCount = State.Indexes.ByNumber.Count,
        RunCount = State.Indexes.Runs.Count,
        StepCount = State.Steps.All.Count,
        Accepted = Events,
        Dropped = Warnings.Count(FindingKind.Dropped),
        Uncertain = Warnings.Count(FindingKind.Uncertain),
        Corrected = Warnings.Count(FindingKind.Corrected),
        Edited = Warnings.Count(FindingKind.Edited),
        Findings = Warnings.Findings,
    };

    /// <summary>Tells why an event cannot be the next one, or null when it can.</summary>
    public string? Contradiction(long number, TrackEvent next)
    {
        if (number >= Header.FirstEvent + Header.CompactedEvents)
            ApplyCounters();
        return next.Contradiction(State);
    }

    /// <summary>
    /// Says what was corrected or edited of an event that is taken; what was edited keeps a mark (format 4.8).
    /// </summary>
    public void NoteOddities(TrackEvent? happened, LinePlace place, string? corrected, bool isChecked)
    {
        if (corrected != null)
            Warnings.Add(FindingKind.Corrected, place, $"{place}: {corrected}");
        if (!isChecked)
        {
            Warnings.Add(FindingKind.Edited, place,
                $"{place}: the event has no check value, or a wrong one: it was edited. It was read as it stands.");
        }
        else if (happened is { IsEdited: true })
        {
            Warnings.Add(FindingKind.Edited, place, $"{place}: what the event says was edited before the file was written anew.");
        }
        if (happened != null)
            happened.IsEdited |= !isChecked;
    }

    /// <summary>Hears up to which event everything was on the disk when the next line was written.</summary>
    public void NoteFlush(long flushedEvent)
    {
        if (flushedEvent == 0 || flushedEvent < _awaited.Event)
            return;
        FlushedEnd = _awaited.End;
        _awaited = (NextEvent - 1, End);
    }

    public void Accept(long number, TrackEvent happened)
    {
        // Where the header is damaged, how much of the file was written anew is not known.
        State.IsReadingImage = Header.CompactedEvents < EventFields.MaxEventNumber && number < Header.FirstEvent + Header.CompactedEvents;
        happened.Apply(State);
        State.IsReadingImage = false;
        if (happened.IsEdited)
            happened.MarkIn(State.Edits);
        Count(number);
    }

    /// <summary>Passes over a line that a newer version of this module wrote.</summary>
    public void PassOverNewer(long number, LinePlace place)
    {
        CountNewer();
        Warnings.Add(FindingKind.Newer, place, $"{place}: a newer version of this module wrote the line. It was passed over.");
        Count(number);
    }

    /// <summary>Passes over a line that may refer to what a newer line made.</summary>
    public void PassOver(long number, LinePlace place, string contradiction)
    {
        Warnings.Add(FindingKind.Newer, place,
            $"{place}: {contradiction}, perhaps by a line of a newer version of this module. It was passed over.");
        Count(number);
    }

    /// <summary>Counts a line that a newer version of this module wrote, and that is not read for another reason.</summary>
    public void CountNewer() => NewerLines++;

    /// <summary>Refuses to write to a file to which only a newer version of this module may write.</summary>
    /// <exception cref="TrackingException">TrackStoreVersionTooNew; the message does not name the file.</exception>
    public void RequireWritable(int version)
    {
        if (Header.WriteVersion > version || NewerLines > 0)
            throw FileHeader.TooNew(Math.Max(Header.WriteVersion, version + 1), version);
    }

    /// <summary>Ends the reading, after the last event.</summary>
    public void Complete(ProgressMeter? meter)
    {
        ApplyCounters();
        State.Edits.Lost += Header.LostEdits;
        State.EndReplay(meter);
    }

    private void Count(long number)
    {
        if (number >= NextEvent)
            Events++;
        NextEvent = number + 1;
        HasEvents = true;
    }

    /// <summary>
    /// Lays the header's counters over the state behind the events that were kept, once: what comes after them counts on.
    /// </summary>
    private void ApplyCounters()
    {
        if (_countersApplied)
            return;
        _countersApplied = true;
        var clock = Header.ClockUtc?.Ticks ?? 0;
        // A header that was changed does not put the clock back.
        State.SetCounters(
            Header.NextTrack, Header.NextRun, Header.NextStep, Header.IsChecked ? clock : Math.Max(clock, State.LastClockTicks),
            Header.ClockBehindTicks);
    }
}

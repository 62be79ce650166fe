using System;
using Tracking.Events;
using Tracking.Model;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>What was read from a session file, and how it stands at its end.</summary>
internal sealed class FileContent(FileHeader header, FileWarnings warnings)
{
    private bool _countersTaken;
    private (long Event, long End) _awaited;

    public FileHeader Header { get; } = header;

    public TrackState State { get; } = new(isReplay: true, header.Session);

    /// <summary>The number that the next event takes.</summary>
    public long NextEvent { get; private set; } = header.FirstEvent;

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

    /// <summary>Up to which byte everything is known to be on the disk, by what the lines behind it say; it may be more.</summary>
    public long FlushedEnd { get; private set; }

    /// <summary>Where the torn end begins, and why; null when there is none.</summary>
    public string? TornAt { get; set; }

    public FileWarnings Warnings { get; } = warnings;

    /// <summary>Whether the file was damaged, and this is what stands of it.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Tells why an event cannot be the next one, or null when it can.</summary>
    public string? Contradiction(long number, TrackEvent next)
    {
        if (number >= Header.FirstEvent + Header.KeptEvents)
            TakeCounters();
        return next.Contradiction(State);
    }

    /// <summary>Hears up to which event everything was on the disk when the next line was written.</summary>
    public void HearOfFlush(long flushedEvent)
    {
        if (flushedEvent == 0 || flushedEvent < _awaited.Event)
            return;
        FlushedEnd = _awaited.End;
        _awaited = (NextEvent - 1, End);
    }

    public void Take(long number, TrackEvent happened)
    {
        happened.Apply(State);
        NextEvent = number + 1;
        HasEvents = true;
    }

    /// <summary>Ends the reading, after the last event.</summary>
    public void Complete(ProgressMeter? meter)
    {
        TakeCounters();
        State.EndReplay(meter);
    }

    /// <summary>
    /// Lays the header's counters over the state behind the events that were kept, once: what comes after them counts on.
    /// </summary>
    private void TakeCounters()
    {
        if (_countersTaken)
            return;
        _countersTaken = true;
        State.SetCounters(Header.NextTrack, Header.NextRun, Header.ClockUtc?.Ticks ?? 0);
    }
}

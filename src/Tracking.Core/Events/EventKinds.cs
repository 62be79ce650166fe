using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Events;

/// <summary>A version of the format, and the kinds of events that it has. A test makes others, to be an older or a newer module.</summary>
internal sealed class EventKinds
{
    private readonly Dictionary<string, EventKind> _byKey;

    /// <param name="version">The format version.</param>
    /// <param name="kinds">The kinds that it has.</param>
    public EventKinds(int version, IEnumerable<EventKind> kinds)
    {
        Version = version;
        _byKey = kinds.ToDictionary(kind => kind.Key, StringComparer.Ordinal);
    }

    /// <summary>What this module reads and writes. A new kind is added here.</summary>
    public static EventKinds Current { get; } = new(
        version: 4,
        [
            TrackSaved.Form,
            TrackUpdated.Form,
            TrackRemoved.Form,
            RunStarted.Form,
            RunStopped.Form,
            RunResumed.Form,
            RunRecorded.Form,
            RunRemoved.Form,
            StepRecorded.Form,
            WriterOpened.Form,
            ClockCompared.Form,
        ]);

    /// <summary>
    /// The format version: logs that need a higher one to be written are not written, and those that need a higher one to be read are not
    /// read.
    /// </summary>
    public int Version { get; }

    /// <summary>All kinds.</summary>
    public IReadOnlyCollection<EventKind> All => _byKey.Values;

    /// <summary>The kind that a key names; null when it names none.</summary>
    public EventKind? Find(string key) => _byKey.TryGetValue(key, out var kind) ? kind : null;
}

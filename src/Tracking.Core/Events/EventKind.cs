using System;

namespace Tracking.Events;

/// <summary>The form of one kind of event in a log.</summary>
/// <param name="key">The key that names the kind in a line; its value is what <paramref name="id"/> says.</param>
/// <param name="id">What the key's value identifies.</param>
/// <param name="read">Makes the event from the fields of a line; null when the keys of the line make none.</param>
internal sealed class EventKind(string key, EventId id, Func<EventFields, TrackEvent?> read)
{
    /// <summary>The key that names the kind in a line.</summary>
    public string Key { get; } = key;

    /// <summary>What the key's value identifies.</summary>
    public EventId Id { get; } = id;

    /// <summary>The first format version that has the kind. Who writes one raises the log's version to it first (format 10).</summary>
    public int Since { get; init; } = 1;

    /// <summary>
    /// The lowest format version that may answer questions from a log with such an event: 1 when whoever passes over it still answers
    /// rightly of everything else, and <see cref="Since"/> when it changes or removes what others wrote (format 10).
    /// </summary>
    public int AnswersSince { get; init; } = 1;

    /// <summary>Makes the event from the fields of a line; null when the keys of the line make none.</summary>
    public TrackEvent? Read(EventFields fields) => read(fields);
}

/// <summary>What the value of a kind's key identifies.</summary>
internal enum EventId
{
    /// <summary>A track, by its number.</summary>
    Track,

    /// <summary>A run, by its id.</summary>
    Run,

    /// <summary>A step, by its id.</summary>
    Step,

    /// <summary>A writer, by its GUID.</summary>
    Writer,

    /// <summary>Nothing; it is by how many ticks the system's clock is behind.</summary>
    Clock,
}

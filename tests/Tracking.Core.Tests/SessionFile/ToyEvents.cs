using System;
using System.Collections.Generic;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.State;

namespace Tracking.Tests;

/// <summary>A kind of event of format version 5, which a later module may have, and which others may pass over.</summary>
internal class ToyEvent(long track) : TrackEvent
{
    public static EventKind Form { get; } = new("toy", EventId.Track, fields => new ToyEvent(fields.Id)) { Since = 5 };

    public override EventKind Kind => Form;

    public override EventIds Ids => default;

    public override string? Contradiction(TrackState state) => null;

    public override void Apply(TrackState state)
    {
    }

    public override IEnumerable<StoreChange> Changes(TrackState state) => [];

    public override void Write(JsonBuffer line) => line.Ascii(",\"").Ascii(Kind.Key).Ascii("\":").Number(track);

    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];
}

/// <summary>
/// A kind of event of format version 6 that changes what others wrote, so that nobody who passes over it answers rightly.
/// </summary>
internal sealed class SweepingToyEvent(long track) : ToyEvent(track)
{
    public static new EventKind Form { get; } =
        new("sweep", EventId.Track, fields => new SweepingToyEvent(fields.Id)) { Since = 6, AnswersSince = 6 };

    public override EventKind Kind => Form;
}

/// <summary>The store of a later module, in a session file.</summary>
internal sealed class LaterStore : TrackEngine
{
    /// <summary>What the later module knows.</summary>
    public static readonly EventKinds Kinds = new(6, [.. EventKinds.Current.All, ToyEvent.Form, SweepingToyEvent.Form]);

    private LaterStore(FileLog log, TrackState? state, WarningList warnings, Func<DateTime>? clock)
        : base(log, state, warnings, StoreClock.Of(clock))
    {
    }

    public static LaterStore Open(SimulatedDisk disk, string path, Durability durability = default, bool createLater = false,
        Func<DateTime>? clock = null)
    {
        var warnings = new WarningList();
        var log = new FileLog(disk, path, new FileStoreOptions { Kinds = Kinds, Durability = durability }, warnings);
        return new LaterStore(log, createLater ? null : log.Open(), warnings, clock);
    }

    public void Do(TrackEvent happened) => Commit(happened);

    public override IStoreFollower Follow(DateTime? fromUtc = null, System.Threading.CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}

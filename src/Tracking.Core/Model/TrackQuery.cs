using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>A query for tracks. A criterion that is null matches every track; a list that is empty matches none (rule 4.8).</summary>
public sealed record TrackQuery
{
    /// <summary>The tasks; a track matches by any of them.</summary>
    public IReadOnlyList<NameCriterion>? Tasks { get; init; }

    /// <summary>The users; a track matches by any of them.</summary>
    public IReadOnlyList<NameCriterion>? Users { get; init; }

    /// <summary>The run ids; a track matches by any of them.</summary>
    public IReadOnlyList<int>? RunIds { get; init; }

    /// <summary>The track numbers; a track matches by any of them.</summary>
    public IReadOnlyList<long>? Numbers { get; init; }

    /// <summary>The earliest time, inclusive, in UTC.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>The latest time, inclusive, in UTC.</summary>
    public DateTime? ToUtc { get; init; }

    /// <summary>A further criterion, evaluated last and while results stream.</summary>
    public Func<TrackRecord, bool>? Where { get; init; }

    /// <summary>
    /// What the data of all tracks have that <see cref="Where"/> accepts: of each list one token or more (<c>DataTokens</c>). A store with
    /// an index of tokens looks there first; null, and for all other stores, nothing is known.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>>? DataTokens { get; init; }

    /// <summary>Whether the newest track comes first, instead of the oldest.</summary>
    public bool Descending { get; init; }

    /// <summary>The most results, counted after <see cref="Skip"/>.</summary>
    public long? First { get; init; }

    /// <summary>How many results are left out at the beginning; at the end when <see cref="Last"/> is given.</summary>
    public long Skip { get; init; }

    /// <summary>Only so many of the newest tracks, counted after <see cref="Skip"/>; not together with <see cref="First"/>.</summary>
    public long? Last { get; init; }

    /// <summary>Refuses a question whose parts contradict each other.</summary>
    /// <exception cref="TrackingException">TrackQueryInvalid.</exception>
    public void RequireConsistent()
    {
        if (FromUtc > ToUtc)
            throw Contradiction("The earliest time lies after the latest.", ErrorReason.TimesReversed);
        if (First != null && Last != null)
            throw Contradiction("The first tracks and the last ones exclude each other.", ErrorReason.FirstAndLast);
        if (First < 0 || Last < 0 || Skip < 0)
            throw Contradiction("A count of tracks is negative.", ErrorReason.NegativeCount);
    }

    private static TrackingException Contradiction(string message, ErrorReason reason) =>
        new(TrackingErrorCode.TrackQueryInvalid, message, reason: reason);
}

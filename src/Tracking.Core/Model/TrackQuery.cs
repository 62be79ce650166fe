using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>A question for tracks. A criterion that is null is not asked; one that is empty matches nothing (rule 4.8).</summary>
public sealed record TrackQuery
{
    /// <summary>Tasks, alternatives of each other.</summary>
    public IReadOnlyList<NameCriterion>? Tasks { get; init; }

    /// <summary>Users, alternatives of each other.</summary>
    public IReadOnlyList<NameCriterion>? Users { get; init; }

    /// <summary>Runs, alternatives of each other.</summary>
    public IReadOnlyList<int>? RunIds { get; init; }

    /// <summary>Track numbers, alternatives of each other.</summary>
    public IReadOnlyList<long>? Numbers { get; init; }

    /// <summary>The earliest time in UTC, included.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>The latest time in UTC, included.</summary>
    public DateTime? ToUtc { get; init; }

    /// <summary>A further condition, asked last and while results stream.</summary>
    public Func<TrackRecord, bool>? Where { get; init; }

    /// <summary>Newest first instead of oldest first.</summary>
    public bool Descending { get; init; }

    /// <summary>How many results at most, after <see cref="Skip"/>.</summary>
    public long? First { get; init; }

    /// <summary>How many results to pass over, from the end when <see cref="Last"/> is given.</summary>
    public long Skip { get; init; }

    /// <summary>Only the newest so many, after <see cref="Skip"/>; not together with <see cref="First"/>.</summary>
    public long? Last { get; init; }
}

using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>A task that has tracks.</summary>
public sealed class TaskSummary
{
    /// <summary>The task, as its last track spells it.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>How many tracks it has.</summary>
    public long TrackCount { get; init; }

    /// <summary>The users that have tracks of it, sorted.</summary>
    public IReadOnlyList<string> UserNames { get; init; } = [];

    /// <summary>Its current run; null when it has none.</summary>
    public int? CurrentRunId { get; init; }

    /// <summary>The time of its last track in UTC.</summary>
    public DateTime LastTimeUtc { get; init; }
}

/// <summary>A user that has tracks of a task.</summary>
public sealed class UserSummary
{
    /// <summary>The task, as its last track spells it.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>The user, as the last of these tracks spells it.</summary>
    public string UserName { get; init; } = "";

    /// <summary>How many tracks the user has of the task.</summary>
    public long TrackCount { get; init; }

    /// <summary>The time of the last of them in UTC.</summary>
    public DateTime LastTimeUtc { get; init; }
}

/// <summary>How much a store holds.</summary>
/// <param name="Tracks">Live tracks.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Tasks">Tasks that have tracks.</param>
/// <param name="Users">Users that have tracks.</param>
public sealed record StoreCounts(long Tracks, long Runs, long Tasks, long Users);

/// <summary>What an optimisation did to a store's size, in bytes; both are 0 for a store without a file.</summary>
/// <param name="LengthBefore">The file's bytes before.</param>
/// <param name="LengthAfter">The file's bytes after.</param>
public sealed record OptimizeResult(long LengthBefore, long LengthAfter);

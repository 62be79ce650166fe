using System;

namespace Tracking.Model;

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

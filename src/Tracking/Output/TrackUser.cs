using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking;

/// <summary>A user that has tracks of a task.</summary>
public sealed class TrackUser
{
    internal TrackUser(UserSummary summary, IReadOnlyList<TrackStore> stores)
    {
        TaskId = summary.TaskId;
        UserName = summary.UserName;
        TrackCount = summary.TrackCount;
        LastTimeStamp = summary.LastTimeUtc.ToLocalTime();
        Stores = stores;
    }

    /// <summary>The task, as its last track spells it.</summary>
    public string TaskId { get; }

    /// <summary>The user, as the last of these tracks spells it.</summary>
    public string UserName { get; }

    /// <summary>How many tracks the user has of the task.</summary>
    public long TrackCount { get; }

    /// <summary>The time of the last of them, local.</summary>
    public DateTime LastTimeStamp { get; }

    /// <summary>The store that they are in; with -AllSessions it may stand for several, all of which a question goes to.</summary>
    public TrackStore Store => Stores.Count == 1 ? Stores[0] : new TrackStore(Stores);

    /// <summary>All stores that they are in.</summary>
    public IReadOnlyList<TrackStore> Stores { get; }

    /// <summary>The user's name.</summary>
    public override string ToString() => UserName;
}

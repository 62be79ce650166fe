using System;

namespace Tracking;

/// <summary>What a save does when the key already has a track (design.md 4.4).</summary>
public enum SaveMode
{
    /// <summary>Always a new track.</summary>
    Add,

    /// <summary>Replaces data and time of the last track for exactly (task, run, user); a new one when there is none.</summary>
    Update,

    /// <summary>Like <see cref="Update"/>, but lays the new top-level keys over the old.</summary>
    Merge,
}

/// <summary>A track that is to be saved.</summary>
public sealed class TrackDraft
{
    /// <summary>Makes a draft.</summary>
    /// <param name="taskId">The task; not empty.</param>
    /// <param name="userName">The user; not empty.</param>
    /// <param name="data">The data.</param>
    public TrackDraft(string taskId, string userName, TrackData data)
    {
        TaskId = taskId;
        UserName = userName;
        Data = data;
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>The user.</summary>
    public string UserName { get; }

    /// <summary>The data.</summary>
    public TrackData Data { get; }

    /// <summary>The run; 0 for the task's current run, which is started if there is none (design.md 4.2).</summary>
    public int RunId { get; init; }

    /// <summary>What to do when the key already has a track.</summary>
    public SaveMode Mode { get; init; }

    /// <summary>The time in UTC; null for the clock's.</summary>
    public DateTime? TimeUtc { get; init; }
}

using System;

namespace Tracking.Model;

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

    /// <summary>The run; 0 for the task's current run, which is started if there is none (rule 4.2).</summary>
    public int RunId { get; init; }

    /// <summary>What to do when the key already has a track.</summary>
    public SaveMode Mode { get; init; }

    /// <summary>The time in UTC; null for the clock's.</summary>
    public DateTime? TimeUtc { get; init; }
}

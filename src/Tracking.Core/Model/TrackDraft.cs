using System;

namespace Tracking.Model;

/// <summary>A track to be saved (rule 4.4).</summary>
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

    /// <summary>The step that is at work where the track is saved; 0 for none.</summary>
    public int StepId { get; init; }

    /// <summary>What the save does when the task, run and user already have a track.</summary>
    public SaveMode Mode { get; init; }

    /// <summary>The time in UTC; null for the time of the store's clock (rule 4.5).</summary>
    public DateTime? TimeUtc { get; init; }

    /// <summary>The same draft with its data in another array.</summary>
    internal TrackDraft With(TrackData data) =>
        new(TaskId, UserName, data) { RunId = RunId, StepId = StepId, Mode = Mode, TimeUtc = TimeUtc };
}

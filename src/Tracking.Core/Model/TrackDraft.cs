using System;
using System.Collections.Generic;

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

    /// <summary>
    /// The key of the run, which is the last one of the task and key, or is begun for them: open, and never current (rule 10.3). Null
    /// where the run is named by <see cref="RunId"/>.
    /// </summary>
    public string? RunKey { get; init; }

    /// <summary>The track that is replaced, whatever its task, run and user are, which stay (rule 10.5); 0 for none.</summary>
    public long Number { get; init; }

    /// <summary>Whether nothing is saved where the track that is there has the same data (rule 10.4).</summary>
    public bool OnlyIfChanged { get; init; }

    /// <summary>
    /// Keys of the data: an update replaces the last track that has one of them, and passes over all others (rule 10.6). Null for all
    /// tracks.
    /// </summary>
    public IReadOnlyList<string>? ReplacesThoseWith { get; init; }

    /// <summary>The step that is at work where the track is saved; 0 for none.</summary>
    public int StepId { get; init; }

    /// <summary>What the save does when the task, run and user already have a track.</summary>
    public SaveMode Mode { get; init; }

    /// <summary>The time in UTC; null for the time of the store's clock (rule 4.5).</summary>
    public DateTime? TimeUtc { get; init; }

    /// <summary>The data and time that a track gets, whose task, run and user stay (rule 10.5).</summary>
    public static TrackDraft Replacing(long number, TrackData data, bool merges, bool onlyIfChanged, DateTime? timeUtc) => new("", "", data)
    {
        Number = number,
        Mode = merges ? SaveMode.Merge : SaveMode.Update,
        OnlyIfChanged = onlyIfChanged,
        TimeUtc = timeUtc,
    };

    /// <summary>The same draft with its data in another array.</summary>
    internal TrackDraft With(TrackData data) => new(TaskId, UserName, data)
    {
        RunId = RunId,
        RunKey = RunKey,
        Number = Number,
        OnlyIfChanged = OnlyIfChanged,
        ReplacesThoseWith = ReplacesThoseWith,
        StepId = StepId,
        Mode = Mode,
        TimeUtc = TimeUtc,
    };
}

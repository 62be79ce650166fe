using System;

namespace Tracking.Model;

/// <summary>A saved track. A record never changes: an update replaces it by a new record.</summary>
public class TrackRecord
{
    internal const int MostVersions = ushort.MaxValue;

    // 16 bits fit where the record has room to spare, and suffice for a track that is replaced once a second for most of a day.
    private readonly ushort _version;

    /// <summary>Makes a record.</summary>
    public TrackRecord(
        long number, string taskId, int runId, string userName, DateTime timeUtc, bool timeIsGiven, TrackData data, int version = 0)
    {
        Number = number;
        TaskId = taskId;
        RunId = runId;
        UserName = userName;
        TimeTicks = timeUtc.Ticks;
        TimeIsGiven = timeIsGiven;
        Data = data;
        _version = (ushort)Math.Min(version, MostVersions);
    }

    /// <summary>The number that the printed id shows; the numbers of a store count up from 1 (rule 4.1).</summary>
    public long Number { get; }

    /// <summary>The task, as it was spelled on saving.</summary>
    public string TaskId { get; }

    /// <summary>The user, as spelled on saving.</summary>
    public string UserName { get; }

    /// <summary>The run that the track belongs to.</summary>
    public int RunId { get; }

    /// <summary>The step that was at work where the track was saved (rule 7.6); 0 for none.</summary>
    public virtual int StepId => 0;

    /// <summary>The machine that saved it last, where the store has that on record (rule 4.26); null elsewhere, and for a copy.</summary>
    public virtual string? Host => null;

    /// <summary>Whether the caller gave the time; otherwise it is the time of the store's clock (rule 4.5).</summary>
    public bool TimeIsGiven { get; }

    /// <summary>The data.</summary>
    public TrackData Data { get; }

    /// <summary>
    /// How often time and data were replaced, up to 65,535. Of two copies of one track, the one that was replaced more often is the newer
    /// one (rule 4.19).
    /// </summary>
    public int Version => _version;

    /// <summary>The track's time in UTC.</summary>
    public DateTime TimeUtc => new(TimeTicks, DateTimeKind.Utc);

    internal long TimeTicks { get; }

    /// <summary>
    /// Makes a record of a track that may have been saved in a step, and by a known machine. Only one that was has room for it.
    /// </summary>
    public static TrackRecord Of(long number, string taskId, int runId, string userName, DateTime timeUtc, bool timeIsGiven, TrackData data,
        int version, int stepId, string? host = null) =>
        stepId == 0 && host == null ? new TrackRecord(number, taskId, runId, userName, timeUtc, timeIsGiven, data, version)
            : new OfStep(number, taskId, runId, userName, timeUtc, timeIsGiven, data, version, stepId, host);

    /// <summary>The same track as one that a machine saved.</summary>
    public TrackRecord SavedOn(string? host) =>
        Of(Number, TaskId, RunId, UserName, TimeUtc, TimeIsGiven, Data, Version, StepId, host);

    /// <summary>The same track with its data in another array.</summary>
    internal TrackRecord With(TrackData data) => Of(Number, TaskId, RunId, UserName, TimeUtc, TimeIsGiven, data, Version, StepId, Host);

    /// <summary>The order of time and then number, which is that of all answers.</summary>
    public static int CompareByTime(TrackRecord a, TrackRecord b)
    {
        var byTime = a.TimeTicks.CompareTo(b.TimeTicks);
        return byTime != 0 ? byTime : a.Number.CompareTo(b.Number);
    }

    private sealed class OfStep(long number, string taskId, int runId, string userName, DateTime timeUtc, bool timeIsGiven, TrackData data,
        int version, int stepId, string? host) : TrackRecord(number, taskId, runId, userName, timeUtc, timeIsGiven, data, version)
    {
        public override int StepId => stepId;

        public override string? Host => host;
    }
}

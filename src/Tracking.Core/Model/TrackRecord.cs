using System;

namespace Tracking.Model;

/// <summary>One saved track. A record never changes: an update puts a new record in its place.</summary>
public sealed class TrackRecord
{
    internal const int MostVersions = ushort.MaxValue;

    // Fits where the record has room; behind it stands one that is replaced once a second for most of a day.
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

    /// <summary>The number behind the printed id; counts up from 1 in its store.</summary>
    public long Number { get; }

    /// <summary>The task, as it was spelled on saving.</summary>
    public string TaskId { get; }

    /// <summary>The user, as spelled on saving.</summary>
    public string UserName { get; }

    /// <summary>The run that the track belongs to.</summary>
    public int RunId { get; }

    /// <summary>Whether the caller gave the time; else the clock made it (rule 4.5).</summary>
    public bool TimeIsGiven { get; }

    /// <summary>The data.</summary>
    public TrackData Data { get; }

    /// <summary>
    /// How often time and data were replaced, up to 65,535. Of two copies of one track,
    /// the one that was replaced more often is the later one.
    /// </summary>
    public int Version => _version;

    /// <summary>The track's time in UTC.</summary>
    public DateTime TimeUtc => new(TimeTicks, DateTimeKind.Utc);

    internal long TimeTicks { get; }
}

using System;
using Tracking.Model;

namespace Tracking.State;

/// <summary>One thing that happened. The state is what its events give when they are applied in order, live or replayed from a file (rule 2.3).</summary>
internal abstract class TrackEvent
{
}

/// <summary>A process began to write; the tracks that follow are its own.</summary>
internal sealed class WriterOpened(Guid writer, DateTime timeUtc, int processId, string host) : TrackEvent
{
    public Guid Writer { get; } = writer;

    public DateTime TimeUtc { get; } = timeUtc;

    public int ProcessId { get; } = processId;

    public string Host { get; } = host;
}

/// <summary>A track was saved, perhaps as the first of a run that the save started.</summary>
internal class TrackSaved(TrackRecord record, bool startsRun) : TrackEvent
{
    public TrackRecord Record { get; } = record;

    public bool StartsRun { get; } = startsRun;
}

/// <summary>A track was copied from another store, to a run that is here. A class of its own, so that no other track pays for its origin.</summary>
internal sealed class TrackCopied(TrackRecord record, Origin origin) : TrackSaved(record, startsRun: false)
{
    public Origin Origin { get; } = origin;
}

/// <summary>A track's data and time were replaced; the record is the full result.</summary>
internal sealed class TrackUpdated(TrackRecord record) : TrackEvent
{
    public TrackRecord Record { get; } = record;
}

/// <summary>A track was removed.</summary>
internal sealed class TrackRemoved(long number) : TrackEvent
{
    public long Number { get; } = number;
}

/// <summary>A run was started on its own, not by a save.</summary>
internal sealed class RunStarted(int runId, string? taskId, DateTime timeUtc, bool timeIsGiven) : TrackEvent
{
    public int RunId { get; } = runId;

    public string? TaskId { get; } = taskId;

    public DateTime TimeUtc { get; } = timeUtc;

    public bool TimeIsGiven { get; } = timeIsGiven;
}

/// <summary>A run was stopped: finished, stopped before that, or failed.</summary>
internal sealed class RunStopped(int runId, RunStatus status, string? message, DateTime timeUtc, bool timeIsGiven) : TrackEvent
{
    public int RunId { get; } = runId;

    public RunStatus Status { get; } = status;

    public string? Message { get; } = message;

    public DateTime TimeUtc { get; } = timeUtc;

    public bool TimeIsGiven { get; } = timeIsGiven;
}

/// <summary>A run that had not finished was taken up again.</summary>
internal sealed class RunResumed(int runId, DateTime timeUtc) : TrackEvent
{
    public int RunId { get; } = runId;

    public DateTime TimeUtc { get; } = timeUtc;
}

/// <summary>A run with its whole state, as an optimised file keeps it; one that has an origin was copied from another store, for the first time or again.</summary>
internal sealed class RunKept(RunRecord record) : TrackEvent
{
    public RunRecord Record { get; } = record;
}

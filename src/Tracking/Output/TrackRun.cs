using System;
using Tracking.Model;

namespace Tracking;

/// <summary>A run of a task: a set of interactions with a start, an end and a mark.</summary>
public sealed class TrackRun
{
    private readonly RunRecord _record;

    internal TrackRun(RunRecord record, TrackStore store)
    {
        _record = record;
        Store = store;
    }

    /// <summary>The run's id.</summary>
    public int RunId => _record.RunId;

    /// <summary>The task that it was started for; null when for none.</summary>
    public string? TaskId => _record.TaskId;

    /// <summary>When it started, local.</summary>
    public DateTime Start => _record.StartUtc.ToLocalTime();

    /// <summary>The latest of its start, its tracks and its stop, local.</summary>
    public DateTime End => _record.EndUtc.ToLocalTime();

    /// <summary>From its start to its end.</summary>
    public TimeSpan Duration => _record.EndUtc - _record.StartUtc;

    /// <summary>
    /// How it stands: Running, Finished, Stopped, Failed, or Abandoned when no living process holds the file that it is open in.
    /// </summary>
    public RunStatus Status => _record.Status;

    /// <summary>Whether it was stopped as finished.</summary>
    public bool Finished => _record.Finished;

    /// <summary>What was said when it was stopped; null when nothing was.</summary>
    public string? Message => _record.Message;

    /// <summary>The store that the run is in.</summary>
    public TrackStore Store { get; }

    /// <summary>The run in one line.</summary>
    public override string ToString() => $"<Run {RunId}, {Start:yyyy-MM-dd HH:mm}, {End:yyyy-MM-dd HH:mm}, {Finished}>";
}

using System;

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

    /// <summary>Whether it was stopped as finished.</summary>
    public bool Finished => _record.Finished;

    /// <summary>The store that the run is in.</summary>
    public TrackStore Store { get; }

    /// <summary>The run in one line, as the seed prints it.</summary>
    public override string ToString() => $"<Run {RunId}, {Start:yyyy-MM-dd HH:mm}, {End:yyyy-MM-dd HH:mm}, {Finished}>";
}

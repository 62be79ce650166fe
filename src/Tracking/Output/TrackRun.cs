using System;
using Tracking.Data;
using Tracking.Model;

namespace Tracking;

/// <summary>A run of a task: a set of interactions with a start, an end and a mark.</summary>
public sealed class TrackRun
{
    private readonly RunRecord _record;
    private RunFacts? _facts;

    internal TrackRun(RunRecord record, TrackStore store)
    {
        _record = record;
        Store = store;
    }

    internal RunRecord Record => _record;

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
    /// How it stands: Running; Open, where nobody says that it is at work; Finished, FinishedWithErrors, Stopped, Failed; Abandoned, when
    /// its
    /// writer is gone; Unknown, when that cannot be judged from here.
    /// </summary>
    public RunStatus Status => _record.Status;

    /// <summary>Whether it was stopped as finished, with errors or without.</summary>
    public bool Finished => _record.Finished;

    /// <summary>What was said when it was stopped; null when nothing was.</summary>
    public string? Message => _record.Message;

    /// <summary>What the run is about; null when it was started without a key. Only a run of the same key continues it.</summary>
    public string? Key => _record.Key;

    /// <summary>The host that started it; null when that is not on record.</summary>
    public string? Host => Facts.Host ?? _record.Host;

    /// <summary>The process that started it; null when that is not on record.</summary>
    public int? Process => Facts.Process;

    /// <summary>The operating system's user that started it; null when that is not on record.</summary>
    public string? User => Facts.User;

    /// <summary>The script file that started it; null when there is none, or it is not on record.</summary>
    public string? Script => Facts.Script;

    /// <summary>What identifies the run everywhere, copies included: its first writer, and its id there.</summary>
    public string Identity => _record.Identity.ToString();

    /// <summary>The identity of the run around it; null when there was none.</summary>
    public string? Parent => Facts.Parent;

    /// <summary>The identity of the run that it continues; null when it continues none.</summary>
    public string? Continues => _record.Continues?.ToString();

    /// <summary>The run that continues it, of those in the stores that were asked; null when there is none.</summary>
    public TrackRun? ContinuedBy { get; internal set; }

    /// <summary>
    /// The first later run of the same host, task and key that finished without errors, of those in the stores that were asked; null when
    /// there is none, or when it finished without errors itself.
    /// </summary>
    public TrackRun? FixedBy { get; internal set; }

    /// <summary>
    /// How long after a success of its task the next one is due; null when the run does not say it, zero when it says that none is.
    /// </summary>
    public TimeSpan? DueWithin => Facts.DueWithin;

    private RunFacts Facts => _facts ??= RunFacts.Of(_record);

    /// <summary>The store that the run is in.</summary>
    public TrackStore Store { get; }

    /// <summary>The run in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"<Run {RunId}, {Start:yyyy-MM-dd HH:mm}, {End:yyyy-MM-dd HH:mm}, {Finished}>");
}

using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>
/// One thing that happened in a store, and a line in a log. The state is what its events give when they are applied in order, as they
/// happen or replayed from a log (rule 2.3). Each kind of event is one class in one file: what it requires, changes, tells followers,
/// writes and reads stand together, and <see cref="EventKinds"/> lists it.
/// </summary>
internal abstract class TrackEvent
{
    /// <summary>The form that the event has in a log.</summary>
    public abstract EventKind Kind { get; }

    /// <summary>
    /// The lowest format version that may write to a log with the event: that of its kind, or a later one where it has a key or a value
    /// that came later (format 10).
    /// </summary>
    public virtual int Since => Kind.Since;

    /// <summary>The lowest format version that may answer from a log with the event (format 10).</summary>
    public virtual int AnswersSince => Kind.AnswersSince;

    /// <summary>
    /// Whether it ends something, so that a log which may lag behind by a second is flushed at once (rule 5).
    /// </summary>
    public virtual bool IsMilestone => false;

    /// <summary>Whether it begins a run or a step that is at work as long as its writer holds the log (rule 4.16).</summary>
    public virtual bool BeginsWork => false;

    /// <summary>The ids that the event names, and whether it removes what they stand for.</summary>
    public abstract EventIds Ids { get; }

    /// <summary>
    /// Whether what it says was edited by hand in a log, which is on record until someone accepts it (format 4.8).
    /// </summary>
    public bool IsEdited { get; set; }

    /// <summary>Why the event cannot follow on a state; null when it can. What was decided on a state always can.</summary>
    public abstract string? Contradiction(TrackState state);

    /// <summary>Changes a state that it can follow on. It never fails.</summary>
    public abstract void Apply(TrackState state);

    /// <summary>What followers receive of it, once it was applied to the state.</summary>
    public abstract IEnumerable<StoreChange> Changes(TrackState state);

    /// <summary>Writes what a line holds of it, from the kind's key on (format 3).</summary>
    public abstract void Write(JsonBuffer line);

    /// <summary>
    /// Of an event that cannot follow on a state, since what stood before it in a damaged log is lost: the events that save as much of it
    /// as can be.
    /// </summary>
    public abstract IEnumerable<TrackEvent> Salvage(TrackState state);

    /// <summary>
    /// The change of a run, as it is now. Whether one that was copied is still at work cannot be judged here (rule 4.16).
    /// </summary>
    protected static StoreChange ChangeOfRun(TrackState state, int runId)
    {
        var run = state.Record(state.Indexes.Runs[runId]);
        return new(Track: null, run is { Status: RunStatus.Running, Origin: not null } ? run with { Status = RunStatus.Unknown } : run);
    }
}

using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.Events;

/// <summary>
/// A run with its whole state, as compaction writes it; one that has an origin was copied from another store, for the first time or
/// again.
/// </summary>
internal sealed class RunRecorded(RunRecord record) : TrackEvent
{
    public static EventKind Form { get; } = new("keep", EventId.Run, Read);

    private const EventField SinceVersion2 = EventField.Key | EventField.Facts | EventField.Continues | EventField.CarriedSteps;

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <inheritdoc/>
    public override int Since => Record.Key != null || Record.Facts != null || Record.Continues != null || Record.CarriedSteps > 0
        ? 2 : StatusText.Since(Record.Status);

    /// <summary>Who passes over the end of a copy of a run says that it is still at work.</summary>
    public override int AnswersSince => Record.HasEnded ? StatusText.Since(Record.Status) : base.AnswersSince;

    /// <summary>The run.</summary>
    public RunRecord Record { get; } = record;

    /// <summary>A run that was lost, made up from its first track that is left.</summary>
    public static RunRecorded MadeUp(TrackRecord track) =>
        new(new RunRecord(track.RunId, track.TaskId, track.TimeUtc, track.TimeUtc, RunStatus.Open, IsCurrent: false));

    /// <inheritdoc/>
    public override EventIds Ids => new(Run: Record.RunId);

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        Record.RunId < state.NextRunId && !state.IsLaterCopy(Record) ? "it keeps a run whose id was given before"
        : Record.IsCurrent && !CanBeCurrent(state) ? "it keeps a run as current that cannot be it"
        : Record.EndUtc < Record.StartUtc ? "it keeps a run that ended before it started"
        : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.SetRun(Record);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [ChangeOfRun(state, Record.RunId)];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line)
    {
        line.Ascii(",\"keep\":").Number(Record.RunId).Origin(Record.Origin).Task(Record.TaskId);
        line.Ascii(",\"started\":").Time(Record.StartUtc).Ascii(",\"ended\":").Time(Record.EndUtc);
        line.Status(Record.Status, Record.Message).Ascii(",\"since\":").Time(Record.StatusUtc);
        if (Record.IsCurrent)
            line.Ascii(",\"current\":true");
        line.RunFacts(Record.Key, Record.Continues, Record.CarriedSteps, Record.Facts);
    }

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state)
    {
        if (!state.Indexes.Runs.ContainsKey(Record.RunId) && !state.Indexes.IsRemoved(Record.RunId))
        {
            yield return new RunRecorded(
                Record with { EndUtc = Record.EndUtc > Record.StartUtc ? Record.EndUtc : Record.StartUtc, IsCurrent = false });
        }
    }

    private bool CanBeCurrent(TrackState state) =>
        !Record.HasEnded && Record.TaskId != null && Record.Origin == null && state.CurrentRun(Record.TaskId) == null;

    private static RunRecorded? Read(EventFields fields)
    {
        const EventField Allowed = EventField.Task | EventField.Current | EventField.Message | EventField.Origin | EventField.Since
            | SinceVersion2;
        var isCopy = fields.Holds(EventField.Origin);
        // That a run of this log is abandoned shows when it is read, and is never written.
        if (!fields.HasOnly(EventField.Started | EventField.Ended | EventField.Status, Allowed)
            || fields.RunStatus is not { } status
            || (status is RunStatus.Abandoned or RunStatus.Unknown && !isCopy)
            || (isCopy && fields.Origin.Number > StoreLimits.MaxRunId))
        {
            return null;
        }
        var run = new RunRecord((int)fields.Id, fields.Task, fields.Started, fields.Ended, status, fields.Holds(EventField.Current),
            fields.Message)
        {
            Origin = isCopy ? fields.Origin : null,
            Key = fields.Key,
            Facts = fields.Facts,
            Continues = fields.Continues,
            CarriedSteps = fields.CarriedSteps,
        };
        // Files of before do not say it.
        return new RunRecorded(fields.Holds(EventField.Since) ? run with { StatusUtc = fields.Since } : run);
    }
}

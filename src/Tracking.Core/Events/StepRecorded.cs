using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.Events;

/// <summary>
/// A step with its whole state (rule 7): it began, was tried again, ended, was carried over, or was copied. The last one of an id stands,
/// so
/// that no line needs another one to be understood.
/// </summary>
internal sealed class StepRecorded(StepRecord record) : TrackEvent
{
    private const EventField Required = EventField.Run | EventField.Name | EventField.Started | EventField.Status;

    private const EventField Allowed = EventField.Origin | EventField.Key | EventField.Parent | EventField.Ended | EventField.Attempt
        | EventField.CarriedFrom | EventField.Facts | EventField.Output;

    public static EventKind Form { get; } = new("step", EventId.Step, Read) { Since = 2 };

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <summary>The step. Its path is that of its name; the state puts those of the steps around it before it.</summary>
    public StepRecord Record { get; } = record;

    /// <inheritdoc/>
    public override bool BeginsWork => Record.Status == StepStatus.Running;

    /// <inheritdoc/>
    public override EventIds Ids => new(Run: Record.RunId, Step: Record.StepId);

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state)
    {
        if (state.Steps.Find(Record.StepId) is { } known)
        {
            return known.RunId == Record.RunId && known.ParentId == Record.ParentId && known.Name == Record.Name && known.Key == Record.Key
                ? null : "it changes what a step is";
        }
        return Record.StepId < state.NextStepId ? "it records a step whose id was given before"
            : !state.Indexes.Runs.ContainsKey(Record.RunId) ? "it records a step of a run that does not exist"
            : Record.ParentId > 0 && state.Steps.Find(Record.ParentId)?.RunId != Record.RunId
                ? "it records a step within one that does not exist in its run"
            : null;
    }

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.SetStep(Record);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) =>
        [new StoreChange(Track: null, Run: null, state.Steps.Find(Record.StepId))];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line)
    {
        line.Ascii(",\"step\":").Number(Record.StepId).Origin(Record.Origin).Ascii(",\"run\":").Number(Record.RunId);
        if (Record.ParentId > 0)
            line.Ascii(",\"parent\":").Number(Record.ParentId);
        line.Ascii(",\"name\":").Text(Record.Name);
        if (Record.Key != null)
            line.Ascii(",\"key\":").Text(Record.Key);
        line.Ascii(",\"status\":").Text(StatusText.Of(Record.Status)).Ascii(",\"started\":").Time(Record.StartUtc);
        if (Record.EndUtc is { } end)
            line.Ascii(",\"ended\":").Time(end);
        if (Record.Attempt > 1)
            line.Ascii(",\"attempt\":").Number(Record.Attempt);
        line.Origin(",\"carried\":\"", Record.CarriedFrom).Mapping(",\"facts\":", Record.Facts).Mapping(",\"output\":", Record.Output);
    }

    /// <summary>A step whose run or outer step was lost stands in what is left of them.</summary>
    public override IEnumerable<TrackEvent> Salvage(TrackState state)
    {
        if (state.Steps.Find(Record.StepId) != null || state.Indexes.IsRemoved(Record.RunId))
            yield break;
        if (!state.Indexes.Runs.ContainsKey(Record.RunId))
        {
            yield return new RunRecorded(
                new RunRecord(Record.RunId, TaskId: null, Record.StartUtc, Record.StartUtc, RunStatus.Open, IsCurrent: false));
        }
        yield return new StepRecorded(state.Steps.Find(Record.ParentId)?.RunId == Record.RunId ? Record : Record with { ParentId = 0 });
    }

    private static StepRecorded? Read(EventFields fields)
    {
        if (!fields.HasOnly(Required, Allowed) || fields.StepStatus is not { } status
            || (status == StepStatus.Abandoned && !fields.Holds(EventField.Origin))
            || (fields.Holds(EventField.Origin) && fields.Origin.Number > StoreLimits.MaxStepId)
            || fields.Parent >= fields.Id)
        {
            return null;
        }
        return new StepRecorded(
            new StepRecord((int)fields.Id, fields.Run, fields.Name, fields.Key, fields.Parent,
                StepRecord.PathOf(null, fields.Name, fields.Key))
            {
                Status = status,
                StartUtc = fields.Started,
                EndUtc = fields.Holds(EventField.Ended) ? fields.Ended : null,
                Attempt = fields.Attempt,
                Facts = fields.Facts,
                Output = fields.Output,
                CarriedFrom = fields.CarriedFrom,
                Origin = fields.Holds(EventField.Origin) ? fields.Origin : null,
            });
    }
}

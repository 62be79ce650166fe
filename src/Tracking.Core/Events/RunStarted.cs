using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A run was started on its own, not by a save (rule 4.6).</summary>
internal sealed class RunStarted(RunRecord record, bool timeIsGiven) : TrackEvent
{
    private const EventField SinceVersion2 =
        EventField.Key | EventField.Facts | EventField.Continues | EventField.CarriedSteps | EventField.Open;

    public static EventKind Form { get; } = new("start", EventId.Run, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <inheritdoc/>
    public override int Since => SaysMore || Record.Status == RunStatus.Open ? 2 : 1;

    /// <inheritdoc/>
    public override bool BeginsWork => Record.Status == RunStatus.Running;

    /// <summary>The run as it begins.</summary>
    public RunRecord Record { get; } = record;

    /// <summary>Whether the caller gave the time; else the clock made it.</summary>
    public bool TimeIsGiven { get; } = timeIsGiven;

    private bool SaysMore => Record.Key != null || Record.Facts != null || Record.Continues != null || Record.CarriedSteps > 0;

    /// <inheritdoc/>
    public override EventIds Ids => new(Run: Record.RunId);

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        Record.RunId < state.NextRunId ? "it starts a run whose id was given before" : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.StartRun(Record, TimeIsGiven);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [ChangeOfRun(state, Record.RunId)];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line)
    {
        line.Ascii(",\"start\":").Number(Record.RunId).Task(Record.TaskId).At(Record.StartUtc, TimeIsGiven);
        if (Record.Status == RunStatus.Open)
            line.Ascii(",\"open\":true");
        line.RunFacts(Record.Key, Record.Continues, Record.CarriedSteps, Record.Facts);
    }

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state) => [];

    private static RunStarted? Read(EventFields fields)
    {
        if (!fields.HasOnly(EventField.At, EventField.Task | EventField.Given | SinceVersion2))
            return null;
        var status = fields.Holds(EventField.Open) ? RunStatus.Open : RunStatus.Running;
        var run = new RunRecord((int)fields.Id, fields.Task, fields.At, fields.At, status, IsCurrent: fields.Task != null)
        {
            Key = fields.Key,
            Facts = fields.Facts,
            Continues = fields.Continues,
            CarriedSteps = fields.CarriedSteps,
        };
        return new RunStarted(run, fields.Holds(EventField.Given));
    }
}

using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A track was saved, perhaps as the first of a run that the save started (rule 4.2).</summary>
internal class TrackSaved(TrackRecord record, bool startsRun) : TrackWritten(record)
{
    public static EventKind Form { get; } = new("save", EventId.Track, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <summary>Whether the save started the track's run.</summary>
    public bool StartsRun { get; } = startsRun;

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) =>
        StartsRun && Record.RunId < state.NextRunId ? "it starts a run whose id was given before"
        : StartsRun && state.CurrentRun(Record.TaskId) != null ? "it starts a run where the task has a current one"
        : !StartsRun && !state.Indexes.Runs.ContainsKey(Record.RunId) ? "it saves to a run that does not exist"
        : Record.Number < state.NextNumber ? "it saves a track whose id was given before"
        : null;

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.AddTrack(Record, StartsRun);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state)
    {
        if (StartsRun)
            yield return ChangeOfRun(state, Record.RunId);
        yield return new StoreChange(Record, Run: null);
    }

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) =>
        line.Ascii(",\"save\":").Track(Record, StartsRun, Origin(), saysVersion: Record.Version > 0);

    /// <inheritdoc/>
    public override IEnumerable<TrackEvent> Salvage(TrackState state)
    {
        if (state.Indexes.Find(Record.Number) != null || state.Indexes.IsRemoved(Record.RunId))
            yield break;
        var lacksRun = !state.Indexes.Runs.ContainsKey(Record.RunId);
        if (lacksRun && !StartsRun)
            yield return RunRecorded.MadeUp(Record);
        yield return WithoutRun(startsRun: lacksRun && StartsRun);
    }

    /// <summary>Where the track was copied from; null when it was saved here.</summary>
    private protected virtual Origin? Origin() => null;

    /// <summary>The same save, which starts a run or does not.</summary>
    private protected virtual TrackSaved WithoutRun(bool startsRun) => new(Record, startsRun);

    private static TrackSaved? Read(EventFields fields)
    {
        const EventField Allowed = EventField.Given | EventField.Version | EventField.Types | EventField.InStep;
        if (fields.Holds(EventField.Origin))
        {
            return fields.HasOnly(EventFields.OfTrack | EventField.Origin, Allowed)
                ? new TrackCopied(fields.Track(version: 0), fields.Origin) : null;
        }

        return fields.HasOnly(EventFields.OfTrack, Allowed | EventField.Starts)
            ? new TrackSaved(fields.Track(version: 0), fields.Holds(EventField.Starts)) : null;
    }
}

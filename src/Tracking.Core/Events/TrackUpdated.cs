using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.Events;

/// <summary>A track's data and time were replaced; the record is the full result (rule 4.4).</summary>
internal sealed class TrackUpdated(TrackRecord record) : TrackWritten(record)
{
    public static EventKind Form { get; } = new("update", EventId.Track, Read);

    /// <inheritdoc/>
    public override EventKind Kind => Form;

    /// <inheritdoc/>
    public override string? Contradiction(TrackState state) => state.Indexes.Find(Record.Number) switch
    {
        null => "it updates a track that does not exist",
        { } old when !IsOf(old) => "it updates a track of another task, run or user",
        { } old when old.Version > Record.Version => "it updates a track to an earlier version than it had",
        _ => null,
    };

    /// <inheritdoc/>
    public override void Apply(TrackState state) => state.ReplaceTrack(Record);

    /// <inheritdoc/>
    public override IEnumerable<StoreChange> Changes(TrackState state) => [new StoreChange(Record, Run: null)];

    /// <inheritdoc/>
    public override void Write(JsonBuffer line) =>
        line.Ascii(",\"update\":").Track(Record, startsRun: false, origin: null, saysVersion: true);

    /// <summary>An update holds the whole track, so that it stands for the save that was lost.</summary>
    public override IEnumerable<TrackEvent> Salvage(TrackState state)
    {
        if (state.Indexes.Find(Record.Number) != null || state.Indexes.IsRemoved(Record.RunId))
            yield break;
        if (!state.Indexes.Runs.ContainsKey(Record.RunId))
            yield return RunRecorded.MadeUp(Record);
        yield return new TrackSaved(Record, startsRun: false);
    }

    private bool IsOf(TrackRecord old) =>
        old.RunId == Record.RunId && NameRule.IsSame(old.TaskId, Record.TaskId) && NameRule.IsSame(old.UserName, Record.UserName);

    // Files of before do not say the version of an update.
    private static TrackUpdated? Read(EventFields fields) =>
        fields.HasOnly(EventFields.OfTrack, EventField.Given | EventField.Version | EventField.Types | EventField.InStep)
            ? new TrackUpdated(fields.Track(version: 1)) : null;
}

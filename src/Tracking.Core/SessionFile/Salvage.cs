using System.Collections.Generic;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>Makes the best of an event that cannot follow on a state, when a damaged file is read around (design.md 5, -Repair).</summary>
internal static class Salvage
{
    /// <summary>The events that take over as much of it as can be; none when nothing can.</summary>
    public static IEnumerable<TrackEvent> Mend(TrackState state, TrackEvent broken)
    {
        var record = broken is TrackSaved saved ? saved.Record : (broken as TrackUpdated)?.Record;
        if (record == null || state.Indexes.Find(record.Number) != null)
            yield break;
        // An update tells the whole track, so it stands for the save that was lost; a run that was lost is made up from its first track that is left.
        if (!state.Indexes.Runs.ContainsKey(record.RunId))
            yield return new RunKept(new RunRecord(record.RunId, record.TaskId, record.TimeUtc, record.TimeUtc, finished: false, isCurrent: false));
        yield return new TrackSaved(record, startsRun: false);
    }
}

using System.Collections.Generic;
using System.Linq;
using Tracking.Events;
using Tracking.Model;

namespace Tracking.Engine;

/// <summary>The events by which a store in memory takes over what an import decided.</summary>
internal static class ImportEvents
{
    public static IReadOnlyList<TrackEvent> Of(ImportResult result, IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks) =>
    [
        .. result.Runs.Zip(runs, (run, given) => (run, given.Origin)).Where(each => IsChange(each.run.Outcome))
            .Select(each => new RunRecorded(each.run.Run with { Origin = each.Origin })),
        .. result.Steps.Where(step => IsChange(step.Outcome)).Select(step => new StepRecorded(step.Step)),
        .. result.Tracks.Zip(tracks, (track, given) => (track, given.Origin)).Where(each => IsChange(each.track.Outcome))
            .Select(each => each.track.Outcome == ImportOutcome.Added
                ? new TrackCopied(each.track.Track, each.Origin)
                : (TrackEvent)new TrackUpdated(each.track.Track)),
    ];

    private static bool IsChange(ImportOutcome outcome) => outcome is ImportOutcome.Added or ImportOutcome.Updated;
}

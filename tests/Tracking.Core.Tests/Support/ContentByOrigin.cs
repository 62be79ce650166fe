using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>Shows what stores hold that are to hold the same under other ids.</summary>
public static class ContentByOrigin
{
    /// <summary>All that a store holds, but for its own ids.</summary>
    public static string[] Of(ITrackStore store)
    {
        var runs = store.ExportRuns().ToDictionary(run => run.Run.RunId);
        return
        [
            .. runs.Values.Select(run => $"run {run.Origin} {run.Run.TaskId} {run.Run.Key} {run.Run.StartUtc:O} {run.Run.EndUtc:O} "
                + $"{(run.Run.HasEnded ? run.Run.Status : RunStatus.Open)} {run.Run.Message}").Order(StringComparer.Ordinal),
            .. store.ListSteps().Select(step =>
                $"step {step.Identity} in {runs[step.RunId].Origin} {step.Path} {(step.HasEnded ? step.Status : StepStatus.Running)} "
                    + $"{step.StartUtc:O} {step.EndUtc:O} {step.Attempt}")
                .Order(StringComparer.Ordinal),
            .. store.Export(new TrackQuery()).Select(track => $"track {track.Origin} in {track.RunOrigin} {track.StepOrigin} "
                + $"{track.Track.TaskId} {track.Track.UserName} {track.Track.TimeUtc:O} {track.Track.Version} "
                + $"{Json.Text(track.Track.Data)} {Json.Types(track.Track.Data)}").Order(StringComparer.Ordinal),
        ];
    }
}

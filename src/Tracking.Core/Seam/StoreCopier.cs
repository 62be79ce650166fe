using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// Copies runs, their steps and tracks from one store to another, batch by batch. A batch is taken over wholly or not at all, so that a
/// copy that was
/// broken off is completed by the next one.
/// </summary>
public sealed class StoreCopier(ITrackStore source, ITrackStore destination)
{
    /// <summary>How many tracks make a batch, unless they have many bytes.</summary>
    public const int BatchSize = 1000;

    private const int BatchBytes = 1 << 20;

    private readonly HashSet<int> _runs = [];

    // Their tracks are none of the runs that are there.
    private readonly HashSet<Origin> _conflictingRuns = [];

    /// <summary>Receives each track, as it is in the source, and what became of it.</summary>
    public Action<TrackRecord, ImportedTrack>? OnTrack { get; init; }

    /// <summary>Receives each run, as it is in the source, and what became of it.</summary>
    public Action<RunRecord, ImportedRun>? OnRun { get; init; }

    /// <summary>Copies all runs and tracks.</summary>
    /// <param name="progress">Receives how much is done, 0 to 1, on the thread that works.</param>
    /// <param name="cancellation">Ends the copy between two batches.</param>
    public void CopyAll(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var meter = new ProgressMeter(progress, cancellation);
        var count = Math.Max(1, source.Count(cancellation).Tracks);
        // The tracks first: runs that are asked for later are not behind them.
        var tracks = source.Export(new TrackQuery(), cancellation);
        var steps = source.ListSteps(runIds: null, cancellation);
        var all = source.ExportRuns(runIds: null, cancellation);
        foreach (var runs in Batches(all, run => 0))
        {
            meter.Report(0);
            Import(runs, [], cancellation);
        }
        ImportSteps(all, steps, cancellation);
        var done = 0L;
        foreach (var batch in Batches(tracks, track => track.Track.Data.Length))
        {
            // More may have been saved since they were counted.
            meter.Report(Math.Min(1, (double)done / count));
            Import([], batch, cancellation);
            done += batch.Count;
        }
    }

    /// <summary>Copies some tracks, with their runs, as they are now.</summary>
    /// <returns>The tracks that are not there any more.</returns>
    public IReadOnlyList<long> Copy(IReadOnlyList<long> numbers, CancellationToken cancellation = default)
    {
        var tracks = source.Export(new TrackQuery { Numbers = numbers }, cancellation).ToList();
        var runs = tracks.Select(track => track.Track.RunId).Distinct().Where(run => !_runs.Contains(run)).ToList();
        if (runs.Count > 0)
        {
            var exported = source.ExportRuns(runs, cancellation);
            Import(exported, [], cancellation);
            ImportSteps(exported, source.ListSteps(runs, cancellation), cancellation);
        }
        _runs.UnionWith(runs);
        foreach (var batch in Batches(tracks, track => track.Track.Data.Length))
            Import([], batch, cancellation);
        return [.. numbers.Except(tracks.Select(track => track.Track.Number))];
    }

    private static IEnumerable<List<T>> Batches<T>(IEnumerable<T> items, Func<T, int> bytesOf)
    {
        var (batch, bytes) = (new List<T>(), 0L);
        foreach (var item in items)
        {
            batch.Add(item);
            bytes += bytesOf(item);
            if (batch.Count < BatchSize && bytes < BatchBytes)
                continue;
            yield return batch;
            (batch, bytes) = ([], 0);
        }
        if (batch.Count > 0)
            yield return batch;
    }

    private void Import(IReadOnlyList<RunExport> runs, List<TrackExport> tracks, CancellationToken cancellation)
    {
        var possible = tracks.FindAll(track => !_conflictingRuns.Contains(track.RunOrigin));
        var result = destination.Import(runs, possible, steps: null, cancellation);
        for (var i = 0; i < runs.Count; i++)
        {
            if (result.Runs[i].Outcome == ImportOutcome.Conflicting)
                _conflictingRuns.Add(runs[i].Origin);
            OnRun?.Invoke(runs[i].Run, result.Runs[i]);
        }
        for (var i = 0; i < possible.Count; i++)
            OnTrack?.Invoke(possible[i].Track, result.Tracks[i]);
        foreach (var track in tracks.Where(track => _conflictingRuns.Contains(track.RunOrigin)))
            OnTrack?.Invoke(track.Track, new ImportedTrack(track.Track, ImportOutcome.Conflicting));
    }

    private void ImportSteps(IReadOnlyList<RunExport> runs, IReadOnlyList<StepRecord> steps, CancellationToken cancellation)
    {
        var origins = runs.ToDictionary(run => run.Run.RunId, run => run.Origin);
        var identities = steps.ToDictionary(step => step.StepId, step => step.Identity);
        // A run that began since the runs were listed is left to the next copy.
        var exports = steps.Where(step => origins.TryGetValue(step.RunId, out var run) && !_conflictingRuns.Contains(run))
            .Select(step => new StepExport(step, origins[step.RunId], step.ParentId == 0 ? null : identities[step.ParentId]));
        foreach (var batch in Batches(exports, step => (step.Step.Facts?.Length ?? 0) + (step.Step.Output?.Length ?? 0)))
            destination.Import([], [], batch, cancellation);
    }
}

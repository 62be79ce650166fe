using System.Collections.Generic;
using System.Linq;
using Tracking.Events;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>The ids of what some events changed, and what became of it on its way to another store (rule 15.3).</summary>
internal sealed class ChangedIds
{
    private readonly SortedSet<long> _tracks = [];
    private readonly SortedSet<int> _runs = [];
    private readonly SortedSet<int> _steps = [];
    private readonly HashSet<int> _endedRuns = [];
    private readonly List<long> _removedTracks = [];
    private readonly List<int> _removedRuns = [];

    public void Add(TrackEvent happened)
    {
        var ids = happened.Ids;
        if (ids.Track > 0 && ids.AreRemoved)
            _removedTracks.Add(ids.Track);
        else if (ids.Track > 0)
            _tracks.Add(ids.Track);
        else if (ids.Step > 0)
            _steps.Add(ids.Step);
        else if (ids.Run > 0 && ids.AreRemoved)
            _removedRuns.Add(ids.Run);
        else if (ids.Run > 0)
            _runs.Add(ids.Run);
        if (happened is RunStopped or RunRecorded)
            _endedRuns.Add(ids.Run);
    }

    /// <summary>What they changed, as it is in a state.</summary>
    /// <param name="state">The state, in which these and maybe later events were applied.</param>
    /// <param name="observer">Says how runs and steps stand that nobody ended.</param>
    /// <param name="position">The place behind the events.</param>
    /// <param name="left">How many events stand behind it.</param>
    public FileChanges In(TrackState state, RunObserver observer, FilePosition position, long left)
    {
        var tracks = _tracks.Select(state.Indexes.Find).OfType<TrackRecord>().Select(state.Export).ToList();
        var steps = _steps.Select(state.Steps.Find).OfType<StepRecord>().Select(observer.Observe)
            .Select(step => new StepExport(
                step, state.OriginOfRun(step.RunId), step.ParentId > 0 ? state.Steps.Find(step.ParentId)!.Identity : null)).ToList();
        var runs = new SortedSet<int>(_runs.Where(state.Indexes.Runs.ContainsKey));
        // Where they go, someone may have removed it.
        runs.UnionWith(steps.Select(step => step.Step.RunId));
        runs.UnionWith(tracks.Select(track => track.Track.RunId));
        return new FileChanges(position, left)
        {
            Runs = [.. runs.Select(Export)],
            Steps = steps,
            Tracks = tracks,
            RemovedRuns = [.. _removedRuns.Select(state.OriginOfRun)],
            RemovedTracks = [.. _removedTracks.Select(state.OriginOfTrack)],
        };

        RunExport Export(int runId)
        {
            var run = observer.Observe(state.Record(state.Indexes.Runs[runId]));
            // That it has ended comes behind what is in it.
            if (run.HasEnded && left > 0 && !_endedRuns.Contains(runId))
                run = run with { Status = RunStatus.Open, StatusUtc = run.StartUtc, EndUtc = run.StartUtc, Message = null };
            return new RunExport(run, state.OriginOfRun(runId));
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Collects runs, and the ids of the runs that tracks belong to.</summary>
internal sealed class RunCollector
{
    private readonly Dictionary<(ReportStore Store, int RunId), RunRecord> _runs = [];
    private readonly HashSet<(ReportStore Store, int RunId)> _runsOfTracks = [];

    /// <summary>Adds a run; a run that was added before is replaced.</summary>
    public void Add(ReportStore store, RunRecord run) => _runs[(store, run.RunId)] = run;

    public void Add(ReportStore store, TrackRecord track) => _runsOfTracks.Add((store, track.RunId));

    /// <summary>The runs that the store's tracks belong to.</summary>
    public IEnumerable<int> OfTracks(ReportStore store) => _runsOfTracks.Where(run => run.Store == store).Select(run => run.RunId);

    /// <summary>The runs with their steps, by start time.</summary>
    public IReadOnlyList<ReportRun> ToRuns(StepCollector steps)
    {
        var byRun = steps.ToLookup(_runs);
        return
        [
            .. _runs
                .Select(pair => ToRun(pair.Key.Store, pair.Value, [.. byRun[pair.Key]], steps))
                .OrderBy(run => run.Record.StartUtc)
                .ThenBy(run => run.Record.RunId),
        ];
    }

    private static ReportRun ToRun(ReportStore store, RunRecord run, IReadOnlyList<ReportStep> held, StepCollector steps)
    {
        var facts = RunFacts.TryOf(run.Facts);
        return new(store, run, held)
        {
            Host = facts.Host,
            Around = facts.Parent,
            HasAllSteps = held.Count == steps.CountOf(store, run.RunId),
        };
    }
}

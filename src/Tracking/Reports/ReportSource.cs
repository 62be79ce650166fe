using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Reading;
using Tracking.Seam;

namespace Tracking.Reports;

/// <summary>
/// What goes into a report: tracks that are piped with the runs that they belong to, or the answers of stores to a question.
/// </summary>
internal sealed class ReportSource(ReportScope scope)
{
    private readonly List<ReportStore> _stores = [];
    private readonly Dictionary<object, (TrackStore Store, ReportStore Named)> _known = [];
    // A copy of a file, or of a part of one, has the same tracks and runs once more (rule 4.18).
    private readonly HashSet<Origin> _tracks = [];
    private readonly HashSet<Origin> _runs = [];
    private readonly HashSet<(ReportStore Store, int RunId)> _added = [];
    private ReportBuilder? _builder;

    private ReportBuilder Builder => _builder ??= new ReportBuilder(scope with { Stores = _stores });

    /// <summary>The stores that tracks came from.</summary>
    public IEnumerable<TrackStore> Stores => _known.Values.Select(known => known.Store);

    /// <summary>Takes a track.</summary>
    public void Add(Track track) => Builder.Add(NameOf(track.Store), track.Record);

    /// <summary>Takes the runs that the tracks of a store belong to, and their steps.</summary>
    public void AddRuns(TrackStore store, ITrackStore opened, CancellationToken cancellation)
    {
        var named = NameOf(store);
        Add(named, opened, RunsOfTracks(named, opened, cancellation), cancellation);
    }

    /// <summary>
    /// Takes what a store answers: tracks, the runs that they belong to, the runs that the question means though they have no tracks, and
    /// the steps of all of those.
    /// </summary>
    public void Add(TrackStore store, ITrackStore opened, TrackQuery question, ProgressMeter meter, CancellationToken cancellation)
    {
        // The same file under two names is one store.
        if (_known.ContainsKey(KeyOf(store)))
            return;
        var named = NameOf(store);
        // Runs and steps first: they say where a track was saved.
        Add(named, opened, opened.ListRuns(taskId: null, cancellation)
            .Where(run => IsMeant(run, question) && !_runs.Contains(run.Identity)).ToList(), cancellation);
        var all = Math.Max(opened.Count(cancellation).Tracks, 1);
        long done = 0;
        foreach (var track in opened.Export(question, cancellation))
        {
            if (_tracks.Add(track.Origin))
                Builder.Add(named, track.Track);
            meter.Step(Math.Min(++done, all), all);
        }
        Add(named, opened, RunsOfTracks(named, opened, cancellation), cancellation);
    }

    public ReportModel Build() => Builder.Build();

    private static object KeyOf(TrackStore store) => store.Path ?? (object)store;

    private static bool IsMeant(RunRecord run, TrackQuery question) =>
        (question.FromUtc == null || run.EndUtc >= question.FromUtc || MayGoOn(run.Status))
        && (question.ToUtc == null || run.StartUtc <= question.ToUtc)
        && NameCriterion.AnyMatches(question.Tasks, run.TaskId);

    private static bool MayGoOn(RunStatus status) => status is RunStatus.Running or RunStatus.Open or RunStatus.Unknown;

    private ReportStore NameOf(TrackStore store)
    {
        if (!_known.TryGetValue(KeyOf(store), out var known))
        {
            // A report goes to others, whom the folders here do not concern; they are named only where files have one name.
            known = (store, new ReportStore(_stores.Exists(other => other.Name == store.Name) ? store.ToString() : store.Name));
            _known.Add(KeyOf(store), known);
            _stores.Add(known.Named);
        }
        return known.Named;
    }

    private IEnumerable<RunRecord> RunsOfTracks(ReportStore named, ITrackStore opened, CancellationToken cancellation) =>
        Builder.RunsOf(named).Where(runId => !_added.Contains((named, runId)))
            .Select(runId => opened.FindRun(runId, cancellation)).OfType<RunRecord>();

    /// <summary>Adds runs with their steps, each once.</summary>
    private void Add(ReportStore named, ITrackStore opened, IEnumerable<RunRecord> runs, CancellationToken cancellation)
    {
        var ids = new List<int>();
        foreach (var run in runs)
        {
            _added.Add((named, run.RunId));
            _runs.Add(run.Identity);
            ids.Add(run.RunId);
            Builder.Add(named, run);
        }
        if (ids.Count == 0)
            return;
        foreach (var step in opened.ListSteps(ids, cancellation))
            Builder.Add(named, step);
    }
}

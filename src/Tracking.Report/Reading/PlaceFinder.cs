using System;
using System.Collections.Generic;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Finds out where tracks were saved, as far as their runs and steps are read. It holds a path for each step.</summary>
internal sealed class PlaceFinder
{
    private readonly Dictionary<(ReportStore Store, int RunId), string?> _hosts = [];
    private readonly Dictionary<(ReportStore Store, int StepId), string> _paths = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public void Add(ReportStore store, RunRecord run) => _hosts[(store, run.RunId)] = RunFacts.TryOf(run.Facts).Host ?? run.Host;

    public void Add(ReportStore store, StepRecord step)
    {
        // The same step of many runs has one path.
        if (!_known.TryGetValue(step.Path, out var path))
            _known.Add(path = step.Path, path);
        _paths[(store, step.StepId)] = path;
    }

    /// <summary>Where tracks of a source were saved; null as long as their run or step is not read.</summary>
    public TrackPlace? TryFind(TrackSource source) => (HasHost(source, out var host), HasPath(source, out var path)) == (true, true)
        ? new TrackPlace(path, host)
        : null;

    /// <summary>Where tracks of a source were saved, as far as that will ever be known.</summary>
    public TrackPlace Find(TrackSource source)
    {
        HasHost(source, out var host);
        return new(HasPath(source, out var path) ? path : TrackPlace.UnknownStep, host);
    }

    private bool HasHost(TrackSource source, out string? host)
    {
        host = source.Host;
        return host != null || _hosts.TryGetValue((source.Store, source.RunId), out host);
    }

    private bool HasPath(TrackSource source, out string? path)
    {
        path = null;
        return source.StepId == 0 || _paths.TryGetValue((source.Store, source.StepId), out path);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>
/// Reads tracks, runs and steps into the content of a report: in one pass, in any order, and in memory that does not grow with tracks, and
/// little with steps. Numbers of tracks are told apart by step and host for as many as may be, if runs and steps come first.
/// </summary>
/// <param name="scope">What the report is about.</param>
public sealed class ReportBuilder(ReportScope scope)
{
    private readonly TaskCollector _tasks = new();
    private readonly UserCollector _users = new(scope.Zone);
    private readonly PlaceFinder _places = new();
    private readonly StepCollector _steps = new();
    private readonly RunCollector _runs = new();
    private readonly Newest<ReportTrack> _newest = new(ReportLimits.TableTracks, NewestFirst);
    private NumberCollector? _numbers;
    private DateTime _first = DateTime.MaxValue;
    private DateTime _last = DateTime.MinValue;
    private long _trackCount;

    private NumberCollector Numbers => _numbers ??= new(_places);

    /// <summary>The ids of the runs that the tracks read so far belong to.</summary>
    public IEnumerable<int> RunsOf(ReportStore store) => _runs.OfTracks(store);

    /// <summary>Reads a track.</summary>
    public void Add(ReportStore store, TrackRecord track)
    {
        if (track == null)
            throw new ArgumentNullException(nameof(track));
        _trackCount++;
        ExtendSpan(track.TimeUtc);
        _tasks.AddTrackOf(track.TaskId);
        _runs.Add(store, track);
        _users.Add(track);
        _newest.Add(new(store, track.Number, track.TaskId, track.RunId, track.UserName, track.TimeUtc, ReadData(store, track)));
    }

    /// <summary>Reads a run. A run that is read twice counts once.</summary>
    public void Add(ReportStore store, RunRecord run)
    {
        if (run == null)
            throw new ArgumentNullException(nameof(run));
        _runs.Add(store, run);
        _places.Add(store, run);
        ExtendSpan(run.StartUtc);
        ExtendSpan(run.EndUtc);
    }

    /// <summary>Reads a step of a run.</summary>
    public void Add(ReportStore store, StepRecord step)
    {
        _steps.Add(store, step ?? throw new ArgumentNullException(nameof(step)));
        _places.Add(store, step);
    }

    /// <summary>The content of the report on everything that was read.</summary>
    public ReportModel Build()
    {
        var runs = _runs.ToRuns(_steps);
        return new(scope)
        {
            TrackCount = _trackCount,
            Span = _first <= _last ? (_first, _last) : null,
            Runs = runs,
            Tasks = _tasks.ToTasks(runs),
            Users = _users.ToUsers(),
            TracksOfOtherUsers = _users.TracksOfOthers,
            Numbers = Numbers.ToSeries(),
            HasMoreNumbers = Numbers.HasMore,
            Tracks = _newest.ToList(),
            StepCounts = (_steps.Count, runs.Sum(run => run.Steps.Count)),
        };
    }

    private static int NewestFirst(ReportTrack a, ReportTrack b)
    {
        var byTime = b.TimeUtc.CompareTo(a.TimeUtc);
        return byTime != 0 ? byTime : b.Number.CompareTo(a.Number);
    }

    private void ExtendSpan(DateTime timeUtc)
    {
        _first = timeUtc < _first ? timeUtc : _first;
        _last = timeUtc > _last ? timeUtc : _last;
    }

    /// <summary>Reads the data of a track, and returns their preview.</summary>
    private string ReadData(ReportStore store, TrackRecord track)
    {
        try
        {
            var data = DataReader.Read(track.Data);
            Numbers.Add(store, track, data);
            return DataPreview.Of(data);
        }
        catch (TrackingException)
        {
            // A report on the other tracks is worth more than none.
            return "(unreadable)";
        }
    }
}

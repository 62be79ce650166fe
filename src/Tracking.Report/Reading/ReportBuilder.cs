using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Reads tracks and runs into what a report says of them: one pass, in any order, in memory that does not grow with the tracks.</summary>
/// <param name="scope">What the report is about.</param>
public sealed class ReportBuilder(ReportScope scope)
{
    private readonly Dictionary<string, long> _tasks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long[]> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string TaskId, string Key), NumberReader> _numbers = new(PairComparer.Instance);
    private readonly Newest<TrackRow> _rows = new(ReportLimits.TableTracks, NewestFirst);
    private readonly StepReader _steps = new();
    private readonly Dictionary<(ReportStore Store, int RunId), RunRecord> _runs = [];
    private readonly HashSet<(ReportStore Store, int RunId)> _runsOfTracks = [];
    private DateTime _first = DateTime.MaxValue;
    private DateTime _last = DateTime.MinValue;
    private long _tracks;
    private long _tracksOfOtherUsers;
    private bool _hasMoreNumbers;

    /// <summary>The runs that the tracks read so far belong to.</summary>
    public IEnumerable<int> RunsOf(ReportStore store) => _runsOfTracks.Where(run => run.Store == store).Select(run => run.RunId);

    /// <summary>Reads a track.</summary>
    public void Add(ReportStore store, TrackRecord track)
    {
        if (track == null)
            throw new ArgumentNullException(nameof(track));
        _tracks++;
        See(track.TimeUtc);
        _tasks[track.TaskId] = _tasks.TryGetValue(track.TaskId, out var count) ? count + 1 : 1;
        _runsOfTracks.Add((store, track.RunId));
        AddUser(track);
        _rows.Add(new(store, track.Number, track.TaskId, track.RunId, track.UserName, track.TimeUtc, AddData(store, track)));
    }

    /// <summary>Reads a run; one that was read before is read once.</summary>
    public void Add(ReportStore store, RunRecord run)
    {
        if (run == null)
            throw new ArgumentNullException(nameof(run));
        _runs[(store, run.RunId)] = run;
        See(run.StartUtc);
        See(run.EndUtc);
    }

    /// <summary>What all that was read comes to.</summary>
    public ReportModel Build()
    {
        var steps = _steps.ToLookup();
        var runs = _runs.Select(pair => ToRun(pair.Key.Store, pair.Value, steps[pair.Key])).OrderBy(run => run.Record.StartUtc).ThenBy(run => run.Record.RunId).ToList();
        return new(scope)
        {
            TrackCount = _tracks,
            Span = _first <= _last ? (_first, _last) : null,
            Runs = runs,
            Tasks = ToTasks(runs),
            Users = [.. _users.Select(pair => new UserHours(pair.Key, pair.Value)).OrderByDescending(user => user.Total).ThenBy(user => user.UserName, StringComparer.OrdinalIgnoreCase)],
            TracksOfOtherUsers = _tracksOfOtherUsers,
            Numbers = [.. _numbers.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key.TaskId, StringComparer.OrdinalIgnoreCase).ThenBy(pair => pair.Key.Key, StringComparer.OrdinalIgnoreCase)
                .Select(pair => new NumberCourse(pair.Key.TaskId, pair.Key.Key, pair.Value.Count, pair.Value.ToPoints()))],
            HasMoreNumbers = _hasMoreNumbers,
            Tracks = _rows.ToList(),
            StepCounts = (_steps.Count, runs.Sum(run => run.Steps.Count)),
        };
    }

    private static int NewestFirst(TrackRow a, TrackRow b)
    {
        var byTime = b.TimeUtc.CompareTo(a.TimeUtc);
        return byTime != 0 ? byTime : b.Number.CompareTo(a.Number);
    }

    private static RunItem ToRun(ReportStore store, RunRecord record, IEnumerable<StepItem> steps) =>
        new(store, record, [.. steps.Select(step => step.Outcome == StepOutcome.Open && record.EndUtc > step.StartUtc ? step with { EndUtc = record.EndUtc } : step)]);

    private List<TaskItem> ToTasks(List<RunItem> runs)
    {
        var byTask = runs.ToLookup(run => run.TaskId, StringComparer.OrdinalIgnoreCase);
        return [.. _tasks.Keys.Concat(byTask.Select(group => group.Key)).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Select(name => new TaskItem(name, _tasks.TryGetValue(name, out var count) ? count : 0, [.. byTask[name]]))];
    }

    private void See(DateTime timeUtc)
    {
        _first = timeUtc < _first ? timeUtc : _first;
        _last = timeUtc > _last ? timeUtc : _last;
    }

    private void AddUser(TrackRecord track)
    {
        if (!_users.TryGetValue(track.UserName, out var hours))
        {
            if (_users.Count == ReportLimits.Names)
            {
                _tracksOfOtherUsers++;
                return;
            }
            _users.Add(track.UserName, hours = new long[24]);
        }
        hours[TimeZoneInfo.ConvertTimeFromUtc(track.TimeUtc, scope.Zone).Hour]++;
    }

    /// <summary>Reads a track's data; returns them in one line.</summary>
    private string AddData(ReportStore store, TrackRecord track)
    {
        OrderedDictionary data;
        try
        {
            data = DataReader.Read(track.Data);
        }
        catch (TrackingException)
        {
            // A report on the others is worth more than none.
            return "(unreadable)";
        }
        // What is numeric in a step's record is no measurement of the user's.
        if (StepData.Read(data) is { } step)
            _steps.Add(store, track, step);
        else
            AddNumbers(track, data);
        return DataPreview.Of(data);
    }

    private void AddNumbers(TrackRecord track, OrderedDictionary data)
    {
        foreach (System.Collections.DictionaryEntry entry in data)
        {
            if (NumberData.Of(entry.Value) is not { } number)
                continue;
            var key = (track.TaskId, (string)entry.Key);
            if (!_numbers.TryGetValue(key, out var reader))
            {
                if (_numbers.Count == ReportLimits.Names)
                {
                    _hasMoreNumbers = true;
                    continue;
                }
                _numbers.Add(key, reader = new NumberReader());
            }
            reader.Add(track.TimeUtc, number);
        }
    }

    /// <summary>Compares a task and a key as stores do, without case.</summary>
    private sealed class PairComparer : IEqualityComparer<(string TaskId, string Key)>
    {
        public static readonly PairComparer Instance = new();

        public bool Equals((string TaskId, string Key) a, (string TaskId, string Key) b) =>
            string.Equals(a.TaskId, b.TaskId, StringComparison.OrdinalIgnoreCase) && string.Equals(a.Key, b.Key, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string TaskId, string Key) pair) =>
            (StringComparer.OrdinalIgnoreCase.GetHashCode(pair.TaskId) * 31) + StringComparer.OrdinalIgnoreCase.GetHashCode(pair.Key);
    }
}

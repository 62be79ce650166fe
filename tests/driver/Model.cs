using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Tracking.Model;

namespace Tracking.Driver;

/// <summary>What a store must hold after some steps of a script, worked out without any code of the store.</summary>
internal sealed class Model
{
    private static readonly DateTime Epoch = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<Track> _tracks = [];
    private readonly List<Run> _runs = [];
    private readonly Dictionary<string, Run> _current = [];
    private long _nextNumber = 1;
    private int _nextRun = 1;

    /// <summary>The model after so many steps.</summary>
    public Model(Script script, int steps)
    {
        while (StepCount < steps)
            Apply(script.At(StepCount, this));
    }

    public int StepCount { get; private set; }

    public int TrackCount => _tracks.Count;

    /// <summary>The sum of the hashes of all lines: two states with the same one are the same.</summary>
    public UInt128 Hash { get; private set; }

    public static DateTime TimeOf(Step step) => Epoch.AddSeconds(step.Index);

    /// <summary>The data that a step saves.</summary>
    public static TrackData DataOf(Step step) => new(Encoding.UTF8.GetBytes(Render(KeysOf(step))));

    public static string Line(TrackRecord track) =>
        Line(track.Number, track.TaskId, track.RunId, track.UserName, track.TimeUtc, track.Data.Types == null ? track.Data.Json : []);

    public static string Line(RunRecord run) => Line(run.RunId, run.TaskId, run.StartUtc, run.EndUtc, run.Finished, run.IsCurrent);

    public static UInt128 HashOf(string line) => BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    public bool HasCurrentRun(string task) => _current.ContainsKey(task);

    public long NumberAt(int index) => _tracks[index].Number;

    public IEnumerable<string> Lines() => _tracks.Select(track => track.Line).Concat(_runs.Select(run => run.Line));

    /// <summary>Does a step and returns what the store must return for it: the track, the run or nothing.</summary>
    public string? Apply(Step step)
    {
        StepCount++;
        switch (step.Kind)
        {
            case StepKind.Save or StepKind.Update or StepKind.Merge:
                return Save(step);
            case StepKind.Remove:
                var removed = _tracks.Single(track => track.Number == step.Number);
                _tracks.Remove(removed);
                Hash -= HashOf(removed.Line);
                if (_runs.Single(run => run.RunId == removed.RunId) is { IsOpen: true } left && !_tracks.Exists(t => t.RunId == left.RunId))
                    Remove(left);
                return removed.Line;
            case StepKind.StartRun:
                return Start(step).Line;
            case StepKind.StopRun:
                var stopped = _current[step.Task];
                _current.Remove(step.Task);
                Change(stopped, run => (run.End, run.Finished, run.IsCurrent, run.IsOpen) = (TimeOf(step), true, false, false));
                return stopped.Line;
            default:
                return null;
        }
    }

    private string Save(Step step)
    {
        if (_current.TryGetValue(step.Task, out var run))
            Change(run, changed => changed.End = TimeOf(step));
        else
            (run = Start(step)).IsOpen = true;
        var last = step.Kind == StepKind.Save
            ? null
            : _tracks.Where(t => t.Task == step.Task && t.User == step.User && t.RunId == run.RunId).MaxBy(t => (t.Time, t.Number));
        if (last == null)
            _tracks.Add(last = new Track(_nextNumber++, step.Task, run.RunId, step.User));
        else
            Hash -= HashOf(last.Line);
        if (step.Kind == StepKind.Update)
            last.Keys.Clear();
        foreach (var (key, value) in KeysOf(step))
        {
            var at = last.Keys.FindIndex(pair => pair.Key == key);
            if (at < 0)
                last.Keys.Add((key, value));
            else
                last.Keys[at] = (key, value);
        }
        last.Time = TimeOf(step);
        last.Line = Line(last.Number, last.Task, last.RunId, last.User, last.Time, Encoding.UTF8.GetBytes(Render(last.Keys)));
        Hash += HashOf(last.Line);
        return last.Line;
    }

    private Run Start(Step step)
    {
        if (_current.TryGetValue(step.Task, out var former))
            Change(former, run => run.IsCurrent = false);
        var started = new Run(_nextRun++, step.Task, TimeOf(step));
        _runs.Add(started);
        Hash += HashOf(started.Line);
        return _current[step.Task] = started;
    }

    /// <summary>A run that a save started goes with its last track (rule 4.11).</summary>
    private void Remove(Run run)
    {
        Hash -= HashOf(run.Line);
        _runs.Remove(run);
        if (_current.TryGetValue(run.Task, out var current) && current == run)
            _current.Remove(run.Task);
    }

    private void Change(Run run, Action<Run> change)
    {
        Hash -= HashOf(run.Line);
        change(run);
        Hash += HashOf(run.Line);
    }

    private static IEnumerable<(string Key, string Value)> KeysOf(Step step)
    {
        yield return ("n", step.Index.ToString(CultureInfo.InvariantCulture));
        if (step.Kind == StepKind.Merge)
            yield return ($"merged{step.Index % 3}", "true");
        else
            yield return ("fill", $"\"{new string((char)('a' + (step.Index % 26)), step.Size)}\"");
    }

    private static string Render(IEnumerable<(string Key, string Value)> keys) =>
        $"{{{string.Join(',', keys.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";

    private static string Line(long number, string task, int run, string user, DateTime time, byte[] json) =>
        $"track {number} {task} {run} {user} {time:O} "
            + $"{(json.Length < 200 ? Encoding.UTF8.GetString(json) : Convert.ToHexString(SHA256.HashData(json)))}";

    private static string Line(int id, string? task, DateTime start, DateTime end, bool finished, bool isCurrent) =>
        $"run {id} {task} {start:O} {end:O}{(finished ? " finished" : "")}{(isCurrent ? " current" : "")}";

    private sealed class Track(long number, string task, int runId, string user)
    {
        public long Number => number;

        public string Task => task;

        public int RunId => runId;

        public string User => user;

        public List<(string Key, string Value)> Keys { get; } = [];

        public DateTime Time { get; set; }

        public string Line { get; set; } = "";
    }

    private sealed class Run(int id, string task, DateTime start)
    {
        private readonly DateTime _start = start;

        public int RunId => id;

        public DateTime End { get; set; } = start;

        public bool Finished { get; set; }

        public bool IsCurrent { get; set; } = true;

        /// <summary>Whether a save started it and nobody stopped it.</summary>
        public bool IsOpen { get; set; }

        public string Task => task;

        public string Line => Model.Line(id, task, _start, End, Finished, IsCurrent);
    }
}

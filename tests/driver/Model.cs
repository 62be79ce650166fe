using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Tests;

namespace Tracking.Driver;

/// <summary>
/// What a store must hold after some steps of a script: the steps done to the model that the contract tests compare with.
/// </summary>
internal sealed class Model : IDisposable
{
    private static readonly DateTime Epoch = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly NaiveModel _store = new(() => Epoch);
    private readonly SortedDictionary<long, string> _tracks = [];
    private readonly Dictionary<int, string> _runs = [];

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

    public static string Line(TrackRecord track) =>
        $"track {track.Number} {track.TaskId} {track.RunId} {track.UserName} {track.TimeUtc:O} {Text(track.Data)}";

    /// <summary>Whether a run is at work or abandoned depends on who asks, so that it is not in its line.</summary>
    public static string Line(RunRecord run) =>
        $"run {run.RunId} {run.TaskId} {run.StartUtc:O} {run.EndUtc:O}"
            + $"{(run.Finished ? " finished" : "")}{(run.IsCurrent ? " current" : "")}";

    /// <summary>The line of what a step returned; null for nothing.</summary>
    public static string? LineOf((TrackRecord? Track, RunRecord? Run) returned) =>
        returned.Track is { } track ? Line(track) : returned.Run is { } run ? Line(run) : null;

    public static UInt128 HashOf(string line) => BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    public bool HasCurrentRun(string task) => _store.FindCurrentRun(task) != null;

    public long NumberAt(int index) => _tracks.Keys.ElementAt(index);

    public IEnumerable<string> Lines() => [.. _tracks.Values, .. _runs.Values];

    /// <summary>Does a step and returns what the store must return for it: the track, the run or nothing.</summary>
    public string? Apply(Step step)
    {
        var before = _store.FindCurrentRun(step.Task)?.RunId;
        var done = Do(_store, step);
        var (track, run) = done;
        if (track != null)
            Change(_tracks, track.Number, step.Kind == StepKind.Remove ? null : Line(track));
        int?[] changed = [before, track?.RunId, run?.RunId];
        foreach (var runId in changed.OfType<int>().Distinct())
            Change(_runs, runId, _store.FindRun(runId) is { } known ? Line(known) : null);
        StepCount++;
        return LineOf(done);
    }

    /// <summary>Does a step to a store and returns what the store returned.</summary>
    public static (TrackRecord? Track, RunRecord? Run) Do(ITrackStore store, Step step)
    {
        var time = Epoch.AddSeconds(step.Index);
        switch (step.Kind)
        {
            case StepKind.Remove:
                return (store.Remove(step.Number), null);
            case StepKind.StartRun:
                return (null, store.StartRun(step.Task, time));
            case StepKind.StopRun:
                return (null, store.StopRun(step.Task, timeUtc: time));
            case StepKind.Optimize:
                store.Optimize();
                return (null, null);
            default:
                var mode = step.Kind switch
                {
                    StepKind.Update or StepKind.Replace or StepKind.Compact => SaveMode.Update,
                    StepKind.Merge => SaveMode.Merge,
                    _ => SaveMode.Add,
                };
                return (store.Save(new TrackDraft(step.Task, step.User, DataOf(step)) { Mode = mode, TimeUtc = time }), null);
        }
    }

    public void Dispose() => _store.Dispose();

    private static TrackData DataOf(Step step)
    {
        var value = step.Kind == StepKind.Merge
            ? $"\"merged{step.Index % 3}\":true"
            : $"\"fill\":\"{new string((char)('a' + (step.Index % 26)), step.Size)}\"";
        return new(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{step.Index},{value}}}")));
    }

    private static string Text(TrackData data) =>
        data.Types != null ? "with types"
        : data.Json.Length < 200 ? Encoding.UTF8.GetString(data.Json)
        : Convert.ToHexString(SHA256.HashData(data.Json));

    private void Change<TKey>(IDictionary<TKey, string> lines, TKey key, string? line)
        where TKey : notnull
    {
        if (lines.TryGetValue(key, out var former))
            Hash -= HashOf(former);
        lines.Remove(key);
        if (line == null)
            return;
        lines[key] = line;
        Hash += HashOf(line);
    }
}

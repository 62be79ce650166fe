using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>
/// What a file says, read by another JSON reader and replayed in the plainest way, for files whose events can follow on each other.
/// </summary>
internal sealed class NaiveReplay
{
    private readonly Dictionary<long, TrackRecord> _tracks = [];
    private readonly SortedDictionary<int, RunRecord> _runs = [];
    private readonly SortedDictionary<int, StepRecord> _steps = [];
    private readonly Dictionary<string, int> _current = new(StringComparer.OrdinalIgnoreCase);

    private NaiveReplay(JsonElement document)
    {
        foreach (var happened in document.GetProperty("events").EnumerateArray())
            Take(happened);
    }

    /// <summary>
    /// The tracks, runs and steps, one a line, as <see cref="StoreState"/> shows them; null
    /// when the file is no JSON. An empty file is a new store.
    /// </summary>
    public static string? Of(byte[] file)
    {
        if (file.Length == 0)
            return "";
        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 64 });
            var replay = new NaiveReplay(document.RootElement);
            return string.Join('\n', replay._tracks.Values.OrderBy(track => track.TimeUtc).ThenBy(track => track.Number)
                .Select(StoreState.Show).Concat(replay._runs.Values.Select(replay.Show)).Concat(replay._steps.Values.Select(replay.Show)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException { InnerException: DecoderFallbackException })
        {
            // It looks at the bytes of a text only when it is asked for it.
            return null;
        }
    }

    /// <summary>The same of a store.</summary>
    public static string Of(ITrackStore store) =>
        string.Join('\n', store.Search(new TrackQuery()).Select(StoreState.Show).Concat(store.ListRuns().Select(StoreState.Show))
            .Concat(store.ListSteps().Select(StoreState.Show)));

    private string Show(RunRecord run) =>
        StoreState.Show(run with
        {
            IsCurrent = run.TaskId != null && _current.TryGetValue(run.TaskId, out var current) && current == run.RunId,
            Status = run is { Status: RunStatus.Running, Origin: not null } ? RunStatus.Unknown : run.Status,
        });

    private string Show(StepRecord step) => StoreState.Show(step.Status == StepStatus.Running && _runs[step.RunId].HasEnded
        ? step with { Status = StepStatus.Abandoned } : step);

    private void Take(JsonElement happened)
    {
        if (happened.TryGetProperty("save", out var number) || happened.TryGetProperty("update", out number))
        {
            var track = Track(number.GetInt64(), happened);
            if (happened.TryGetProperty("starts", out _))
                Start(new RunRecord(track.RunId, track.TaskId, track.TimeUtc, track.TimeUtc, RunStatus.Open, IsCurrent: false));
            _tracks[track.Number] = track;
            End(track.RunId, track.TimeUtc, null);
        }
        else if (happened.TryGetProperty("remove", out number))
        {
            _tracks.Remove(number.GetInt64());
        }
        else if (happened.TryGetProperty("removeRun", out var id))
        {
            Remove(id.GetInt32());
        }
        else if (happened.TryGetProperty("start", out id))
        {
            var (at, status) = (Time(happened, "at"), happened.TryGetProperty("open", out _) ? RunStatus.Open : RunStatus.Running);
            Start(WithFacts(new RunRecord(id.GetInt32(), Text(happened, "task"), at, at, status, IsCurrent: false), happened));
        }
        else if (happened.TryGetProperty("stop", out id))
        {
            End(id.GetInt32(), Time(happened, "at"), happened);
            if (_runs[id.GetInt32()].TaskId is { } task && _current.GetValueOrDefault(task) == id.GetInt32())
                _current.Remove(task);
        }
        else if (happened.TryGetProperty("resume", out id))
        {
            var run = _runs[id.GetInt32()];
            _runs[run.RunId] = run with { Status = RunStatus.Running, StatusUtc = Later(run, Time(happened, "at")), Message = null };
            if (run.TaskId is { } task)
                _current[task] = run.RunId;
        }
        else if (happened.TryGetProperty("step", out id))
        {
            Take(Step(id.GetInt32(), happened));
        }
        else if (happened.TryGetProperty("keep", out id))
        {
            var isCurrent = happened.TryGetProperty("current", out _);
            var kept = new RunRecord(id.GetInt32(), Text(happened, "task"), Time(happened, "started"), Time(happened, "ended"),
                Status(happened), isCurrent, Text(happened, "message"))
            {
                Origin = _runs.TryGetValue(id.GetInt32(), out var known) ? known.Origin : Origin(happened, "origin"),
            };
            // What is copied again bears what it began with.
            _runs[kept.RunId] = known == null ? WithFacts(kept, happened) : known with
            {
                EndUtc = kept.EndUtc,
                Status = kept.Status,
                Message = kept.Message,
                StatusUtc = kept.StatusUtc,
            };
            if (happened.TryGetProperty("since", out _))
                _runs[id.GetInt32()] = _runs[id.GetInt32()] with { StatusUtc = Time(happened, "since") };
            if (isCurrent)
                _current[Text(happened, "task")!] = id.GetInt32();
        }
    }

    private void Remove(int run)
    {
        foreach (var number in _tracks.Values.Where(track => track.RunId == run).Select(track => track.Number).ToList())
            _tracks.Remove(number);
        foreach (var step in _steps.Values.Where(step => step.RunId == run).Select(step => step.StepId).ToList())
            _steps.Remove(step);
        foreach (var task in _current.Where(current => current.Value == run).Select(current => current.Key).ToList())
            _current.Remove(task);
        _runs.Remove(run);
    }

    private void Start(RunRecord run)
    {
        _runs[run.RunId] = run with { StatusUtc = run.StartUtc };
        if (run.TaskId != null)
            _current[run.TaskId] = run.RunId;
    }

    private void Take(StepRecord step)
    {
        _steps[step.StepId] = step;
        if (step is { CarriedFrom: null, Origin: null })
            End(step.RunId, step.EndUtc ?? step.StartUtc, null);
    }

    private StepRecord Step(int id, JsonElement happened)
    {
        var (name, key, parent) = (Text(happened, "name")!, Text(happened, "key"), Number(happened, "parent") ?? 0);
        return new StepRecord(id, happened.GetProperty("run").GetInt32(), name, key, parent,
            NaivePath.Of(parent == 0 ? null : _steps[parent].Path, name, key))
        {
            Status = Enum.Parse<StepStatus>(happened.GetProperty("status").GetString()!, ignoreCase: true),
            StartUtc = Time(happened, "started"),
            EndUtc = happened.TryGetProperty("ended", out _) ? Time(happened, "ended") : null,
            Attempt = Number(happened, "attempt") ?? 1,
            CarriedFrom = Origin(happened, "carried"),
            Origin = _steps.TryGetValue(id, out var known) ? known.Origin : Origin(happened, "origin"),
            Facts = Data(happened, "facts"),
            Output = Data(happened, "output"),
        };
    }

    private static RunRecord WithFacts(RunRecord run, JsonElement happened) => run with
    {
        Key = Text(happened, "key"),
        Facts = Data(happened, "facts"),
        Continues = Origin(happened, "continues"),
        CarriedSteps = Number(happened, "carries") ?? 0,
    };

    private static TrackData? Data(JsonElement happened, string key) =>
        happened.TryGetProperty(key, out var value) ? Json.Data(value.GetRawText()) : null;

    private static int? Number(JsonElement happened, string key) => happened.TryGetProperty(key, out var value) ? value.GetInt32() : null;

    private void End(int id, DateTime time, JsonElement? stop)
    {
        var run = _runs[id] with { EndUtc = time > _runs[id].EndUtc ? time : _runs[id].EndUtc };
        _runs[id] = stop is { } how ? run with { Status = Status(how), StatusUtc = Later(run, time), Message = Text(how, "message") } : run;
    }

    private static DateTime Later(RunRecord run, DateTime time) => time > run.StatusUtc ? time : run.StatusUtc.AddTicks(1);

    private static RunStatus Status(JsonElement happened) =>
        Enum.Parse<RunStatus>(happened.GetProperty("status").GetString()!, ignoreCase: true);

    private static TrackRecord Track(long number, JsonElement happened) => TrackRecord.Of(
        number,
        Text(happened, "task")!,
        happened.GetProperty("run").GetInt32(),
        Text(happened, "user")!,
        Time(happened, "at"),
        happened.TryGetProperty("given", out _),
        Json.Data(happened.GetProperty("data").GetRawText(), happened.TryGetProperty("types", out var types) ? types.GetRawText() : null),
        happened.TryGetProperty("version", out var version) ? version.GetInt32() : happened.TryGetProperty("update", out _) ? 1 : 0,
        Number(happened, "inStep") ?? 0);

    private static Origin? Origin(JsonElement happened, string key) =>
        Text(happened, key)?.Split('/') is [var writer, var number]
            ? new Origin(Guid.Parse(writer), int.Parse(number, CultureInfo.InvariantCulture))
            : null;

    private static string? Text(JsonElement happened, string key) => happened.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static DateTime Time(JsonElement happened, string key) =>
        DateTime.Parse(happened.GetProperty(key).GetString()!, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}

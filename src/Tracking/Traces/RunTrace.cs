using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Traces;

/// <summary>
/// The spans of a run that ended, as OTLP/JSON: one of the run, and one of each step whose block ran in it, with their tracks as events
/// (rules 14.1 to 14.3). They depend on nothing but what is on record.
/// </summary>
internal sealed class RunTrace
{
    /// <summary>The most characters of one span; what does not fit is counted as dropped.</summary>
    private const int MostCharacters = 1 << 20;

    private const int Internal = 1;
    private const int Server = 2;
    private const int StatusOfError = 2;
    private const long TicksOf1970 = 621_355_968_000_000_000;

    private readonly List<string> _spans = [];
    private readonly RunRecord _run;
    private readonly RunFacts _facts;
    private readonly DateTime _endUtc;
    private readonly ILookup<int, TrackRecord> _tracks;
    private readonly HashSet<int> _own;

    private RunTrace(RunRecord run, IReadOnlyList<StepRecord> steps, IEnumerable<TrackRecord> tracks)
    {
        _run = run;
        _facts = FactsOf(() => RunFacts.Of(run), new RunFacts());
        // What is saved to it after it was stopped moves its end, and not that of the span.
        _endUtc = run.HasEnded ? run.StatusUtc : run.EndUtc;
        var own = steps.Where(step => step.CarriedFrom == null).OrderBy(step => step.StepId).ToList();
        _own = [.. own.Select(step => step.StepId)];
        _tracks = tracks.Where(track => track.TimeUtc <= _endUtc).ToLookup(track => _own.Contains(track.StepId) ? track.StepId : 0);
        _spans.Add(OfRun());
        var byId = own.ToDictionary(step => step.StepId);
        foreach (var step in own)
            _spans.Add(OfStep(step, byId.TryGetValue(step.ParentId, out var parent) ? parent : null));
    }

    /// <summary>The spans, each a JSON object.</summary>
    public IReadOnlyList<string> Spans => _spans;

    /// <summary>How many tracks did not fit.</summary>
    public int Dropped { get; private set; }

    /// <summary>The host that it ran on; null when it is not on record.</summary>
    public string? Host => _facts.Host;

    /// <summary>
    /// Whether a run has ended, so that it is sent: also one whose process is gone, and none of which that cannot be known.
    /// </summary>
    public static bool IsOver(RunRecord run) => run.HasEnded || run.Status == RunStatus.Abandoned;

    /// <summary>The spans of a run.</summary>
    public static RunTrace Of(RunRecord run, IReadOnlyList<StepRecord> steps, IEnumerable<TrackRecord> tracks) => new(run, steps, tracks);

    private string OfRun()
    {
        var span = TraceParent.Of(_run);
        var name = _run.TaskId == null ? SemanticNames.Run : $"{SemanticNames.Run} {_run.TaskId}";
        var json = Begin(span, TraceParent.Around(_run)?.SpanId, name, Server, _run.StartUtc, _endUtc);
        var result = _run.Status switch
        {
            RunStatus.Finished => SemanticNames.Success,
            RunStatus.Stopped => SemanticNames.Cancellation,
            RunStatus.Abandoned => SemanticNames.Error,
            _ => SemanticNames.Failure,
        };
        json.Name("attributes").Begin('[');
        new AttributeList(json)
            .Add(SemanticNames.Pipeline, _run.TaskId)
            .Add(SemanticNames.PipelineRun, _run.Identity.ToString())
            .Add(SemanticNames.PipelineAction, SemanticNames.Run)
            .Add(SemanticNames.PipelineResult, result)
            .Add(SemanticNames.ErrorType, IsBad(result) ? _run.Status.ToString() : null)
            .Add(SemanticNames.ProcessId, _facts.Process)
            .Add("tracking.run.status", _run.Status.ToString())
            .Add("tracking.run.key", _run.Key)
            .Add("tracking.run.continues", _run.Continues?.ToString())
            .Add("tracking.run.script", _facts.Script)
            .Add("tracking.user", _facts.User);
        json.End(']');
        return End(json, result, _run.Message, _tracks[0]);
    }

    private string OfStep(StepRecord step, StepRecord? parent)
    {
        var facts = FactsOf(() => StepFacts.Of(step), new StepFacts());
        var result = step.Status switch
        {
            StepStatus.Completed => SemanticNames.Success,
            StepStatus.Skipped => SemanticNames.Skip,
            StepStatus.Stopped => SemanticNames.Cancellation,
            StepStatus.Abandoned or StepStatus.Running => SemanticNames.Error,
            _ => SemanticNames.Failure,
        };
        var around = parent == null ? TraceParent.Of(_run) : TraceParent.Of(_run, parent);
        var json = Begin(
            TraceParent.Of(_run, step), around.SpanId, step.Name, Internal, step.StartUtc, step.EndUtc ?? _endUtc);
        json.Name("attributes").Begin('[');
        new AttributeList(json)
            .Add(SemanticNames.Task, step.Name)
            .Add(SemanticNames.TaskRun, step.Identity.ToString())
            .Add(SemanticNames.TaskResult, result)
            .Add(SemanticNames.ErrorType, IsBad(result) ? facts.ErrorId ?? step.Status.ToString() : null)
            .Add(SemanticNames.ExitCode, facts.ExitCode)
            .Add("tracking.step.path", step.Path)
            .Add("tracking.step.key", step.Key)
            .Add("tracking.step.status", step.Status.ToString())
            .Add("tracking.step.attempt", step.Attempt > 1 ? step.Attempt : null)
            .Add("tracking.step.position", facts.Position)
            .Add("tracking.step.errors", facts.ErrorCount > 0 ? facts.ErrorCount : null)
            .Add("tracking.step.warnings", facts.WarningCount > 0 ? facts.WarningCount : null)
            .Add("tracking.step.reason", facts.Reason);
        json.End(']');
        return End(json, result, facts.Error, _tracks[step.StepId]);
    }

    private static JsonText Begin(TraceParent span, string? parent, string name, int kind, DateTime startUtc, DateTime endUtc)
    {
        var json = new JsonText().Begin('{').Name("traceId").Text(span.TraceId).Name("spanId").Text(span.SpanId);
        if (parent != null)
            json.Name("parentSpanId").Text(parent);
        return json.Name("name").Text(name).Name("kind").Number(kind).Name("startTimeUnixNano").Text(Nanoseconds(startUtc))
            .Name("endTimeUnixNano").Text(Nanoseconds(endUtc < startUtc ? startUtc : endUtc));
    }

    private string End(JsonText json, string result, string? message, IEnumerable<TrackRecord> tracks)
    {
        var dropped = 0;
        json.Name("events").Begin('[');
        foreach (var track in tracks)
        {
            var one = Event(track);
            if (json.Length + one.Length > MostCharacters)
                dropped++;
            else
                json.Raw(one);
        }
        json.End(']');
        if (dropped > 0)
            json.Name("droppedEventsCount").Number(dropped);
        Dropped += dropped;
        if (IsBad(result))
        {
            json.Name("status").Begin('{').Name("code").Number(StatusOfError);
            if (message != null)
                json.Name("message").Text(message);
            json.End('}');
        }
        return json.End('}').ToString();
    }

    private static string Event(TrackRecord track)
    {
        var json = new JsonText().Begin('{').Name("timeUnixNano").Text(Nanoseconds(track.TimeUtc)).Name("name").Text("track")
            .Name("attributes").Begin('[');
        var attributes = new AttributeList(json).Add("tracking.task", track.TaskId).Add("tracking.user", track.UserName);
        try
        {
            foreach (System.Collections.DictionaryEntry entry in DataReader.Read(track.Data))
                attributes.Write("tracking.data." + (string)entry.Key, entry.Value);
        }
        catch (TrackingException)
        {
            attributes.Add("tracking.data_unreadable", true);
        }
        return json.End(']').End('}').ToString();
    }

    private static bool IsBad(string result) => result is SemanticNames.Failure or SemanticNames.Error;

    private static T FactsOf<T>(Func<T> read, T none)
    {
        try
        {
            return read();
        }
        catch (TrackingException)
        {
            // Facts that someone edited.
            return none;
        }
    }

    // What lies before 1970 has no such time.
    private static string Nanoseconds(DateTime utc) =>
        (Math.Max(utc.Ticks - TicksOf1970, 0) * 100m).ToString("0", CultureInfo.InvariantCulture);
}

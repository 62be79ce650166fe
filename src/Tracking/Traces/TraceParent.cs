using System.Text.RegularExpressions;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Traces;

/// <summary>A trace, and a span of it that others are within, as the variable TRACEPARENT says it.</summary>
/// <param name="TraceId">32 hexadecimal digits.</param>
/// <param name="SpanId">16 hexadecimal digits.</param>
internal sealed record TraceParent(string TraceId, string SpanId)
{
    /// <summary>The variable of the environment.</summary>
    public const string Variable = "TRACEPARENT";

    // Of a later version, what is behind the flags is passed over.
    private static readonly Regex Form = new(
        @"\A(?!ff)(?<version>[0-9a-f]{2})-(?!0{32})(?<trace>[0-9a-f]{32})-(?!0{16})(?<span>[0-9a-f]{16})-[0-9a-f]{2}(?<rest>-.*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>What a text says; null when it is not valid.</summary>
    public static TraceParent? Read(string? text) =>
        text != null && Form.Match(text.Trim()) is { Success: true } match
            && (match.Groups["version"].Value != "00" || !match.Groups["rest"].Success)
            ? new TraceParent(match.Groups["trace"].Value, match.Groups["span"].Value)
            : null;

    /// <summary>The span of a run.</summary>
    public static TraceParent Of(RunRecord run) => new(TraceOf(run), TraceIds.SpanOfRun(run.Identity));

    /// <summary>The span of a step of a run.</summary>
    public static TraceParent Of(RunRecord run, StepRecord step) => new(TraceOf(run), TraceIds.SpanOfStep(step.Identity));

    /// <summary>What a run is within; null when it is in a trace of its own.</summary>
    public static TraceParent? Around(RunRecord run)
    {
        try
        {
            return Read(RunFacts.Of(run).TraceParent);
        }
        catch (TrackingException)
        {
            // Facts that someone edited.
            return null;
        }
    }

    private static string TraceOf(RunRecord run) => Around(run)?.TraceId ?? TraceIds.TraceOf(run.Identity);

    /// <summary>As the variable says it.</summary>
    public override string ToString() => $"00-{TraceId}-{SpanId}-01";
}

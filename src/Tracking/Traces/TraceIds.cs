using Tracking.Keys;
using Tracking.Model;

namespace Tracking.Traces;

/// <summary>The ids of traces and spans: hashes of what identifies a run or a step everywhere, so that they are always the same (rule
/// 14.2).</summary>
internal static class TraceIds
{
    private const int SpanDigits = 16;

    /// <summary>The trace of a run that no other trace is the parent of.</summary>
    public static string TraceOf(Origin run) => NotZero(TextHash.Of($"trace {run}"));

    public static string SpanOfRun(Origin run) => NotZero(TextHash.Of($"run {run}").Substring(0, SpanDigits));

    public static string SpanOfStep(Origin step) => NotZero(TextHash.Of($"step {step}").Substring(0, SpanDigits));

    // An id of zeros is none.
    private static string NotZero(string id) => id.Trim('0').Length > 0 ? id : id.Substring(1) + "1";
}

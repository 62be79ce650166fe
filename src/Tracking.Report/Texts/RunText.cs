using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Texts;

/// <summary>What a report says of runs and steps in words. What is as usual is left out: one attempt, no errors.</summary>
internal static class RunText
{
    /// <summary>The most runs of a story that are named.</summary>
    private const int NamedRuns = 5;

    public static IEnumerable<string> Facts(ReportModel model, ReportStory story)
    {
        var runs = story.Runs;
        if (runs.Count == 1)
        {
            yield return $"run {story.Last.Record.RunId}";
        }
        else
        {
            var named = string.Join(", ", runs.Skip(Math.Max(0, runs.Count - NamedRuns)).Select(run => run.Record.RunId));
            yield return $"{ReportText.Count(runs.Count)} runs: {(runs.Count > NamedRuns ? "…, " : "")}{named}";
        }
        var work = runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Duration);
        foreach (var fact in Facts(model, story.First.Record.StartUtc, work, story.Last))
            yield return fact;
    }

    /// <summary>How many runs there are within some runs, and how many of them went wrong.</summary>
    public static IEnumerable<string> Inner(ReportModel model, IReadOnlyList<ReportRun> runs)
    {
        var inner = runs.SelectMany(model.Nesting.AllWithin).ToList();
        if (inner.Count == 0)
            yield break;
        var problems = inner.Count(run => run.IsProblem);
        yield return ReportText.Count(inner.Count, "run") + " within" + (problems > 0 ? $" ({ReportText.Count(problems)} went wrong)" : "");
    }

    public static IEnumerable<string> Facts(ReportModel model, ReportRun run) => Facts(model, run.Record.StartUtc, run.Duration, run);

    public static IEnumerable<string> Facts(ReportStep step)
    {
        if (step.IsCarried)
            yield return "done in an earlier run";
        else if (step.Status != StepStatus.Skipped)
            yield return ReportText.Duration(step.Duration);
        if (step.Reason is { } reason)
            yield return reason;
        if (step.Attempts > 1)
            yield return ReportText.Count(step.Attempts, "attempt");
        if (step.ErrorCount > 0)
            yield return ReportText.Count(step.ErrorCount, "error");
        if (step.WarningCount > 0)
            yield return ReportText.Count(step.WarningCount, "warning");
        if (step.ExitCode is { } code)
            yield return $"exit code {code}";
    }

    private static IEnumerable<string> Facts(ReportModel model, DateTime startUtc, TimeSpan duration, ReportRun run)
    {
        yield return ReportText.Time(model.Local(startUtc));
        yield return ReportText.Duration(duration);
        if (run.Host is { } host)
            yield return $"on {ReportText.Shorten(host, ReportLimits.Name)}";
        if (model.Scope.Stores.Count > 1)
            yield return $"in {ReportText.Shorten(run.Store.Name, ReportLimits.Name)}";
    }
}

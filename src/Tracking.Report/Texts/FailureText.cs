using System.Collections.Generic;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Texts;

/// <summary>What a report says of a failure, in words, for every form of it.</summary>
internal static class FailureText
{
    /// <summary>Whether and by what it is fixed.</summary>
    public static string Fixed(ReportModel model, ReportFailure failure) => failure switch
    {
        { FixedBy: { } run } => $"Fixed by run {run.Record.RunId}, {ReportText.Time(model.Local(run.Record.StartUtc))}",
        { ContinuedBy: { } run } => $"Not fixed; run {run.Record.RunId} continues it ({StatusMark.NameOf(run.Status).ToLowerInvariant()})",
        { MayBeFixed: true } => "Whether it is fixed is not known: the steps of later runs are not all in this report",
        _ => "Not fixed",
    };

    /// <summary>The task, and the step's path, of which the end says most.</summary>
    public static (string Task, string? Path) NameOf(ReportFailure failure) =>
        (ReportText.Shorten(failure.Run.TaskId, ReportLimits.FailureName),
            failure.Step is { } step ? ReportText.ShortenStart(step.Path, ReportLimits.FailurePath) : null);

    public static string NameOf(OverdueTask task) => ReportText.Shorten(task.TaskId, ReportLimits.FailureName);

    /// <summary>By when a task was due, and how it stands.</summary>
    public static string Overdue(ReportModel model, OverdueTask task)
    {
        var run = task.LastRun;
        var due = task.DueUtc is { } utc ? $"Overdue since {ReportText.Time(model.Local(utc))}" : "Overdue: it never succeeded";
        var how = task.Reason switch
        {
            TaskReason.Late => "it did not run again",
            TaskReason.Running => $"run {run.RunId} is at work since {ReportText.Time(model.Local(run.StartUtc))}",
            _ => $"run {run.RunId}: {StatusMark.NameOf(run.Status).ToLowerInvariant()}",
        };
        return $"{due}; {how}.";
    }

    /// <summary>Since when, where, in which runs.</summary>
    public static IEnumerable<string> Facts(ReportModel model, ReportFailure failure)
    {
        var since = ReportText.Time(model.Local(failure.SinceUtc));
        var run = failure.Run;
        yield return failure.RunCount > 1 ? $"since {since}, in {ReportText.Count(failure.RunCount)} runs" : $"since {since}";
        yield return run.Host is { } host ? $"on {ReportText.Shorten(host, ReportLimits.Name)}" : "host not on record";
        var status = failure.Step == null ? "" : $" ({StatusMark.NameOf(run.Status).ToLowerInvariant()})";
        yield return $"{(failure.RunCount > 1 ? "last in run" : "run")} {run.Record.RunId}{status}";
        if (model.Nesting.Around(run) is { } around)
            yield return $"within run {around.Record.RunId} of {ReportText.Shorten(around.TaskId, ReportLimits.Name)}";
        if (failure.Step is { Attempts: > 1 } tried)
            yield return ReportText.Count(tried.Attempts, "attempt");
        if (failure.Step is { HasFailedProgram: true } program)
            yield return $"exit code {program.ExitCode}";
        if (failure.Step?.Position is { } position)
            yield return $"at {position}";
        if (model.Scope.Stores.Count > 1)
            yield return $"in {ReportText.Shorten(run.Store.Name, ReportLimits.Name)}";
    }

    /// <summary>The status of what went wrong.</summary>
    public static RunStatus StatusOf(ReportFailure failure) => failure.Step?.Mark ?? failure.Run.Status;

    /// <summary>How many tasks are overdue, how many failures there are, and how many of them a later run fixed.</summary>
    public static string Counts(ReportModel model) => model.Overdue.Count switch
    {
        0 => FailureCounts(model),
        1 => "1 task is overdue. " + FailureCounts(model),
        var count => $"{ReportText.Count(count)} tasks are overdue. {FailureCounts(model)}",
    };

    private static string FailureCounts(ReportModel model)
    {
        var open = 0;
        foreach (var failure in model.Failures)
            open += failure.FixedBy == null ? 1 : 0;
        var runs = ReportText.Count(model.Runs.Count, "run");
        var fixedCount = model.Failures.Count - open;
        return (open, fixedCount) switch
        {
            (0, 0) => $"{(model.Overdue.Count == 0 ? "Nothing: none" : "None")} of {runs} failed, was abandoned or finished with errors.",
            (0, _) => $"{ReportText.Count(fixedCount, "failure")} in {runs}; later runs fixed all of them.",
            (_, 0) => $"{ReportText.Count(open, "failure")} in {runs}, not fixed.",
            _ => $"{ReportText.Count(open, "failure")} not fixed, and {ReportText.Count(fixedCount)} that a later run fixed, in {runs}.",
        };
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Texts;

/// <summary>
/// Writes a report as plain text for a mail, to which the page may be attached: what failed first, then the tasks (rule 11.8).
/// </summary>
public static class TextSummary
{
    /// <summary>The most characters of a line, unless a word is longer.</summary>
    private const int Width = 78;

    /// <summary>Writes the text.</summary>
    /// <param name="model">The content of the report.</param>
    /// <param name="text">Where it is written to.</param>
    public static void Write(ReportModel model, TextWriter text)
    {
        if (model == null)
            throw new ArgumentNullException(nameof(model));
        if (text == null)
            throw new ArgumentNullException(nameof(text));
        WriteWrapped(text, "", ReportText.OneLine(model.Scope.Title, ReportLimits.Preview));
        WriteWrapped(text, "", $"Created {ReportText.Time(model.Local(model.Scope.MadeUtc))}.");
        text.Write("\n");
        WriteWrapped(text, "", "What failed: " + FailureText.Counts(model));
        foreach (var task in model.Overdue.Take(ReportLimits.Failures))
        {
            text.Write("\n");
            WriteWrapped(text, "* ", ReportText.OneLine(FailureText.NameOf(task), int.MaxValue));
            WriteWrapped(text, "  ", FailureText.Overdue(model, task));
        }
        WriteRest(text, model.Overdue.Count, ReportLimits.Failures);
        foreach (var failure in model.Failures.Take(ReportLimits.Failures))
            WriteFailure(text, model, failure);
        WriteRest(text, model.Failures.Count, ReportLimits.Failures);
        text.Write("\nTasks:\n");
        var tasks = model.Tasks.OrderByDescending(task => task.LatestRun?.Record.EndUtc ?? DateTime.MinValue);
        foreach (var task in tasks.Take(ReportLimits.Tasks))
        {
            var name = ReportText.OneLine(task.TaskId, ReportLimits.FailureName);
            WriteWrapped(text, "  ", $"{name}: {string.Join(", ", Facts(model, task))}");
        }
        WriteRest(text, model.Tasks.Count, ReportLimits.Tasks);
    }

    private static void WriteFailure(TextWriter text, ReportModel model, ReportFailure failure)
    {
        var (task, path) = FailureText.NameOf(failure);
        var status = StatusMark.NameOf(FailureText.StatusOf(failure));
        text.Write("\n");
        WriteWrapped(text, "* ", ReportText.OneLine(path == null ? task : $"{task} > {path}", int.MaxValue));
        foreach (var line in ReportText.Clean(failure.Error).Replace("\r\n", "\n").Split('\n', '\r'))
            WriteWrapped(text, "  ", line);
        var others = failure.OtherSteps > 0 ? $" And {ReportText.Count(failure.OtherSteps, "other step")} of the run." : "";
        var facts = ReportText.OneLine(string.Join(", ", FailureText.Facts(model, failure)), int.MaxValue);
        WriteWrapped(text, "  ", $"{status} {facts}. {FailureText.Fixed(model, failure)}.{others}");
    }

    private static IEnumerable<string> Facts(ReportModel model, ReportTask task)
    {
        yield return ReportText.Count(task.Runs.Count, "run");
        foreach (var status in task.Runs.GroupBy(run => run.Status).OrderBy(status => status.Key))
            yield return $"{ReportText.Count(status.Count())} {StatusMark.NameOf(status.Key).ToLowerInvariant()}";
        if (task.Median is { } median)
            yield return $"median {ReportText.Duration(median)}";
        if (task.LatestRun is { } latest)
            yield return $"last {ReportText.Time(model.Local(latest.Record.StartUtc))}";
    }

    private static void WriteRest(TextWriter text, int count, int shown)
    {
        if (count > shown)
            text.Write($"\n  And {ReportText.Count(count - shown)} more.\n");
    }

    /// <summary>Writes a text in lines, the first behind its mark and the others below it.</summary>
    private static void WriteWrapped(TextWriter text, string mark, string words)
    {
        var line = new StringBuilder(mark);
        var isEmpty = true;
        foreach (var word in words.Split([' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                text.Write(line.Append('\n').ToString());
                line.Clear().Append(' ', mark.Length);
                isEmpty = true;
            }
            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }
        text.Write(line.Append('\n').ToString());
    }
}

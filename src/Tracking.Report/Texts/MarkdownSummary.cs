using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Texts;

/// <summary>
/// Writes a report as Markdown, as GitHub shows it behind the steps of a job: what failed first, then the tasks (rule 11.8).
/// </summary>
public static class MarkdownSummary
{
    /// <summary>GitHub drops a summary of so many bytes, with all that other steps added.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Room for the sentence that says what is left out, and for what closes a table.</summary>
    private const int Reserve = 300;

    private const string FailureHead =
        "| Status | What | Error | Since | Fixed |\n|---|---|---|---|---|\n";

    private const string OverdueHead = "| Task | Overdue |\n|---|---|\n";

    private const string TaskHead = "| Task | Runs | Finished | Failed | Other | Median | Last run |\n|---|--:|--:|--:|--:|--:|---|\n";

    /// <summary>Writes as much as there is room for, and counts the rest.</summary>
    /// <param name="model">The content of the report.</param>
    /// <param name="room">How many bytes of UTF-8 there may be.</param>
    /// <returns>The text; null where there is no room for its beginning.</returns>
    public static string? Write(ReportModel model, long room)
    {
        if (model == null)
            throw new ArgumentNullException(nameof(model));
        var text = new StringBuilder();
        var left = room - Reserve;
        // A heading is one line.
        var title = Text(ReportText.OneLine(model.Scope.Title, ReportLimits.Preview).Replace('\r', ' '));
        if (!Add(text, ref left, $"## {title}\n\n{FailureText.Counts(model)}\n"))
            return null;
        var overdue = model.Overdue.Select(task => $"| {Code(FailureText.NameOf(task))} | {Text(FailureText.Overdue(model, task))} |\n");
        AddTable(text, ref left, OverdueHead, overdue, model.Overdue.Count, "overdue task");
        AddTable(text, ref left, FailureHead, model.Failures.Select(failure => Row(model, failure)), model.Failures.Count, "failure");
        var tasks = model.Tasks.OrderByDescending(task => task.LatestRun?.Record.EndUtc ?? DateTime.MinValue);
        AddTable(text, ref left, TaskHead, tasks.Select(task => Row(model, task)), model.Tasks.Count, "task");
        return text.ToString();
    }

    /// <summary>A text from a store in an element in which GitHub makes no links of names, numbers and commits.</summary>
    private static string Code(string text) => text.Length == 0 ? "" : $"<code>{Text(text)}</code>";

    /// <summary>
    /// A text, which GitHub shows as it is: every sign that means something to it is written as a number, and a comment cuts in two what it
    /// would make a link of all the same: names, numbers of issues, addresses of mail.
    /// </summary>
    private static string Text(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in ReportText.Clean(text).Replace("\r\n", "\n").Replace('\r', '\n'))
        {
            if (c == '\n')
                safe.Append("<br>");
            else if (c == ' ' || c > '~' || char.IsLetterOrDigit(c))
                safe.Append(c);
            else
                safe.Append(FormattableString.Invariant($"&#{(int)c};")).Append(c is '@' or '#' or '-' ? "<!-- -->" : "");
        }
        return safe.ToString();
    }

    private static string Row(ReportModel model, ReportFailure failure)
    {
        var (task, path) = FailureText.NameOf(failure);
        var status = FailureText.StatusOf(failure);
        var others = failure.OtherSteps > 0 ? $" And {ReportText.Count(failure.OtherSteps, "other step")} of the run." : "";
        var facts = string.Join(", ", FailureText.Facts(model, failure).Select(Code));
        return $"| {StatusMark.SymbolOf(status)} {StatusMark.NameOf(status)} | {Code(path == null ? task : $"{task} › {path}")} "
            + $"| {Code(failure.Error)}{others} | {facts} | {Text(FailureText.Fixed(model, failure))} |\n";
    }

    private static string Row(ReportModel model, ReportTask task)
    {
        var (finished, failed) = (task.Count(RunStatus.Finished), task.Count(RunStatus.Failed));
        var latest = task.LatestRun is { } run
            ? $"{StatusMark.SymbolOf(run.Status)} {StatusMark.NameOf(run.Status)}, {ReportText.Time(model.Local(run.Record.StartUtc))}"
            : "";
        return $"| {Code(ReportText.Shorten(task.TaskId, ReportLimits.FailureName))} | {ReportText.Count(task.Runs.Count)} "
            + $"| {ReportText.Count(finished)} | {ReportText.Count(failed)} | {ReportText.Count(task.Runs.Count - finished - failed)} "
            + $"| {(task.Median is { } median ? ReportText.Duration(median) : "")} | {latest} |\n";
    }

    private static void AddTable(StringBuilder text, ref long left, string head, IEnumerable<string> rows, int count, string noun)
    {
        if (count == 0)
            return;
        var shown = 0;
        if (Add(text, ref left, "\n" + head))
        {
            foreach (var row in rows)
            {
                if (!Add(text, ref left, row))
                    break;
                shown++;
            }
        }
        if (shown < count)
            text.Append($"\nAnd {ReportText.Count(count - shown, noun)} for which there is no room here.\n");
    }

    private static bool Add(StringBuilder text, ref long left, string part)
    {
        var bytes = Encoding.UTF8.GetByteCount(part);
        if (bytes > left)
        {
            // Nothing comes behind what did not fit.
            left = 0;
            return false;
        }
        left -= bytes;
        text.Append(part);
        return true;
    }
}

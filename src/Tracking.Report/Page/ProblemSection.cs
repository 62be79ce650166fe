using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The runs that failed or were abandoned, newest first.</summary>
internal static class ProblemSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var problems = model.Runs.Where(run => run.IsProblem).Reverse().ToList();
        page.Write($"<section aria-labelledby=\"problems\"{(problems.Count > 0 ? " class=\"bad\"" : "")}>\n");
        page.Write("<h2 id=\"problems\">Failed and abandoned</h2>\n");
        page.Write($"<p class=\"muted\">{Summary(model, problems.Count)}</p>\n");
        if (problems.Count > 0)
            WriteTable(page, model, [.. problems.Take(ReportLimits.Problems)]);
        page.Write("</section>\n");
    }

    private static string Summary(ReportModel model, int count)
    {
        var shown = count switch
        {
            0 => $"None of {ReportText.Count(model.Runs.Count, "run")}.",
            <= ReportLimits.Problems => $"{ReportText.Count(count)} of {ReportText.Count(model.Runs.Count, "run")}, newest first.",
            _ => $"The newest {ReportLimits.Problems} of {ReportText.Count(count)}.",
        };
        var failed = model.Runs
            .Where(run => run.Record.Finished)
            .Sum(run => run.Steps.Count(step => step.Outcome == StepOutcome.Failed));
        return failed == 0 ? shown : $"{shown} In runs that finished, {ReportText.Count(failed, "step attempt")} failed.";
    }

    private static void WriteTable(TextWriter page, ReportModel model, ReportRun[] runs)
    {
        var severalStores = model.Scope.Stores.Count > 1;
        page.Write("<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"Failed and abandoned runs\"><table>\n");
        HtmlTable.WriteHead(page,
        [
            new("Task"), new("Run", true), new("Status"), new("Start"), new("Duration"), new("Message"),
            .. severalStores ? (Column[])[new("Store")] : [],
        ]);
        page.Write("<tbody>\n");
        foreach (var run in runs)
        {
            page.Write($"<tr><th scope=\"row\" dir=\"auto\">{Html.Text(ReportText.Shorten(run.TaskId, ReportLimits.Name))}</th>");
            page.Write($"<td class=\"n\">{run.Record.RunId}</td><td>{HtmlTable.Status(run.Record.Status)}</td>");
            HtmlTable.WriteCell(page, "t", ReportText.Time(model.Local(run.Record.StartUtc)));
            HtmlTable.WriteCell(page, "s", ReportText.Duration(run.Duration));
            page.Write($"<td class=\"w\">{Message(run)}</td>");
            if (severalStores)
                HtmlTable.WriteCell(page, null, run.Store.Name);
            page.Write("</tr>\n");
        }
        page.Write("</tbody></table></div>\n");
    }

    private static string Message(ReportRun run)
    {
        var message = run.Message is { } text
            ? $"<div dir=\"auto\">{Html.Text(ReportText.Shorten(text, ReportLimits.Message))}</div>"
            : "<div class=\"muted\">No message.</div>";
        return run.Steps.LastOrDefault(step => step.Outcome is StepOutcome.Failed or StepOutcome.Unfinished) is { } step
            ? $"{message}<div class=\"muted\">Step {Html.Isolated(ReportText.Shorten(step.Name, ReportLimits.Name))}</div>"
            : message;
    }
}

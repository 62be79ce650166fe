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
        page.Write($"<section aria-labelledby=\"problems\"{(problems.Count > 0 ? " class=\"bad\"" : "")}>\n<h2 id=\"problems\">Failed and abandoned</h2>\n");
        page.Write($"<p class=\"muted\">{Said(model, problems.Count)}</p>\n");
        if (problems.Count > 0)
            WriteTable(page, model, [.. problems.Take(ReportLimits.Problems)]);
        page.Write("</section>\n");
    }

    private static string Said(ReportModel model, int count)
    {
        var shown = count switch
        {
            0 => $"None of {ReportText.Count(model.Runs.Count, "run")}.",
            <= ReportLimits.Problems => $"{ReportText.Count(count)} of {ReportText.Count(model.Runs.Count, "run")}, newest first.",
            _ => $"The newest {ReportLimits.Problems} of {ReportText.Count(count)}.",
        };
        var recovered = model.Runs.Where(run => run.Record.Finished).Sum(run => run.Steps.Count(step => step.Outcome == StepOutcome.Failed));
        return recovered == 0 ? shown : $"{shown} In runs that finished, {ReportText.Count(recovered, "attempt")} of steps failed before.";
    }

    private static void WriteTable(TextWriter page, ReportModel model, RunItem[] runs)
    {
        var severalStores = model.Scope.Stores.Count > 1;
        page.Write("<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"Failed and abandoned runs\"><table>\n");
        TableHtml.WriteHead(page, [new("Task"), new("Run", true), new("Status"), new("Start"), new("Duration"), new("Message"), .. severalStores ? (Column[])[new("Store")] : []]);
        page.Write("<tbody>\n");
        foreach (var run in runs)
        {
            page.Write($"<tr><th scope=\"row\" dir=\"auto\">{Html.Text(ReportText.Shorten(run.TaskId, ReportLimits.Name))}</th><td class=\"n\">{run.Record.RunId}</td><td>{TableHtml.Status(run.Record.Status)}</td>");
            TableHtml.WriteCell(page, "t", ReportText.Time(model.Local(run.Record.StartUtc)));
            TableHtml.WriteCell(page, "s", ReportText.Duration(run.Duration));
            page.Write($"<td class=\"w\">{Message(run)}</td>");
            if (severalStores)
                TableHtml.WriteCell(page, null, run.Store.Name);
            page.Write("</tr>\n");
        }
        page.Write("</tbody></table></div>\n");
    }

    private static string Message(RunItem run)
    {
        var failed = run.Steps.LastOrDefault(step => step.Outcome is StepOutcome.Failed or StepOutcome.Open);
        var said = run.Message is { } message ? $"<div dir=\"auto\">{Html.Text(ReportText.Shorten(message, ReportLimits.Message))}</div>" : "<div class=\"muted\">It says nothing.</div>";
        return failed == null ? said : $"{said}<div class=\"muted\">Step {Html.Foreign(ReportText.Shorten(failed.Name, ReportLimits.Name))}</div>";
    }
}

using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The runs that failed, were abandoned or finished with errors, newest first.</summary>
internal static class ProblemSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var problems = model.Runs.Where(run => run.IsProblem).Reverse().ToList();
        page.Write($"<section aria-labelledby=\"problems\"{(problems.Count > 0 ? " class=\"bad\"" : "")}>\n");
        page.Write("<h2 id=\"problems\">What went wrong</h2>\n");
        page.Write($"<p class=\"muted\">{Summary(model, problems.Count)}</p>\n");
        if (problems.Count > 0)
            WriteTable(page, model, [.. problems.Take(ReportLimits.Problems)]);
        page.Write("</section>\n");
    }

    private static string Summary(ReportModel model, int count)
    {
        var all = ReportText.Count(model.Runs.Count, "run");
        return count switch
        {
            0 => $"None of {all} failed, was abandoned or finished with errors.",
            <= ReportLimits.Problems => $"{ReportText.Count(count)} of {all}: failed, abandoned, or finished with errors. Newest first.",
            _ => $"The newest {ReportLimits.Problems} of {ReportText.Count(count)} runs that failed, were abandoned or finished with "
                + "errors.",
        };
    }

    private static void WriteTable(TextWriter page, ReportModel model, ReportRun[] runs)
    {
        var severalStores = model.Scope.Stores.Count > 1;
        page.Write("<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"Runs that went wrong\"><table>\n");
        HtmlTable.WriteHead(page,
        [
            new("Task"), new("Run", true), new("Status"), new("Start"), new("Duration"), new("Message"),
            .. severalStores ? (Column[])[new("Store")] : [],
        ]);
        page.Write("<tbody>\n");
        foreach (var run in runs)
        {
            page.Write($"<tr><th scope=\"row\" dir=\"auto\">{Html.Text(ReportText.Shorten(run.TaskId, ReportLimits.Name))}</th>");
            page.Write($"<td class=\"n\">{run.Record.RunId}</td><td>{HtmlTable.Status(run.Status)}</td>");
            HtmlTable.WriteCell(page, "t", ReportText.Time(model.Local(run.Record.StartUtc)));
            HtmlTable.WriteCell(page, "s", ReportText.Duration(run.Duration));
            page.Write($"<td class=\"w\">{Message(run)}</td>");
            if (severalStores)
                HtmlTable.WriteCell(page, null, run.Store.Name);
            page.Write("</tr>\n");
        }
        page.Write("</tbody></table></div>\n");
    }

    /// <summary>What a run was stopped with, and what went wrong in its steps, as markup.</summary>
    private static string Message(ReportRun run)
    {
        var steps = run.FindProblems();
        var shown = steps.Take(ReportLimits.NamedSteps).ToList();
        var message = run.Record.Message is { } whole ? ReportText.Shorten(whole, ReportLimits.Message) : null;
        var isTold = message == null ? shown.Count > 0 : run.Steps.Any(step => IsOf(step, message) && shown.Exists(step.IsToldBy));
        var text = isTold ? ""
            : message == null ? "<div class=\"muted\">No message.</div>"
            : $"<div dir=\"auto\">{Html.Text(message)}</div>";
        if (shown.Count == 0)
            return text;
        var others = steps.Count - shown.Count;
        var counted = others > 0 ? $"<li class=\"muted\">and {ReportText.Count(others, "other step")}</li>" : "";
        return $"{text}<ul class=\"steps\">{string.Concat(shown.Select(Item))}{counted}</ul>";
    }

    /// <summary>Whether a run's message is what Invoke-TrackRun says of a step that ended it, or that was the first to go wrong.</summary>
    private static bool IsOf(ReportStep step, string message) =>
        message == step.Error
        || message == ReportText.Shorten($"{step.Path}: {step.Error ?? step.Status.ToString()}", ReportLimits.Message);

    private static string Item(ReportStep step)
    {
        var path = Html.Isolated(ReportText.Shorten(step.Path, ReportLimits.Path));
        var error = Html.Isolated(step.Error is { } text ? ReportText.Shorten(text, ReportLimits.Message) : StatusMark.NameOf(step.Status));
        var position = step.Position is { } place ? $" <span class=\"muted\">({Html.Isolated(place)})</span>" : "";
        return $"<li>{path}: {error}{position}</li>";
    }
}

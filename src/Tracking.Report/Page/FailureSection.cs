using System.IO;
using System.Linq;
using Tracking.Report.Model;
using Tracking.Report.Texts;

namespace Tracking.Report.Page;

/// <summary>What failed and what was abandoned: why, since when, where, and whether it is fixed (rule 11.1).</summary>
internal static class FailureSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var failures = model.Failures;
        var isOpen = model.Overdue.Count > 0 || failures.Any(failure => failure.FixedBy == null);
        page.Write($"<section aria-labelledby=\"failures\"{(isOpen ? " class=\"bad\"" : "")}>\n");
        page.Write($"<h2 id=\"failures\">What failed</h2>\n<p class=\"muted\">{FailureText.Counts(model)}</p>\n");
        if (model.Overdue.Count + failures.Count > 0)
        {
            page.Write("<ol class=\"failures\">\n");
            foreach (var task in model.Overdue.Take(ReportLimits.Failures))
            {
                page.Write($"<li><h3>{Html.Isolated(FailureText.NameOf(task))}</h3>\n");
                page.Write($"<p class=\"error\">{Html.Text(FailureText.Overdue(model, task))}</p></li>\n");
            }
            foreach (var failure in failures.Take(ReportLimits.Failures))
                WriteFailure(page, model, failure);
            page.Write("</ol>\n");
        }
        WriteRest(page, model.Overdue.Count, "task that is overdue", "tasks that are overdue");
        WriteRest(page, failures.Count, "failure", "failures");
        page.Write("</section>\n");
    }

    private static void WriteRest(TextWriter page, int count, string one, string many)
    {
        var rest = count - ReportLimits.Failures;
        if (rest > 0)
            page.Write($"<p class=\"muted\">And {ReportText.Count(rest)} more {(rest == 1 ? one : many)}.</p>\n");
    }

    private static void WriteFailure(TextWriter page, ReportModel model, ReportFailure failure)
    {
        var (task, path) = FailureText.NameOf(failure);
        var name = path == null ? Html.Isolated(task) : $"{Html.Isolated(task)} › {Html.Isolated(path)}";
        page.Write(failure.FixedBy == null ? "<li>" : "<li class=\"fixed\">");
        page.Write($"<h3>{name}</h3>\n<p class=\"error\" dir=\"auto\">{Html.Text(failure.Error)}</p>\n<p class=\"muted\">");
        page.Write($"{HtmlTable.Status(FailureText.StatusOf(failure))} ");
        page.Write(string.Join(", ", FailureText.Facts(model, failure).Select(Html.Isolated)));
        page.Write($". <strong>{Html.Text(FailureText.Fixed(model, failure))}.</strong>");
        if (failure.OtherSteps > 0)
            page.Write($" And {ReportText.Count(failure.OtherSteps, "other step")} of the run.");
        page.Write("</p></li>\n");
    }
}

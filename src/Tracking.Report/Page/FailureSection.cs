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
        var isOpen = failures.Any(failure => failure.FixedBy == null);
        page.Write($"<section aria-labelledby=\"failures\"{(isOpen ? " class=\"bad\"" : "")}>\n");
        page.Write($"<h2 id=\"failures\">What failed</h2>\n<p class=\"muted\">{FailureText.Counts(model)}</p>\n");
        if (failures.Count > 0)
        {
            page.Write("<ol class=\"failures\">\n");
            foreach (var failure in failures.Take(ReportLimits.Failures))
                WriteFailure(page, model, failure);
            page.Write("</ol>\n");
        }
        if (failures.Count > ReportLimits.Failures)
            page.Write($"<p class=\"muted\">And {ReportText.Count(failures.Count - ReportLimits.Failures)} more.</p>\n");
        page.Write("</section>\n");
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

using System.IO;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The tasks, with their whole names.</summary>
internal static class TaskSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var shown = model.Tasks.OrderByDescending(task => task.Runs.Count > 0 ? task.Runs[task.Runs.Count - 1].Record.EndUtc : System.DateTime.MinValue).Take(ReportLimits.Tasks).ToList();
        page.Write("<section aria-labelledby=\"tasks\">\n<h2 id=\"tasks\">Tasks</h2>\n");
        page.Write(shown.Count < model.Tasks.Count
            ? $"<p class=\"muted\">The {shown.Count} that ran last, of {ReportText.Count(model.Tasks.Count)}.</p>\n"
            : $"<p class=\"muted\">{ReportText.Count(shown.Count, "task")}; the median is that of the durations of finished runs.</p>\n");
        page.Write("<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"Tasks\"><table data-sortable>\n");
        TableHtml.WriteHead(page, [new("Task"), new("Runs", true), new("Finished", true), new("Failed", true), new("Abandoned", true), new("Median"), new("Last run"), new("Tracks", true)]);
        page.Write("<tbody>\n");
        foreach (var task in shown)
        {
            page.Write($"<tr><th scope=\"row\" dir=\"auto\">{WholeName(task.TaskId)}</th>");
            TableHtml.WriteCell(page, "n", ReportText.Count(task.Runs.Count));
            foreach (var status in new[] { RunStatus.Finished, RunStatus.Failed, RunStatus.Abandoned })
                TableHtml.WriteCell(page, "n", ReportText.Count(task.Count(status)));
            TableHtml.WriteCell(page, "s", task.Median is { } median ? ReportText.Duration(median) : "");
            TableHtml.WriteCell(page, "t", task.Runs.Count > 0 ? ReportText.Time(model.Local(task.Runs[task.Runs.Count - 1].Record.StartUtc)) : "");
            TableHtml.WriteCell(page, "n", ReportText.Count(task.TrackCount));
            page.Write("</tr>\n");
        }
        page.Write("</tbody></table></div>\n</section>\n");
    }

    /// <summary>A long name scrolls in a box of its own, also by the keyboard.</summary>
    private static string WholeName(string name)
    {
        var text = Html.Text(ReportText.Shorten(name, ReportLimits.WholeName));
        return name.Length <= ReportLimits.Preview ? text : $"<div class=\"whole\" tabindex=\"0\">{text}</div>";
    }
}

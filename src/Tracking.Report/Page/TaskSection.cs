using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The tasks, with their whole names.</summary>
internal static class TaskSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var counted = StatusMark.Present(model, RunStatus.Finished, RunStatus.Failed, RunStatus.Abandoned);
        var shown = model.Tasks
            .OrderByDescending(task => task.LatestRun?.Record.EndUtc ?? DateTime.MinValue)
            .Take(ReportLimits.Tasks)
            .ToList();
        page.Write("<section aria-labelledby=\"tasks\">\n<h2 id=\"tasks\">Tasks</h2>\n");
        page.Write(shown.Count < model.Tasks.Count
            ? $"<p class=\"muted\">The {shown.Count} most recently run of {ReportText.Count(model.Tasks.Count)} tasks.</p>\n"
            : $"<p class=\"muted\">{ReportText.Count(shown.Count, "task")}. The median is the median duration of finished runs.</p>\n");
        page.Write("<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"Tasks\"><table data-sortable>\n");
        HtmlTable.WriteHead(page,
        [
            new("Task"), new("Runs", true), .. counted.Select(status => new Column(StatusMark.NameOf(status), true)), new("Median"),
            new("Last run"), new("Tracks", true),
        ]);
        page.Write("<tbody>\n");
        foreach (var task in shown)
            WriteRow(page, model, task, counted);
        page.Write("</tbody></table></div>\n</section>\n");
    }

    private static void WriteRow(TextWriter page, ReportModel model, ReportTask task, IReadOnlyList<RunStatus> counted)
    {
        page.Write($"<tr><th scope=\"row\" dir=\"auto\">{WholeName(task.TaskId)}</th>");
        HtmlTable.WriteCell(page, "n", ReportText.Count(task.Runs.Count));
        foreach (var status in counted)
            HtmlTable.WriteCell(page, "n", ReportText.Count(task.Count(status)));
        HtmlTable.WriteCell(page, "s", task.Median is { } median ? ReportText.Duration(median) : "");
        HtmlTable.WriteCell(page, "t", task.LatestRun is { } latest ? ReportText.Time(model.Local(latest.Record.StartUtc)) : "");
        HtmlTable.WriteCell(page, "n", ReportText.Count(task.TrackCount));
        page.Write("</tr>\n");
    }

    /// <summary>The name as markup; a long name scrolls in a box of its own, by the keyboard too.</summary>
    private static string WholeName(string name)
    {
        var text = Html.Text(ReportText.Shorten(name, ReportLimits.WholeName));
        return name.Length <= ReportLimits.Preview ? text : $"<div class=\"whole\" tabindex=\"0\">{text}</div>";
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The sections that are figures.</summary>
internal static class FigureSections
{
    public static void WriteTimeline(TextWriter page, ReportModel model)
    {
        if (TimelineFigure.Of(model) is not { } figure)
            return;
        Begin(page, "timeline", "Timeline of runs", null);
        WriteFigure(page, figure);
        var there = new HashSet<RunStatus>(model.Runs.Select(run => run.Record.Status));
        page.Write("<ul class=\"legend\" aria-label=\"Legend\">");
        foreach (var status in ((RunStatus[])Enum.GetValues(typeof(RunStatus))).Where(there.Contains))
            page.Write($"<li><svg viewBox=\"0 0 22 12\" aria-hidden=\"true\"><rect class=\"f-bar{status.ToString().ToLowerInvariant()}\" width=\"22\" height=\"12\"/></svg>{TableHtml.Status(status)}</li>");
        page.Write("</ul>\n");
        End(page);
    }

    public static void WriteSteps(TextWriter page, ReportModel model)
    {
        if (StepsFigure.Of(model) is not { } figure)
            return;
        var (all, kept) = model.StepCounts;
        Begin(page, "steps", "Where the time went", all > kept ? $"Of {ReportText.Count(all)} attempts of steps the newest {ReportText.Count(kept)} are drawn, here and in the timeline." : null);
        WriteFigure(page, figure);
        End(page);
    }

    public static void WriteDurations(TextWriter page, ReportModel model) => WriteGrid(
        page, "durations", "Durations over time", [.. DurationFigure.Of(model)], DurationFigure.Tasks(model).Count(), "tasks with the most runs",
        "Each mark is a run; the dashed line is the median of those that finished.");

    public static void WriteActivity(TextWriter page, ReportModel model)
    {
        if (ActivityFigure.Of(model) is not { } figure)
            return;
        Begin(page, "activity", "Activity by user and hour", null);
        WriteFigure(page, figure);
        End(page);
    }

    public static void WriteNumbers(TextWriter page, ReportModel model) => WriteGrid(
        page, "numbers", "Numbers in the data", [.. NumberFigure.Of(model)], NumberFigure.Courses(model).Count(), "keys with the most numbers",
        model.HasMoreNumbers ? $"More than {ReportText.Count(ReportLimits.Names)} keys hold numbers; those beyond were not read." : null);

    private static void WriteGrid(TextWriter page, string id, string heading, List<Figure> figures, int all, string which, string? said)
    {
        if (figures.Count == 0)
            return;
        var left = all > figures.Count ? $"The {figures.Count} {which}, of {ReportText.Count(all)}. " : "";
        Begin(page, id, heading, left + said);
        page.Write("<div class=\"grid\">\n");
        figures.ForEach(figure => WriteFigure(page, figure));
        page.Write("</div>\n");
        End(page);
    }

    private static void Begin(TextWriter page, string id, string heading, string? said)
    {
        page.Write($"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>\n");
        if (!string.IsNullOrEmpty(said))
            page.Write($"<p class=\"muted\">{Html.Text(said!)}</p>\n");
    }

    private static void End(TextWriter page) => page.Write("</section>\n");

    private static void WriteFigure(TextWriter page, Figure figure)
    {
        var name = figure.Heading is { } heading ? ReportText.Shorten(heading, (2 * ReportLimits.Name) + 4) : null;
        page.Write(figure.IsWide ? "<figure class=\"wide\">\n" : "<figure>\n");
        if (name != null)
            page.Write($"<h3 dir=\"auto\">{Html.Text(name)}</h3>\n");
        // What is wide scrolls on a narrow screen, also by the keyboard.
        page.Write(figure.IsWide ? $"<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"{Html.Text(figure.Caption)}\">{figure.Svg}</div>\n" : figure.Svg + "\n");
        page.Write($"<figcaption>{Html.Text(figure.Caption)}</figcaption>\n");
        TableHtml.WriteFolded(page, figure.Numbers, name == null ? "Numbers of the figure" : $"Numbers of {name}");
        page.Write("</figure>\n");
    }
}

using System.Collections.Generic;
using System.IO;
using System.Linq;
using OxyPlot;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The sections of figures.</summary>
internal static class FigureSections
{
    public static void WriteTimeline(TextWriter page, ReportModel model)
    {
        if (TimelineFigure.Of(model) is not { } figure)
            return;
        Begin(page, "timeline", "Timeline of runs", null);
        WriteFigure(page, figure);
        WriteLegend(page, StatusMark.Present(model).Select(status => (Bar(Ink.BarOf(status)), HtmlTable.Status(status))));
        End(page);
    }

    public static void WriteDurations(TextWriter page, ReportModel model)
    {
        var figures = DurationFigure.Of(model).ToList();
        var left = LeftOut(
            figures.Count, ReportTrend.OfRuns(model).Count, "tasks and hosts that are slower than usual or have the most runs");
        var note = "Each mark is a run; the dashed line is the median duration of finished runs. Hosts have a figure each.";
        WriteGrid(page, "durations", "Durations over time", left + note, figures);
    }

    public static void WriteActivity(TextWriter page, ReportModel model)
    {
        if (ActivityFigure.Of(model) is not { } figure)
            return;
        Begin(page, "activity", "Activity by user and hour", null);
        WriteFigure(page, figure);
        End(page);
    }

    public static void WriteNumbers(TextWriter page, ReportModel model)
    {
        var figures = NumberFigure.Of(model).ToList();
        var left = LeftOut(figures.Count, NumberFigure.Series(model).Count(), "keys with the most numbers");
        var more = model.HasMoreNumbers
            ? $"More than {ReportText.Count(ReportLimits.Names)} keys hold numbers; the others were not read."
            : null;
        WriteGrid(page, "numbers", "Numbers in the data", left + more, figures);
    }

    /// <param name="page">The page.</param>
    /// <param name="entries">Each drawing, and what it stands for, as markup.</param>
    private static void WriteLegend(TextWriter page, IEnumerable<(string Sample, string Meaning)> entries)
    {
        page.Write("<ul class=\"legend\" aria-label=\"Legend\">");
        foreach (var (sample, meaning) in entries)
            page.Write($"<li>{sample}{meaning}</li>");
        page.Write("</ul>\n");
    }

    private static string Bar(OxyColor ink) =>
        $"<svg viewBox=\"0 0 22 12\" aria-hidden=\"true\"><rect class=\"f-{Ink.NameOf(ink)}\" width=\"22\" height=\"12\"/></svg>";

    /// <summary>Says that figures were left out, if any were.</summary>
    private static string LeftOut(int shown, int all, string which) =>
        all > shown ? $"The {shown} {which}, of {ReportText.Count(all)}. " : "";

    private static void WriteGrid(TextWriter page, string id, string heading, string note, List<Figure> figures)
    {
        if (figures.Count == 0)
            return;
        Begin(page, id, heading, note);
        page.Write("<div class=\"grid\">\n");
        figures.ForEach(figure => WriteFigure(page, figure));
        page.Write("</div>\n");
        End(page);
    }

    private static void Begin(TextWriter page, string id, string heading, string? note)
    {
        page.Write($"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>\n");
        if (!string.IsNullOrEmpty(note))
            page.Write($"<p class=\"muted\">{Html.Text(note!)}</p>\n");
    }

    private static void End(TextWriter page) => page.Write("</section>\n");

    private static void WriteFigure(TextWriter page, Figure figure)
    {
        var name = figure.Heading is { } heading ? ReportText.Shorten(heading, (2 * ReportLimits.Name) + 4) : null;
        var caption = Html.Text(figure.Caption);
        page.Write(figure.Narrow != null ? "<figure class=\"wide\">\n" : "<figure>\n");
        if (name != null)
            page.Write($"<h3 dir=\"auto\">{Html.Text(name)}</h3>\n");
        page.Write($"{figure.Svg}{figure.Narrow}\n");
        if (figure.Legend.Count > 0)
            WriteLegend(page, figure.Legend.Select(line => (line.Svg, Html.Isolated(line.Name))));
        page.Write($"<figcaption>{caption}</figcaption>\n");
        HtmlTable.WriteFolded(page, figure.Numbers, name == null ? "Numbers of the figure" : $"Numbers of {name}");
        page.Write("</figure>\n");
    }
}

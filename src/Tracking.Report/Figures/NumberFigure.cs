using System;
using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using OxyPlot.Series;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>A number in a task's data over time, with a line for each step and host (rule 11.7).</summary>
internal static class NumberFigure
{
    private const int Width = 470;
    private const int Left = 60;
    private const int Right = 44;
    private const int Height = 200;

    /// <summary>What tells the lines of a figure apart; the first is that of a line by itself.</summary>
    private static readonly (OxyColor Ink, MarkerType Shape)[] Looks =
    [
        (Ink.Line, MarkerType.Circle), (Ink.Line2, MarkerType.Square), (Ink.Line3, MarkerType.Triangle), (Ink.Line4, MarkerType.Diamond),
        (Ink.Line5, MarkerType.Custom), (Ink.Line6, MarkerType.Cross),
    ];

    private static readonly Column[] GroupedColumns =
        [new("From"), new("Numbers", true), new("Lowest", true), new("Mean", true), new("Highest", true)];

    private static readonly Column[] Columns = [new("Time"), new("Number", true)];

    public static IEnumerable<Figure> Of(ReportModel model) =>
        Series(model).Take(ReportLimits.NumberFigures).Select(series => Draw(model, series));

    /// <summary>The series in which a line changes: level lines say nothing.</summary>
    public static IEnumerable<NumberSeries> Series(ReportModel model) =>
        model.Numbers.Where(series => series.Lines.Any(line => line.Changes));

    private static Figure Draw(ReportModel model, NumberSeries series)
    {
        var lines = series.Drawn;
        var all = lines.SelectMany(line => line.Points).ToList();
        var plot = PlotParts.NewPlot(Left, 10, Right, 34);
        plot.Axes.Add(PlotParts.TimeAxis(
            model.Local(all.Min(point => point.FirstUtc)), model.Local(all.Max(point => point.FirstUtc)), Width - Left - Right, Right));
        plot.Axes.Add(PlotParts.NumberAxis(all.Min(point => point.Min), all.Max(point => point.Max)));
        if (lines.Count == 1 && lines[0].IsGrouped)
            plot.Series.Add(Range(model, lines[0]));
        var shapes = new ShapeSeries();
        foreach (var (line, (ink, shape)) in lines.Zip(Looks, (line, look) => (line, look)))
        {
            var drawn = new LineSeries { Color = ink, StrokeThickness = 1.5 };
            var name = lines.Count > 1 ? $"{series.NameOf(line)}, " : "";
            foreach (var point in line.Points)
            {
                var x = PlotParts.X(model.Local(point.FirstUtc));
                drawn.Points.Add(new DataPoint(x, point.Mean));
                shapes.AddMark(x, point.Mean, shape, 2.5, ink, name + Describe(model, point));
            }
            plot.Series.Add(drawn);
        }
        plot.Series.Add(shapes);
        var svg = SvgFigure.Write(plot, Width, Height, "The number over time");
        return new Figure(Caption(series, lines), svg, lines.Any(line => line.IsGrouped)
            ? Numbers(series, lines, GroupedColumns, point => GroupedRow(model, point))
            : Numbers(series, lines, Columns, point => Row(model, point)))
        {
            Heading = $"{ReportText.Shorten(series.Key, ReportLimits.Name)} of {ReportText.Shorten(series.TaskId, ReportLimits.Name)}",
            Legend = lines.Count == 1 ? []
                : [.. lines.Zip(Looks, (line, look) => (SvgFigure.Sample(look.Ink, look.Shape), series.NameOf(line)))],
        };
    }

    private static AreaSeries Range(ReportModel model, NumberLine line)
    {
        var range = new AreaSeries
        {
            Color = OxyColors.Transparent,
            Color2 = OxyColors.Transparent,
            Fill = Ink.Range,
            StrokeThickness = 0,
        };
        foreach (var point in line.Points)
        {
            var x = PlotParts.X(model.Local(point.FirstUtc));
            range.Points.Add(new DataPoint(x, point.Min));
            range.Points2.Add(new DataPoint(x, point.Max));
        }
        return range;
    }

    private static string Caption(NumberSeries series, IReadOnlyList<NumberLine> lines)
    {
        var count = ReportText.Count(lines.Sum(line => line.Count), "number");
        var isGrouped = lines.Any(line => line.IsGrouped);
        var (of, grouped) = lines.Count > 1
            ? ($" in {lines.Count} lines", isGrouped ? "; where there are many, a mark is the mean of a period" : "")
            : (series.NameOf(lines[0]) is { Length: > 0 } name ? $", {name}" : "", isGrouped
                ? $" in {lines[0].Points.Count} periods: the mean of each, and the range from lowest to highest" : "");
        var more = series.HasMoreLines ? " There are more steps and hosts, which were not read." : "";
        return $"{count}{of}{grouped}.{NotDrawn(series, lines)}{more}";
    }

    /// <summary>Names the lines that are not drawn.</summary>
    private static string NotDrawn(NumberSeries series, IReadOnlyList<NumberLine> lines)
    {
        var names = series.Lines.Except(lines).Select(series.NameOf).OrderBy(name => name, StringComparer.OrdinalIgnoreCase).ToList();
        var more = names.Count - ReportLimits.NamedLines;
        return names.Count == 0 ? "" : $" Not drawn: {string.Join(", ", names.Take(ReportLimits.NamedLines))}"
            + (more > 0 ? $" and {ReportText.Count(more, "other")}." : ".");
    }

    private static string Describe(ReportModel model, NumberPoint point)
    {
        var grouped = point.Count > 1
            ? $", mean of {ReportText.Count(point.Count)} from {ReportText.Number(point.Min)} to {ReportText.Number(point.Max)}"
            : "";
        return $"{ReportText.Time(model.Local(point.FirstUtc))}: {ReportText.Number(point.Mean)}{grouped}";
    }

    /// <summary>The numbers; of several lines, each with its line before it.</summary>
    private static Table Numbers(
        NumberSeries series, IReadOnlyList<NumberLine> lines, Column[] columns, Func<NumberPoint, string[]> row) => lines.Count == 1
        ? new(columns, [.. lines[0].Points.Select(row)])
        : new([new("Line"), .. columns],
            [.. lines.SelectMany(line => line.Points.Select(point => (string[])[series.NameOf(line), .. row(point)]))]);

    private static string[] GroupedRow(ReportModel model, NumberPoint point) =>
    [
        ReportText.Time(model.Local(point.FirstUtc)),
        ReportText.Count(point.Count),
        ReportText.Number(point.Min),
        ReportText.Number(point.Mean),
        ReportText.Number(point.Max),
    ];

    private static string[] Row(ReportModel model, NumberPoint point) =>
        [ReportText.Time(model.Local(point.FirstUtc)), ReportText.Number(point.Mean)];
}

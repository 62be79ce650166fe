using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using OxyPlot.Series;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>A number in a task's data over time.</summary>
internal static class NumberFigure
{
    private const int Width = 470;
    private const int Left = 60;
    private const int Right = 44;
    private const int Height = 200;

    public static IEnumerable<Figure> Of(ReportModel model) =>
        Series(model).Take(ReportLimits.NumberFigures).Select(series => Draw(model, series));

    /// <summary>The series of more than one number, unless all are the same: a level line says nothing.</summary>
    public static IEnumerable<NumberSeries> Series(ReportModel model) => model.Numbers.Where(series => series.Count > 1
        && series.Points.Min(point => point.Min) < series.Points.Max(point => point.Max));

    private static Figure Draw(ReportModel model, NumberSeries series)
    {
        var points = series.Points;
        var plot = PlotParts.NewPlot(Left, 10, Right, 34);
        plot.Axes.Add(PlotParts.TimeAxis(
            model.Local(points[0].FirstUtc), model.Local(points[points.Count - 1].FirstUtc), Width - Left - Right, Right));
        plot.Axes.Add(PlotParts.NumberAxis(points.Min(point => point.Min), points.Max(point => point.Max)));
        var range = new AreaSeries
        {
            Color = OxyColors.Transparent,
            Color2 = OxyColors.Transparent,
            Fill = Ink.Range,
            StrokeThickness = 0,
        };
        var line = new LineSeries { Color = Ink.Line, StrokeThickness = 1.5 };
        var shapes = new ShapeSeries();
        foreach (var point in points)
        {
            var x = PlotParts.X(model.Local(point.FirstUtc));
            range.Points.Add(new DataPoint(x, point.Min));
            range.Points2.Add(new DataPoint(x, point.Max));
            line.Points.Add(new DataPoint(x, point.Mean));
            shapes.AddMark(x, point.Mean, MarkerType.Circle, 2.5, Ink.Line, Describe(model, point));
        }
        var isGrouped = series.Count > points.Count;
        if (isGrouped)
            plot.Series.Add(range);
        plot.Series.Add(line);
        plot.Series.Add(shapes);
        var svg = SvgFigure.Write(plot, Width, Height, "The number over time");
        return new Figure(Caption(series, isGrouped), svg, isGrouped ? GroupedNumbers(model, series) : Numbers(model, series))
        {
            Heading = $"{ReportText.Shorten(series.Key, ReportLimits.Name)} of {ReportText.Shorten(series.TaskId, ReportLimits.Name)}",
        };
    }

    private static string Caption(NumberSeries series, bool isGrouped)
    {
        var grouped = isGrouped ? $" in {series.Points.Count} periods: the mean of each, and the range from lowest to highest" : "";
        return $"{ReportText.Count(series.Count, "number")}{grouped}.";
    }

    private static string Describe(ReportModel model, NumberPoint point)
    {
        var grouped = point.Count > 1
            ? $", mean of {ReportText.Count(point.Count)} from {ReportText.Number(point.Min)} to {ReportText.Number(point.Max)}"
            : "";
        return $"{ReportText.Time(model.Local(point.FirstUtc))}: {ReportText.Number(point.Mean)}{grouped}";
    }

    private static Table GroupedNumbers(ReportModel model, NumberSeries series) => new(
        [new("From"), new("Numbers", true), new("Lowest", true), new("Mean", true), new("Highest", true)],
        [.. series.Points.Select(point => GroupedRow(model, point))]);

    private static string[] GroupedRow(ReportModel model, NumberPoint point) =>
    [
        ReportText.Time(model.Local(point.FirstUtc)),
        ReportText.Count(point.Count),
        ReportText.Number(point.Min),
        ReportText.Number(point.Mean),
        ReportText.Number(point.Max),
    ];

    private static Table Numbers(ReportModel model, NumberSeries series) => new(
        [new("Time"), new("Number", true)],
        [.. series.Points.Select(point => Row(model, point))]);

    private static string[] Row(ReportModel model, NumberPoint point) =>
        [ReportText.Time(model.Local(point.FirstUtc)), ReportText.Number(point.Mean)];
}

using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using OxyPlot.Series;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>The course of a number in a task's data over time.</summary>
internal static class NumberFigure
{
    private const int Width = 470;
    private const int Height = 200;

    public static IEnumerable<Figure> Of(ReportModel model) => Courses(model).Take(ReportLimits.NumberFigures).Select(course => Draw(model, course));

    /// <summary>The numbers that have a course.</summary>
    public static IEnumerable<NumberCourse> Courses(ReportModel model) => model.Numbers.Where(course => course.Count > 1);

    private static Figure Draw(ReportModel model, NumberCourse course)
    {
        var points = course.Points;
        var plot = Plot.New(60, 10, 36, 30);
        plot.Axes.Add(Plot.Time(model.Local(points[0].FirstUtc), model.Local(points[points.Count - 1].FirstUtc)));
        plot.Axes.Add(Plot.Numbers(points.Min(point => point.Least), points.Max(point => point.Most)));
        var range = new AreaSeries { Color = OxyColors.Transparent, Color2 = OxyColors.Transparent, Fill = Ink.Range, StrokeThickness = 0 };
        var line = new LineSeries { Color = Ink.Line, StrokeThickness = 1.5 };
        var shapes = new ShapeSeries();
        foreach (var point in points)
        {
            var x = Plot.X(model.Local(point.FirstUtc));
            range.Points.Add(new DataPoint(x, point.Least));
            range.Points2.Add(new DataPoint(x, point.Most));
            line.Points.Add(new DataPoint(x, point.Mean));
            shapes.AddSign(x, point.Mean, MarkerType.Circle, 2.5, Ink.Line, Describe(model, point));
        }
        var isGrouped = course.Count > points.Count;
        if (isGrouped)
            plot.Series.Add(range);
        plot.Series.Add(line);
        plot.Series.Add(shapes);
        var caption = $"{ReportText.Count(course.Count, "number")}{(isGrouped ? $" in {points.Count} spans of time: their means, and the range from the least to the greatest" : "")}.";
        return new Figure(caption, SvgFigure.Write(plot, Width, Height, "Course of the number over time"), Numbers(model, course, isGrouped))
        {
            Heading = $"{ReportText.Shorten(course.Key, ReportLimits.Name)} of {ReportText.Shorten(course.TaskId, ReportLimits.Name)}",
        };
    }

    private static string Describe(ReportModel model, NumberPoint point)
    {
        var grouped = point.Count > 1 ? $", mean of {ReportText.Count(point.Count)} from {ReportText.Number(point.Least)} to {ReportText.Number(point.Most)}" : "";
        return $"{ReportText.Time(model.Local(point.FirstUtc))}: {ReportText.Number(point.Mean)}{grouped}";
    }

    private static Table Numbers(ReportModel model, NumberCourse course, bool isGrouped) => isGrouped
        ? new(
            [new("From"), new("Numbers", true), new("Least", true), new("Mean", true), new("Greatest", true)],
            [.. course.Points.Select(p => (string[])[ReportText.Time(model.Local(p.FirstUtc)), ReportText.Count(p.Count), ReportText.Number(p.Least), ReportText.Number(p.Mean), ReportText.Number(p.Most)])])
        : new([new("Time"), new("Number", true)], [.. course.Points.Select(p => (string[])[ReportText.Time(model.Local(p.FirstUtc)), ReportText.Number(p.Mean)])]);
}

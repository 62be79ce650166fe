using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Series;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>How long the runs of a task took over time, with the median of the finished ones.</summary>
internal static class DurationFigure
{
    private const int Width = 470;
    private const int Left = 60;
    private const int Right = 44;
    private const int Height = 220;

    /// <summary>The most outliers that are named.</summary>
    private const int NamedOutliers = 3;

    public static IEnumerable<Figure> Of(ReportModel model) =>
        ReportTrend.OfRuns(model).Take(ReportLimits.DurationTasks).Select(one => Draw(model, one.Trend, one.Runs));

    private static Figure Draw(ReportModel model, ReportTrend trend, IReadOnlyList<ReportRun> all)
    {
        var runs = all.Skip(Math.Max(0, all.Count - ReportLimits.DurationRuns)).ToList();
        var plot = PlotParts.NewPlot(Left, 14, Right, 34);
        plot.Axes.Add(PlotParts.TimeAxis(
            model.Local(runs[0].Record.StartUtc), model.Local(runs[runs.Count - 1].Record.StartUtc), Width - Left - Right, Right));
        plot.Axes.Add(PlotParts.DurationAxis(runs.Max(run => run.Duration)));
        var line = new LineSeries { Color = Ink.Line, StrokeThickness = 1.5 };
        var shapes = new ShapeSeries();
        foreach (var run in runs)
        {
            var (x, y) = (PlotParts.X(model.Local(run.Record.StartUtc)), run.Duration.TotalSeconds);
            var status = run.Status;
            line.Points.Add(new DataPoint(x, y));
            shapes.AddMark(x, y, StatusMark.ShapeOf(status), run.IsProblem ? 5 : 3.5, Ink.Of(status), Describe(model, run));
        }
        plot.Series.Add(line);
        if (trend.Median is { } median)
            plot.Annotations.Add(MedianLine(median));
        plot.Series.Add(shapes);
        var svg = SvgFigure.Write(plot, Width, Height, "Durations of the task's runs over time");
        return new Figure(Caption(trend, all, runs.Count), svg, Numbers(model, runs))
        {
            Heading = trend.Host is { } host
                ? $"{ReportText.Shorten(trend.TaskId, ReportLimits.Name)} on {ReportText.Shorten(host, ReportLimits.Name)}"
                : trend.TaskId,
        };
    }

    private static LineAnnotation MedianLine(TimeSpan median) => new()
    {
        Type = LineAnnotationType.Horizontal,
        Y = median.TotalSeconds,
        Color = Ink.Median,
        LineStyle = LineStyle.Dash,
        StrokeThickness = 1.5,
    };

    private static string Caption(ReportTrend trend, IReadOnlyList<ReportRun> all, int shown)
    {
        var runs = shown == all.Count ? ReportText.Count(shown, "run") : $"The newest {shown} of {ReportText.Count(all.Count)} runs";
        var median = trend.Median is { } known ? $"; median of finished runs {ReportText.Duration(known)}" : "; none finished";
        return $"{runs}{median}{Counted(all, RunStatus.Failed)}{Counted(all, RunStatus.FinishedWithErrors)}.{Unusual(trend)}";
    }

    /// <summary>The outliers by name, the newest first.</summary>
    private static string Unusual(ReportTrend trend)
    {
        var outliers = trend.Outliers;
        if (outliers.Count == 0)
            return "";
        var named = outliers.Reverse().Take(NamedOutliers)
            .Select(one => $"run {one.Run.Record.RunId} ({ReportText.Duration(one.Duration)})");
        var others = outliers.Count > NamedOutliers ? $" and {ReportText.Count(outliers.Count - NamedOutliers, "other")}" : "";
        return $" Unusual: {string.Join(", ", named)}{others}.";
    }

    private static string Counted(IReadOnlyList<ReportRun> runs, RunStatus status) =>
        runs.Count(run => run.Status == status) is > 0 and var count
            ? $"; {ReportText.Count(count)} {StatusMark.NameOf(status).ToLowerInvariant()}"
            : "";

    private static string Describe(ReportModel model, ReportRun run) =>
        $"Run {run.Record.RunId}: {StatusMark.NameOf(run.Status)}, {ReportText.Time(model.Local(run.Record.StartUtc))}, "
        + ReportText.Duration(run.Duration);

    private static Table Numbers(ReportModel model, List<ReportRun> runs) => new(
        [new("Run", true), new("Status"), new("Start"), new("Duration")],
        [.. runs.Select(run => Row(model, run))]);

    private static string[] Row(ReportModel model, ReportRun run) =>
    [
        run.Record.RunId.ToString(CultureInfo.InvariantCulture),
        StatusMark.NameOf(run.Status),
        ReportText.Time(model.Local(run.Record.StartUtc)),
        ReportText.Duration(run.Duration),
    ];
}

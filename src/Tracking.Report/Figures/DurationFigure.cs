using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Series;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>How long the runs of a task took over time, with the median of those that finished.</summary>
internal static class DurationFigure
{
    private const int Width = 470;
    private const int Height = 220;

    public static IEnumerable<Figure> Of(ReportModel model) => Tasks(model).Take(ReportLimits.DurationTasks).Select(task => Draw(model, task));

    /// <summary>The tasks that have a course: those with the most runs first.</summary>
    public static IEnumerable<TaskItem> Tasks(ReportModel model) => model.Tasks.Where(task => task.Runs.Count > 1).OrderByDescending(task => task.Runs.Count);

    private static Figure Draw(ReportModel model, TaskItem task)
    {
        var runs = task.Runs.Skip(Math.Max(0, task.Runs.Count - ReportLimits.DurationRuns)).ToList();
        var plot = Plot.New(60, 14, 36, 30);
        plot.Axes.Add(Plot.Time(model.Local(runs[0].Record.StartUtc), model.Local(runs[runs.Count - 1].Record.StartUtc)));
        plot.Axes.Add(Plot.Durations(runs.Max(run => run.Duration)));
        var line = new LineSeries { Color = Ink.Line, StrokeThickness = 1.5 };
        var shapes = new ShapeSeries();
        foreach (var run in runs)
        {
            var x = Plot.X(model.Local(run.Record.StartUtc));
            line.Points.Add(new DataPoint(x, run.Duration.TotalSeconds));
            shapes.AddSign(x, run.Duration.TotalSeconds, Mark.ShapeOf(run.Record.Status), run.IsProblem ? 5 : 3.5, Ink.Of(run.Record.Status), Describe(model, run));
        }
        plot.Series.Add(line);
        if (task.Median is { } median)
            plot.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = median.TotalSeconds, Color = Ink.Median, LineStyle = LineStyle.Dash, StrokeThickness = 1.5 });
        plot.Series.Add(shapes);
        return new Figure(Caption(task, runs.Count), SvgFigure.Write(plot, Width, Height, "Durations of the task's runs over time"), Numbers(model, runs)) { Heading = task.TaskId };
    }

    private static string Caption(TaskItem task, int shown)
    {
        var runs = shown == task.Runs.Count ? ReportText.Count(shown, "run") : $"The newest {shown} of {ReportText.Count(task.Runs.Count)} runs";
        var failed = task.Count(RunStatus.Failed);
        var median = task.Median is { } known ? $"; median of all that finished {ReportText.Duration(known)}" : "; none has finished";
        return $"{runs}{median}{(failed > 0 ? $"; {ReportText.Count(failed)} failed" : "")}.";
    }

    private static string Describe(ReportModel model, RunItem run) => $"Run {run.Record.RunId}: {run.Record.Status}, {ReportText.Time(model.Local(run.Record.StartUtc))}, {ReportText.Duration(run.Duration)}";

    private static Table Numbers(ReportModel model, List<RunItem> runs) => new(
        [new("Run", true), new("Status"), new("Start"), new("Duration")],
        [.. runs.Select(run => (string[])[
            run.Record.RunId.ToString(CultureInfo.InvariantCulture), run.Record.Status.ToString(), ReportText.Time(model.Local(run.Record.StartUtc)), ReportText.Duration(run.Duration)])]);
}

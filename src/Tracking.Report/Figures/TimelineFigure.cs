using System;
using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>When the runs were, task by task; runs of a task that overlap stand below each other, and steps are parts of the bar of their run.</summary>
internal static class TimelineFigure
{
    private const int Width = 960;
    private const int RowHeight = 30;
    private const int Left = 170;
    private const int Bottom = 34;

    public static Figure? Of(ReportModel model)
    {
        var rows = Rows(model.Runs.Skip(Math.Max(0, model.Runs.Count - ReportLimits.TimelineRuns)));
        var shown = rows.SelectMany(row => row.Runs).OrderBy(run => run.Record.StartUtc).ThenBy(run => run.Record.RunId).ToList();
        if (shown.Count == 0)
            return null;
        var from = model.Local(shown[0].Record.StartUtc);
        var to = model.Local(shown.Max(run => run.Record.EndUtc));
        var height = (rows.Count * RowHeight) + Bottom + 8;
        var plot = Plot.New(Left, 8, 40, Bottom);
        plot.Axes.Add(Plot.Time(from, to));
        plot.Axes.Add(Plot.Rows(rows.Count));
        plot.Series.Add(Draw(model, rows, plot.Axes[0].Minimum));
        var counted = shown.Count == model.Runs.Count ? ReportText.Count(shown.Count, "run") : $"{Counted("newest run", shown.Count)} of {ReportText.Count(model.Runs.Count)}";
        var caption = $"{counted}, {ReportText.Time(from)} to {ReportText.Time(to)}. The stripe along a bar is its steps.";
        return new Figure(caption, SvgFigure.Write(plot, Width, height, $"Timeline of {ReportText.Count(shown.Count, "run")} by task"), Numbers(model, shown)) { IsWide = true };
    }

    private static string Counted(string noun, int count) => $"The {ReportText.Count(count, noun)}";

    /// <summary>The rows: as many for a task as it has runs at one time, but not more than there is place for.</summary>
    private static List<Row> Rows(IEnumerable<RunItem> runs)
    {
        var rows = new List<Row>();
        foreach (var task in runs.GroupBy(run => run.TaskId, StringComparer.OrdinalIgnoreCase).OrderByDescending(task => task.Max(run => run.Record.EndUtc)))
        {
            var first = rows.Count;
            foreach (var run in task)
            {
                var free = rows.FindIndex(first, row => row.Runs[row.Runs.Count - 1].Record.EndUtc <= run.Record.StartUtc);
                if (free >= 0)
                    rows[free].Runs.Add(run);
                else if (rows.Count < ReportLimits.TimelineRows)
                    rows.Add(new Row(rows.Count == first ? task.Key : null, [run]));
            }
        }
        return rows;
    }

    private static ShapeSeries Draw(ReportModel model, List<Row> rows, double labelsAt)
    {
        var shapes = new ShapeSeries();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].TaskId is { } taskId)
                shapes.AddLabel(labelsAt, i + 0.5, -10, HorizontalAlignment.Right, Ink.Text, Plot.RowLabel(taskId), ReportText.Shorten(taskId, ReportLimits.Message));
            foreach (var run in rows[i].Runs)
                DrawRun(shapes, model, run, i);
        }
        return shapes;
    }

    private static void DrawRun(ShapeSeries shapes, ReportModel model, RunItem run, int row)
    {
        var status = run.Record.Status;
        var start = Plot.X(model.Local(run.Record.StartUtc));
        var end = Plot.X(model.Local(run.Record.EndUtc));
        shapes.AddBar(start, end, row + 0.16, row + 0.84, Ink.BarOf(status), Describe(model, run));
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            shapes.AddBar(Plot.X(model.Local(step.StartUtc)), Plot.X(model.Local(step.EndUtc)), row + 0.6, row + 0.84, StepsFigure.InkOf(step, i), StepsFigure.Describe(step));
        }
        if (status != RunStatus.Finished)
            shapes.AddSign(end, row + 0.5, Mark.ShapeOf(status), 5, Ink.Text, Describe(model, run));
    }

    private static string Describe(ReportModel model, RunItem run) =>
        $"{ReportText.Shorten(run.TaskId, ReportLimits.Name)}, run {run.Record.RunId}: {run.Record.Status}, {ReportText.Time(model.Local(run.Record.StartUtc))}, {ReportText.Duration(run.Duration)}";

    private static Table Numbers(ReportModel model, List<RunItem> runs) => new(
        [new("Task"), new("Run", true), new("Status"), new("Start"), new("End"), new("Duration"), new("Steps", true)],
        [.. runs.Select(run => (string[])[
            ReportText.Shorten(run.TaskId, ReportLimits.Name), Invariant(run.Record.RunId), run.Record.Status.ToString(), ReportText.Time(model.Local(run.Record.StartUtc)),
            ReportText.Time(model.Local(run.Record.EndUtc)), ReportText.Duration(run.Duration), Invariant(run.Steps.Count)])]);

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <param name="TaskId">The task that it is the first row of; null for a further one.</param>
    /// <param name="Runs">None of which begins before the one before it has ended.</param>
    private sealed record Row(string? TaskId, List<RunItem> Runs);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>
/// When the runs were, task by task. Runs of a task that overlap stand one below the other, and steps are parts of their run's bar.
/// </summary>
internal static class TimelineFigure
{
    private const int Width = 960;
    private const int RowHeight = 30;
    private const int Left = 170;
    private const int Right = 40;
    private const int Bottom = 34;
    private const int NarrowWidth = 360;
    private const int NarrowRow = 26;
    private const int NarrowMargin = 2;

    /// <summary>The height of a task's name above its row, in rows.</summary>
    private const double LabelRow = 0.75;

    public static Figure? Of(ReportModel model)
    {
        var rows = Rows(model.Runs.Skip(Math.Max(0, model.Runs.Count - ReportLimits.TimelineRuns)));
        var shown = rows.SelectMany(row => row.Runs).OrderBy(run => run.Record.StartUtc).ThenBy(run => run.Record.RunId).ToList();
        if (shown.Count == 0)
            return null;
        var from = model.Local(shown[0].Record.StartUtc);
        var to = model.Local(shown.Max(run => run.Record.EndUtc));
        var plot = PlotParts.NewPlot(Left, 8, Right, Bottom);
        plot.Axes.Add(PlotParts.TimeAxis(from, to, Width - Left - Right, Right));
        plot.Axes.Add(PlotParts.RowAxis(rows.Count));
        plot.Series.Add(Draw(model, rows, plot.Axes[0].Minimum));
        var caption =
            $"{Counted(shown.Count, model.Runs.Count)}, {ReportText.Time(from)} to {ReportText.Time(to)}. The stripe along a bar shows the "
            + "run's outermost steps.";
        var name = $"Timeline of {ReportText.Count(shown.Count, "run")} by task";
        var svg = SvgFigure.Write(plot, Width, (rows.Count * RowHeight) + Bottom + 8, name);
        return new Figure(caption, svg, Numbers(model, shown)) { Narrow = DrawNarrow(model, rows, from, to, name) };
    }

    /// <summary>The same for a narrow screen: with the name of a task above its rows.</summary>
    private static string DrawNarrow(ReportModel model, List<Row> rows, DateTime from, DateTime to, string name)
    {
        var plot = PlotParts.NewPlot(NarrowMargin, 4, NarrowMargin, Bottom);
        plot.Axes.Add(PlotParts.TimeAxis(from, to, NarrowWidth - (2 * NarrowMargin), NarrowMargin));
        var height = rows.Sum(HeightOf);
        plot.Axes.Add(PlotParts.RowAxis(height));
        var shapes = new ShapeSeries();
        var at = 0.0;
        foreach (var row in rows)
        {
            if (row.TaskId is { } taskId)
                shapes.AddLabelAbove(plot.Axes[0].Minimum, at + (LabelRow / 2), taskId);
            foreach (var run in row.Runs)
                DrawRun(shapes, model, run, at + HeightOf(row) - 1);
            at += HeightOf(row);
        }
        plot.Series.Add(shapes);
        return SvgFigure.Write(plot, NarrowWidth, (int)(height * NarrowRow) + Bottom + 4, name, "plot narrow");
    }

    private static double HeightOf(Row row) => row.TaskId == null ? 1 : 1 + LabelRow;

    private static string Counted(int shown, int all) =>
        shown == all ? ReportText.Count(all, "run")
        : shown == ReportLimits.TimelineRuns ? $"The newest {shown} of {ReportText.Count(all)} runs"
        : $"{ReportText.Count(shown)} of {ReportText.Count(all, "run")}";

    /// <summary>The rows: for each task as many as it has runs at one time, up to <see cref="ReportLimits.TimelineRows"/>.</summary>
    private static List<Row> Rows(IEnumerable<ReportRun> runs)
    {
        var rows = new List<Row>();
        var tasks = runs
            .GroupBy(run => run.TaskId, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(task => task.Max(run => run.Record.EndUtc));
        foreach (var task in tasks)
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
                shapes.AddRowLabel(labelsAt, i, taskId);
            foreach (var run in rows[i].Runs)
                DrawRun(shapes, model, run, i);
        }
        return shapes;
    }

    private static void DrawRun(ShapeSeries shapes, ReportModel model, ReportRun run, double row)
    {
        double At(DateTime timeUtc) => PlotParts.X(model.Local(timeUtc));

        var status = run.Status;
        var end = At(run.Record.EndUtc);
        shapes.AddBar(At(run.Record.StartUtc), end, row + 0.16, row + 0.84, Ink.BarOf(status), Describe(model, run));
        var steps = run.Steps.Where(step => step.Depth == 0 && step.TookTime).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, ink) = (steps[i], StepInk.Of(steps[i], i));
            shapes.AddBar(At(step.StartUtc), At(step.EndUtc), row + 0.6, row + 0.84, ink, Describe(step));
        }
        if (status != RunStatus.Finished)
            shapes.AddMark(end, row + 0.5, StatusMark.ShapeOf(status), 5, Ink.Text, Describe(model, run));
    }

    private static string Describe(ReportModel model, ReportRun run) =>
        $"{ReportText.Shorten(run.TaskId, ReportLimits.Name)}, run {run.Record.RunId}: {StatusMark.NameOf(run.Status)}, "
        + $"{ReportText.Time(model.Local(run.Record.StartUtc))}, {ReportText.Duration(run.Duration)}";

    private static string Describe(ReportStep step) =>
        $"{ReportText.Shorten(step.Path, ReportLimits.Path)}: {StatusMark.NameOf(step.Status).ToLowerInvariant()}, "
        + ReportText.Duration(step.Duration);

    private static Table Numbers(ReportModel model, List<ReportRun> runs) => new(
        [new("Task"), new("Run", true), new("Status"), new("Start"), new("End"), new("Duration"), new("Steps", true)],
        [.. runs.Select(run => Cells(model, run))]);

    private static string[] Cells(ReportModel model, ReportRun run) =>
    [
        ReportText.Shorten(run.TaskId, ReportLimits.Name),
        run.Record.RunId.ToString(CultureInfo.InvariantCulture),
        StatusMark.NameOf(run.Status),
        ReportText.Time(model.Local(run.Record.StartUtc)),
        ReportText.Time(model.Local(run.Record.EndUtc)),
        ReportText.Duration(run.Duration),
        run.Steps.Count.ToString(CultureInfo.InvariantCulture),
    ];

    /// <param name="TaskId">The task whose first row it is; null for a further row.</param>
    /// <param name="Runs">Its runs; none begins before the one before it has ended.</param>
    private sealed record Row(string? TaskId, List<ReportRun> Runs);
}

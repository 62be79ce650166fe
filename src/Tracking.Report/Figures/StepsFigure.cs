using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>
/// Where the time of each task's latest run went: its steps on a bar that is as wide for a run of a second as for a run of a day.
/// </summary>
internal static class StepsFigure
{
    private const int Width = 960;
    private const int RowHeight = 38;
    private const int Left = 170;
    private const int Right = 116;

    /// <summary>The average width of a letter, in pixels.</summary>
    private const double LetterWidth = 6.6;

    public static Figure? Of(ReportModel model)
    {
        var latest = model.Tasks
            .Select(task => task.Runs.LastOrDefault(run => run.Steps.Count > 0))
            .OfType<ReportRun>()
            .Where(run => run.Duration > TimeSpan.Zero)
            .OrderByDescending(run => run.Record.StartUtc)
            .ToList();
        var shown = latest.Take(ReportLimits.StepRows).ToList();
        if (shown.Count == 0)
            return null;
        var plot = PlotParts.NewPlot(Left, 4, Right, 4);
        plot.Axes.Add(PlotParts.BlankAxis(0, 1));
        plot.Axes.Add(PlotParts.RowAxis(shown.Count));
        var shapes = new ShapeSeries();
        for (var i = 0; i < shown.Count; i++)
            DrawRun(shapes, shown[i], i);
        plot.Series.Add(shapes);
        var tasks = latest.Count > shown.Count
            ? $"the {shown.Count} most recently run of {latest.Count} tasks that have steps"
            : "each task that has steps";
        return new Figure(
            $"The latest run of {tasks}. The bar is the run's time, divided among its steps; gaps are time outside any step.",
            SvgFigure.Write(plot, Width, (shown.Count * RowHeight) + 8, "Steps of the latest runs as shares of their time"),
            Numbers(model, shown))
        {
            IsWide = true,
        };
    }

    /// <summary>The colour of a step. Completed steps alternate between two colours, so that one can be told from the next.</summary>
    public static OxyColor InkOf(StepAttempt step, int index) => step.Outcome switch
    {
        StepOutcome.Failed => Ink.FailedStep,
        StepOutcome.Unfinished => Ink.UnfinishedStep,
        _ => index % 2 == 0 ? Ink.Step : Ink.OtherStep,
    };

    public static string Describe(StepAttempt step)
    {
        var error = step.Error == null ? "" : ", " + ReportText.Shorten(step.Error, ReportLimits.Preview);
        return $"{ReportText.Shorten(step.Name, ReportLimits.Name)}: {NameOf(step.Outcome)}, {ReportText.Duration(step.Duration)}{error}";
    }

    private static string NameOf(StepOutcome outcome) => outcome.ToString().ToLowerInvariant();

    private static void DrawRun(ShapeSeries shapes, ReportRun run, int row)
    {
        shapes.AddRowLabel(0, row, run.TaskId);
        var toolTip = $"Run {run.Record.RunId}: {run.Record.Status}, {ReportText.Duration(run.Duration)}";
        shapes.AddBar(0, 1, row + 0.14, row + 0.86, Ink.RunBack, toolTip);
        for (var i = 0; i < run.Steps.Count; i++)
            DrawStep(shapes, run, i, row);
        var result = $"{StatusMark.SymbolOf(run.Record.Status)} {ReportText.Duration(run.Duration)}";
        shapes.AddLabel(1, row + 0.5, 10, HorizontalAlignment.Left, Ink.Muted, result);
    }

    private static void DrawStep(ShapeSeries shapes, ReportRun run, int index, int row)
    {
        var step = run.Steps[index];
        var (from, to) = (ShareAt(run, step.StartUtc), ShareAt(run, step.EndUtc));
        shapes.AddBar(from, to, row + 0.14, row + 0.86, InkOf(step, index), Describe(step));
        var letters = (int)(((to - from) * (Width - Left - Right) / LetterWidth) - 2);
        if (letters < 3)
            return;
        var name = ReportText.OneLine(step.Name, letters - 1);
        shapes.AddLabel((from + to) / 2, row + 0.5, 0, HorizontalAlignment.Center, Ink.StepText, name, Describe(step));
    }

    /// <summary>How much of the run's time had passed, from 0 to 1.</summary>
    private static double ShareAt(ReportRun run, DateTime timeUtc) =>
        Math.Min(Math.Max((timeUtc - run.Record.StartUtc).Ticks / (double)run.Duration.Ticks, 0), 1);

    private static Table Numbers(ReportModel model, List<ReportRun> runs) => new(
        [new("Task"), new("Run", true), new("Step"), new("Outcome"), new("Start"), new("Duration"), new("Share of the run", true)],
        [.. runs.SelectMany(run => run.Steps, (run, step) => Row(model, run, step))]);

    private static string[] Row(ReportModel model, ReportRun run, StepAttempt step) =>
    [
        ReportText.Shorten(run.TaskId, ReportLimits.Name),
        run.Record.RunId.ToString(CultureInfo.InvariantCulture),
        ReportText.Shorten(step.Name, ReportLimits.Name),
        NameOf(step.Outcome),
        ReportText.Time(model.Local(step.StartUtc)),
        ReportText.Duration(step.Duration),
        (step.Duration.Ticks / (double)run.Duration.Ticks).ToString("0 %", CultureInfo.InvariantCulture),
    ];
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>Where the time of each task's latest run went: its steps on a bar that is as wide for a run of a second as for one of a day.</summary>
internal static class StepsFigure
{
    private const int Width = 960;
    private const int RowHeight = 38;
    private const int Left = 170;
    private const int Right = 116;

    /// <summary>About the width of a letter, in pixels.</summary>
    private const double LetterWidth = 6.6;

    public static Figure? Of(ReportModel model)
    {
        var latest = model.Tasks.Select(task => task.Runs.LastOrDefault(run => run.Steps.Count > 0)).OfType<RunItem>().Where(run => run.Duration > TimeSpan.Zero)
            .OrderByDescending(run => run.Record.StartUtc).ToList();
        var shown = latest.Take(ReportLimits.StepRows).ToList();
        if (shown.Count == 0)
            return null;
        var plot = Plot.New(Left, 4, Right, 4);
        plot.Axes.Add(Plot.Plain(0, 1));
        plot.Axes.Add(Plot.Rows(shown.Count));
        var shapes = new ShapeSeries();
        for (var i = 0; i < shown.Count; i++)
            DrawRun(shapes, shown[i], i);
        plot.Series.Add(shapes);
        var rest = latest.Count > shown.Count ? $" of the {shown.Count} tasks that ran last, of {latest.Count}" : " of each task that has steps";
        return new Figure(
            $"The latest run{rest}: its steps as parts of its time. Where no step is, none was at work.",
            SvgFigure.Write(plot, Width, (shown.Count * RowHeight) + 8, "Steps of the latest runs as parts of their time"),
            Numbers(model, shown))
        {
            IsWide = true,
        };
    }

    /// <summary>Steps take turns in two inks, so that one can be told from the next.</summary>
    public static OxyColor InkOf(StepItem step, int index) => step.Outcome switch
    {
        StepOutcome.Failed => Ink.FailedStep,
        StepOutcome.Open => Ink.OpenStep,
        _ => index % 2 == 0 ? Ink.Step : Ink.OtherStep,
    };

    public static string Describe(StepItem step) =>
        $"{ReportText.Shorten(step.Name, ReportLimits.Name)}: {NameOf(step.Outcome)}, {ReportText.Duration(step.EndUtc - step.StartUtc)}{(step.Error == null ? "" : ", " + ReportText.Shorten(step.Error, ReportLimits.Preview))}";

    private static string NameOf(StepOutcome outcome) => outcome == StepOutcome.Open ? "not ended" : outcome.ToString().ToLowerInvariant();

    private static void DrawRun(ShapeSeries shapes, RunItem run, int row)
    {
        double Part(DateTime timeUtc) => Math.Min(Math.Max((timeUtc - run.Record.StartUtc).Ticks / (double)run.Duration.Ticks, 0), 1);

        shapes.AddLabel(0, row + 0.5, -10, HorizontalAlignment.Right, Ink.Text, Plot.RowLabel(run.TaskId), ReportText.Shorten(run.TaskId, ReportLimits.Message));
        shapes.AddBar(0, 1, row + 0.14, row + 0.86, Ink.RunBack, $"Run {run.Record.RunId}: {run.Record.Status}, {ReportText.Duration(run.Duration)}");
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            var (from, to) = (Part(step.StartUtc), Part(step.EndUtc));
            shapes.AddBar(from, to, row + 0.14, row + 0.86, InkOf(step, i), Describe(step));
            var letters = (int)(((to - from) * (Width - Left - Right) / LetterWidth) - 2);
            if (letters >= 3)
                shapes.AddLabel((from + to) / 2, row + 0.5, 0, HorizontalAlignment.Center, Ink.StepText, ReportText.Shorten(ReportText.Clean(step.Name).Replace('\n', ' '), letters - 1), Describe(step));
        }
        shapes.AddLabel(1, row + 0.5, 10, HorizontalAlignment.Left, Ink.Muted, $"{Mark.SignOf(run.Record.Status)} {ReportText.Duration(run.Duration)}");
    }

    private static Table Numbers(ReportModel model, List<RunItem> runs) => new(
        [new("Task"), new("Run", true), new("Step"), new("Outcome"), new("Start"), new("Duration"), new("Part of the run", true)],
        [.. runs.SelectMany(run => run.Steps, (run, step) => (string[])[
            ReportText.Shorten(run.TaskId, ReportLimits.Name), run.Record.RunId.ToString(CultureInfo.InvariantCulture), ReportText.Shorten(step.Name, ReportLimits.Name), NameOf(step.Outcome),
            ReportText.Time(model.Local(step.StartUtc)), ReportText.Duration(step.EndUtc - step.StartUtc),
            ((step.EndUtc - step.StartUtc).Ticks / (double)run.Duration.Ticks).ToString("0 %", CultureInfo.InvariantCulture)])]);
}

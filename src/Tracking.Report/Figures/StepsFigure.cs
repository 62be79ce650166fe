using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>
/// Where the time of each task's latest run went: its steps on a bar that is as wide for a run of a second as for a run of a day, and the
/// steps inside them below.
/// </summary>
internal static class StepsFigure
{
    private const int Width = 960;
    private const int RowHeight = 38;
    private const int Left = 170;
    private const int Right = 116;

    /// <summary>Where the bar of a run begins and ends, as shares of a row.</summary>
    private const double Top = 0.14;
    private const double Bottom = 0.86;

    /// <summary>The height of each lane below the first, in rows, and the room above it.</summary>
    private const double Lane = 0.56;
    private const double Gap = 0.04;

    /// <summary>The average width of a letter, in pixels.</summary>
    private const double LetterWidth = 6.6;

    public static Figure? Of(ReportModel model)
    {
        var latest = Latest(model);
        var shown = latest.Take(ReportLimits.StepRows).Select(run => (Run: run, Lanes: new StepLanes(run))).ToList();
        if (shown.Count == 0)
            return null;
        var rows = shown.Sum(run => HeightOf(run.Lanes));
        var plot = PlotParts.NewPlot(Left, 4, Right, 4);
        plot.Axes.Add(PlotParts.BlankAxis(0, 1));
        plot.Axes.Add(PlotParts.RowAxis(rows));
        var shapes = new ShapeSeries();
        var at = 0.0;
        foreach (var (run, lanes) in shown)
        {
            DrawRun(shapes, run, lanes, at);
            at += HeightOf(lanes);
        }
        plot.Series.Add(shapes);
        return new Figure(
            Caption(latest.Count, shown.Count, shown.Sum(run => run.Lanes.LeftOut)),
            SvgFigure.Write(
                plot, Width, (int)Math.Ceiling(rows * RowHeight) + 8, "Steps of the latest runs as shares of their time"),
            Numbers(model, shown.Select(run => run.Run)))
        {
            IsWide = true,
        };
    }

    /// <summary>The statuses of the steps that are drawn.</summary>
    public static IEnumerable<StepStatus> Statuses(ReportModel model) =>
        Latest(model).Take(ReportLimits.StepRows).SelectMany(run => new StepLanes(run).Placed).Select(step => step.Step.Status).Distinct()
            .OrderBy(status => status);

    public static string Describe(ReportStep step)
    {
        var attempts = step.Attempts > 1 ? $", {ReportText.Count(step.Attempts)} attempts" : "";
        var error = step.Error == null ? "" : ", " + ReportText.Shorten(step.Error, ReportLimits.Preview);
        return $"{ReportText.Shorten(step.Path, ReportLimits.Path)}: {StatusMark.NameOf(step.Status).ToLowerInvariant()}, "
            + $"{ReportText.Duration(step.Duration)}{attempts}{error}";
    }

    private static List<ReportRun> Latest(ReportModel model) =>
    [
        .. model.Tasks
            .Select(task => task.Runs.LastOrDefault(run => run.Steps.Count > 0))
            .OfType<ReportRun>()
            .Where(run => run.Duration > TimeSpan.Zero)
            .OrderByDescending(run => run.Record.StartUtc),
    ];

    private static string Caption(int tasks, int shown, int leftOut)
    {
        var which = tasks > shown
            ? $"the {shown} most recently run of {tasks} tasks that have steps"
            : "each task that has steps";
        var left = leftOut > 0
            ? $" {ReportText.Count(leftOut, "step")} inside others, or beside them, are not drawn for want of room; the numbers have them."
            : "";
        return $"The latest run of {which}. The bar is the run's time, divided among its steps, with the steps inside them below; gaps are "
            + $"time outside any step.{left}";
    }

    private static double HeightOf(StepLanes lanes) => 1 + ((lanes.Count - 1) * Lane);

    private static void DrawRun(ShapeSeries shapes, ReportRun run, StepLanes lanes, double at)
    {
        shapes.AddRowLabel(0, at, run.TaskId);
        var toolTip = $"Run {run.Record.RunId}: {StatusMark.NameOf(run.Status)}, {ReportText.Duration(run.Duration)}";
        shapes.AddBar(0, 1, at + Top, at + HeightOf(lanes) - 1 + Bottom, Ink.RunBack, toolTip);
        for (var i = 0; i < lanes.Placed.Count; i++)
        {
            var (step, lane) = lanes.Placed[i];
            var bottom = at + Bottom + (lane * Lane);
            DrawStep(shapes, run, step, StepInk.Of(step, i), lane == 0 ? at + Top : bottom - Lane + Gap, bottom);
        }
        var result = $"{StatusMark.SymbolOf(run.Status)} {ReportText.Duration(run.Duration)}";
        shapes.AddLabel(1, at + 0.5, 10, HorizontalAlignment.Left, Ink.Muted, result);
    }

    private static void DrawStep(ShapeSeries shapes, ReportRun run, ReportStep step, OxyColor ink, double top, double bottom)
    {
        var (from, to) = (ShareAt(run, step.StartUtc), ShareAt(run, step.EndUtc));
        shapes.AddBar(from, to, top, bottom, ink, Describe(step));
        var letters = (int)(((to - from) * (Width - Left - Right) / LetterWidth) - 2);
        if (letters < 3)
            return;
        // A long path says least at its beginning, which the bars above show too.
        var name = ReportText.OneLine(step.Path.Length < letters ? step.Path : step.Name, letters - 1);
        shapes.AddLabel((from + to) / 2, (top + bottom) / 2, 0, HorizontalAlignment.Center, Ink.StepText, name, Describe(step));
    }

    /// <summary>How much of the run's time had passed, from 0 to 1.</summary>
    private static double ShareAt(ReportRun run, DateTime timeUtc) =>
        Math.Min(Math.Max((timeUtc - run.Record.StartUtc).Ticks / (double)run.Duration.Ticks, 0), 1);

    private static Table Numbers(ReportModel model, IEnumerable<ReportRun> runs)
    {
        var steps = runs.SelectMany(run => run.Steps, (run, step) => (Run: run, Step: step)).ToList();
        return new(
            [
                new("Task"), new("Run", true), new("Step") { IsNested = true }, new("Status"), new("Attempts", true), new("Start"),
                new("Duration"), new("Share of the run", true), new("Error"), new("Exit code", true),
            ],
            [.. steps.Select(step => Row(model, step.Run, step.Step))])
        {
            Depths = [.. steps.Select(step => step.Step.Depth)],
        };
    }

    private static string[] Row(ReportModel model, ReportRun run, ReportStep step) =>
    [
        ReportText.Shorten(run.TaskId, ReportLimits.Name),
        run.Record.RunId.ToString(CultureInfo.InvariantCulture),
        ReportText.Shorten(step.Path, ReportLimits.Path),
        StatusMark.NameOf(step.Status) + (step.IsCarried ? ", in an earlier run" : ""),
        ReportText.Count(step.Attempts),
        ReportText.Time(model.Local(step.StartUtc)),
        ReportText.Duration(step.Duration),
        step.TookTime ? (step.Duration.Ticks / (double)run.Duration.Ticks).ToString("0 %", CultureInfo.InvariantCulture) : "",
        ErrorOf(step),
        step.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];

    private static string ErrorOf(ReportStep step)
    {
        var error = step.Error is { } text ? ReportText.Shorten(text, ReportLimits.Preview) : "";
        return step.Position is { } position ? $"{error} ({position})" : error;
    }
}

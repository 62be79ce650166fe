using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class StepsFigureTests
{
    [Fact]
    public void Runs_without_steps_or_without_time_have_no_figure() =>
        Assert.Null(
            StepsFigure.Of(Models.Of(Models.Run(1, "a", 0, 5), Models.Run(2, "b", 0, 0, RunStatus.Finished, Models.Step("s", 0, 0)))));

    [Fact]
    public void The_steps_of_a_run_are_shares_of_its_time()
    {
        var figure = StepsFigure.Of(Models.Of(Models.Run(
            7, "copy", 0, 100, RunStatus.Failed,
            Models.Step("read", 0, 25),
            Models.Step("transform", 25, 25),
            Models.Step("write", 60, 20, StepOutcome.Failed, "disk full"),
            Models.Step("clean up", 80, 20, StepOutcome.Unfinished))))!;
        Assert.True(figure.IsWide);
        Assert.Equal(
            "The latest run of each task that has steps. The bar is the run's time, divided among its steps; gaps are time outside any "
            + "step.",
            figure.Caption);
        Assert.Equal(
            ["Task", "Run#", "Step", "Outcome", "Start", "Duration", "Share of the run#"], figure.Numbers.Columns.Names());
        Assert.Equal(
            [
                "copy|7|read|completed|2026-03-01 03:00:00|25 min 00 s|25 %",
                "copy|7|transform|completed|2026-03-01 03:25:00|25 min 00 s|25 %",
                "copy|7|write|failed|2026-03-01 04:00:00|20 min 00 s|20 %",
                "copy|7|clean up|unfinished|2026-03-01 04:20:00|20 min 00 s|20 %",
            ],
            figure.Numbers.Lines());

        var svg = figure.Drawing();
        Assert.Equal("0 0 960 46", (string?)svg.Attribute("viewBox"));
        Assert.Equal("Steps of the latest runs as shares of their time", (string?)svg.Attribute("aria-label"));
        Assert.Equal(["Run 7: Failed, 1 h 40 min"], svg.ToolTips("f-runback"));
        Assert.Equal(["read: completed, 25 min 00 s"], svg.ToolTips("f-step"));
        Assert.Equal(["transform: completed, 25 min 00 s"], svg.ToolTips("f-step2"));
        Assert.Equal(["write: failed, 20 min 00 s, disk full"], svg.ToolTips("f-stepfailed"));
        Assert.Equal(["clean up: unfinished, 20 min 00 s"], svg.ToolTips("f-stepopen"));
        Assert.Equal(["read", "transform", "write", "clean up"], svg.Texts("f-steptext"));
        Assert.Equal(["copy"], svg.Texts("f-text"));
        Assert.Equal(["✕ 1 h 40 min"], svg.Texts("f-muted"));
        // 674 pixels between the margins.
        var failed = Assert.Single(svg.OfClass("f-stepfailed"));
        Assert.Equal(170 + (674 * 0.6), failed.Number("x"), 0.06);
        Assert.Equal(674 * 0.2, failed.Number("width"), 0.06);
        Assert.Equal(38 * 0.72, failed.Number("height"), 0.06);
    }

    [Fact]
    public void A_name_is_cut_to_its_bar_and_left_out_of_a_narrow_one()
    {
        var svg = StepsFigure.Of(Models.Of(Models.Run(
            1, "a", 0, 100, RunStatus.Finished,
            Models.Step("a name of many letters", 0, 10), Models.Step("narrow", 10, 4), Models.Step("wide enough", 14, 5))))!.Drawing();
        Assert.Equal(["a name …", "wi…"], svg.Texts("f-steptext"));
        Assert.Equal(["narrow: completed, 4 min 00 s"], svg.ToolTips("f-step2"));
    }

    [Fact]
    public void A_step_that_leaves_its_run_is_drawn_within_it()
    {
        var svg = StepsFigure.Of(Models.Of(Models.Run(1, "a", 10, 10, RunStatus.Finished, Models.Step("long", 0, 100))))!.Drawing();
        var bar = Assert.Single(svg.OfClass("f-step"));
        Assert.Equal((170.0, 674.0), (bar.Number("x"), bar.Number("width")));
    }

    [Fact]
    public void The_latest_run_of_each_task_is_drawn_the_newest_first_up_to_a_limit()
    {
        var runs = Enumerable.Range(0, ReportLimits.StepRows + 2)
            .SelectMany(i => new[]
            {
                Models.Run(10 * i, $"task{i}", i, 1, RunStatus.Finished, Models.Step("old", i, 1)),
                Models.Run((10 * i) + 1, $"task{i}", i + 100, 1, RunStatus.Finished, Models.Step("new", i + 100, 1)),
                Models.Run((10 * i) + 2, $"task{i}", i + 200, 1),
            })
            .ToArray();
        var figure = StepsFigure.Of(Models.Of(runs))!;
        Assert.StartsWith("The latest run of the 12 most recently run of 14 tasks that have steps. ", figure.Caption);
        Assert.Equal(Enumerable.Range(2, 12).Reverse().Select(i => $"{(10 * i) + 1}"), figure.Numbers.Rows.Select(row => row[1]));
        Assert.All(figure.Numbers.Rows, row => Assert.Equal("new", row[2]));
    }
}

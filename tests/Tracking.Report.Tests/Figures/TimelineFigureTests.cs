using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class TimelineFigureTests
{
    [Fact]
    public void Without_runs_there_is_no_figure() => Assert.Null(TimelineFigure.Of(Models.Of()));

    [Fact]
    public void Runs_are_bars_with_a_stripe_of_steps()
    {
        var figure = TimelineFigure.Of(Models.Of(
            Models.Run(1, "a", 0, 60, RunStatus.Finished, Models.Step("s", 0, 30), Models.Step("t", 30, 30)),
            Models.Run(2, null, 60, 60, RunStatus.Failed)))!;
        Assert.NotNull(figure.Narrow);
        Assert.Equal(
            "2 runs, 2026-03-01 03:00:00 to 2026-03-01 05:00:00. The stripe along a bar shows the run's outermost steps.", figure.Caption);
        Assert.Equal(["Task", "Run#", "Status", "Start", "End", "Duration", "Steps#"], figure.Numbers.Columns.Names());
        Assert.Equal(
            [
                "a|1|Finished|2026-03-01 03:00:00|2026-03-01 04:00:00|1 h 00 min|2",
                "(no task)|2|Failed|2026-03-01 04:00:00|2026-03-01 05:00:00|1 h 00 min|0",
            ],
            figure.Numbers.Lines());

        var svg = figure.Drawing();
        Assert.Equal("0 0 960 102", (string?)svg.Attribute("viewBox"));
        Assert.Equal("Timeline of 2 runs by task", (string?)svg.Attribute("aria-label"));
        Assert.Equal(["(no task)", "a"], svg.Texts("f-text"));
        Assert.Equal(["a, run 1: Finished, 2026-03-01 03:00:00, 1 h 00 min"], svg.ToolTips("f-barfinished"));
        Assert.Equal(["(no task), run 2: Failed, 2026-03-01 04:00:00, 1 h 00 min"], svg.ToolTips("f-barfailed"));
        Assert.Equal(["s: completed, 30 min 00 s"], svg.ToolTips("f-step"));
        Assert.Equal(["t: completed, 30 min 00 s"], svg.ToolTips("f-step2"));
        // A run that has not finished has the mark of its status at its end: a cross, made of two lines.
        Assert.Equal(2, svg.OfClass("s-text").Count());
        var (bar, step) = (Assert.Single(svg.OfClass("f-barfinished")), Assert.Single(svg.OfClass("f-step2")));
        Assert.Equal(bar.Number("x") + bar.Number("width"), step.Number("x") + step.Number("width"), 0.21);
        Assert.Equal(bar.Number("width") / 2, step.Number("width"), 0.11);
        Assert.Equal(bar.Number("y") + bar.Number("height"), step.Number("y") + step.Number("height"), 0.11);
        Assert.Equal(30 * 0.68, bar.Number("height"), 0.06);
        Assert.Equal(30 * 0.24, step.Number("height"), 0.06);
    }

    [Fact]
    public void The_stripe_shows_the_outermost_steps_that_took_time()
    {
        var svg = TimelineFigure.Of(Models.Of(Models.Run(
            1, "a", 0, 60, RunStatus.FinishedWithErrors,
            Models.Step("carried", -50, 30) with { IsCarried = true }, Models.Step("skipped", 0, 0, StepStatus.Skipped),
            Models.Step("web1", 0, 30, StepStatus.CompletedWithErrors), Models.Step("web1/install", 0, 30, StepStatus.Failed, "disk full"),
            Models.Step("web2", 30, 30))))!.Drawing();
        Assert.Equal(["web1: completed with errors, 30 min 00 s"], svg.ToolTips("f-steperrors"));
        Assert.Empty(svg.OfClass("f-stepfailed"));
        Assert.Empty(svg.OfClass("f-step"));
        Assert.Equal(["web2: completed, 30 min 00 s"], svg.ToolTips("f-step2"));
    }

    [Fact]
    public void Every_status_has_a_bar_and_all_but_the_good_one_a_mark()
    {
        var figure = TimelineFigure.Of(Models.Of(
            [.. System.Enum.GetValues<RunStatus>().Select((status, i) => Models.Run(i, "a", i, 1, status))]))!;
        Assert.Equal(
            ["Running", "Finished", "Stopped", "Failed", "Abandoned", "Open", "Finished with errors", "Unknown"],
            figure.Numbers.Rows.Select(row => row[2]));
        var svg = figure.Drawing();
        foreach (var status in System.Enum.GetValues<RunStatus>())
        {
            var tip = Assert.Single(svg.ToolTips("f-" + Ink.NameOf(Ink.BarOf(status))))!;
            Assert.Contains($": {StatusMark.NameOf(status)}, ", tip, System.StringComparison.Ordinal);
            // The bar, and the lines or the area of the mark at its end.
            Assert.Equal(status == RunStatus.Finished, svg.Elements().Count(element => (string?)element.Element("title") == tip) == 1);
        }
    }

    [Fact]
    public void Runs_that_overlap_have_rows_of_their_own()
    {
        var svg = TimelineFigure.Of(Models.Of(
            Models.Run(1, "a", 0, 60), Models.Run(2, "A", 30, 60), Models.Run(3, "a", 60, 10)))!.Drawing();
        Assert.Equal("0 0 960 102", (string?)svg.Attribute("viewBox"));
        Assert.Equal(["a"], svg.Texts("f-text"));
        var heights = svg.OfClass("f-barfinished").Select(bar => bar.Number("y")).ToList();
        // Drawn row by row: runs 1 and 3 in the first, run 2 in the second.
        Assert.Equal(heights[0], heights[1]);
        Assert.Equal(30, heights[2] - heights[0], 0.06);
    }

    [Fact]
    public void The_task_that_ran_last_comes_first()
    {
        var svg = TimelineFigure.Of(Models.Of(Models.Run(1, "a", 0, 1), Models.Run(2, "b", 5, 90), Models.Run(3, "c", 10, 1)))!.Drawing();
        Assert.Equal(["b", "c", "a"], svg.Texts("f-text"));
    }

    [Fact]
    public void Only_the_newest_runs_are_drawn()
    {
        var runs = Enumerable.Range(0, ReportLimits.TimelineRuns + 50).Select(i => Models.Run(i, "a", i, 1)).ToArray();
        var figure = TimelineFigure.Of(Models.Of(runs))!;
        Assert.StartsWith("The newest 200 of 250 runs, 2026-03-01 03:50:00 to 2026-03-01 07:10:00.", figure.Caption);
        Assert.Equal("50", figure.Numbers.Rows[0][1]);
    }

    [Fact]
    public void Runs_for_which_there_is_no_row_are_left_out()
    {
        var runs = Enumerable.Range(0, ReportLimits.TimelineRows + 5).Select(i => Models.Run(i, "a", i, 500)).ToArray();
        var figure = TimelineFigure.Of(Models.Of(runs))!;
        Assert.StartsWith("40 of 45 runs, ", figure.Caption);
        Assert.Equal($"0 0 960 {(40 * 30) + 42}", (string?)figure.Drawing().Attribute("viewBox"));
    }
}

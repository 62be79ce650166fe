using System.Linq;
using System.Xml.Linq;
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
            Models.Step("write", 60, 20, StepStatus.Failed, "disk full") with { Attempts = 3, Position = "copy.ps1:12:5", ExitCode = 28 },
            Models.Step("clean up", 80, 20, StepStatus.Abandoned))))!;
        Assert.True(figure.IsWide);
        Assert.Equal(
            "The latest run of each task that has steps. The bar is the run's time, divided among its steps, with the steps "
            + "inside them below; gaps are time outside any step.",
            figure.Caption);
        Assert.Equal(
            ["Task", "Run#", "Step", "Status", "Attempts#", "Start", "Duration", "Share of the run#", "Error", "Exit code#"],
            figure.Numbers.Columns.Names());
        Assert.Equal(
            [
                "copy|7|read|Completed|1|2026-03-01 03:00:00|25 min 00 s|25 %||",
                "copy|7|transform|Completed|1|2026-03-01 03:25:00|25 min 00 s|25 %||",
                "copy|7|write|Failed|3|2026-03-01 04:00:00|20 min 00 s|20 %|disk full (copy.ps1:12:5)|28",
                "copy|7|clean up|Abandoned|1|2026-03-01 04:20:00|20 min 00 s|20 %||",
            ],
            figure.Numbers.Lines());

        var svg = figure.Drawing();
        Assert.Equal("0 0 960 46", (string?)svg.Attribute("viewBox"));
        Assert.Equal("Steps of the latest runs as shares of their time", (string?)svg.Attribute("aria-label"));
        Assert.Equal(["Run 7: Failed, 1 h 40 min"], svg.ToolTips("f-runback"));
        Assert.Equal(["read: completed, 25 min 00 s"], svg.ToolTips("f-step"));
        Assert.Equal(["transform: completed, 25 min 00 s"], svg.ToolTips("f-step2"));
        Assert.Equal(["write: failed, 20 min 00 s, 3 attempts, disk full"], svg.ToolTips("f-stepfailed"));
        Assert.Equal(["clean up: abandoned, 20 min 00 s"], svg.ToolTips("f-stepabandoned"));
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
    public void Steps_inside_a_step_stand_below_it_and_the_numbers_say_how_deep()
    {
        var figure = StepsFigure.Of(Models.Of(
            Models.Run(1, "patch", 0, 100, RunStatus.FinishedWithErrors,
                Models.Step("web1", 0, 50), Models.Step("web1/drain", 0, 20), Models.Step("web1/install", 20, 30),
                Models.Step("web1/install/copy", 20, 10), Models.Step("web2", 50, 50)),
            Models.Run(2, "later", 200, 10, RunStatus.Finished, Models.Step("s", 200, 10))))!;
        Assert.Equal(["s", "web1", "web1/drain", "web1/install", "web1/install/copy", "web2"], figure.Numbers.Rows.Select(row => row[2]));
        Assert.Equal([0, 0, 1, 1, 2, 0], figure.Numbers.Depths);
        Assert.Equal(["Step"], figure.Numbers.Columns.Where(column => column.IsNested).Select(column => column.Name));

        var svg = figure.Drawing();
        // One row for the later run; one, and two lanes, for the other.
        Assert.Equal($"0 0 960 {(int)System.Math.Ceiling(38 * 3.12) + 8}", (string?)svg.Attribute("viewBox"));
        double Y(string path) => Bar(svg, path).Number("y");
        Assert.Equal(Y("web1"), Y("web2"));
        Assert.Equal(Y("web1/drain"), Y("web1/install"));
        Assert.True(Y("s") < Y("web1"));
        foreach (var (outer, inner) in new[] { ("web1", "web1/drain"), ("web1/install", "web1/install/copy") })
        {
            var (above, below) = (Bar(svg, outer), Bar(svg, inner));
            Assert.InRange(below.Number("y") - above.Number("y") - above.Number("height"), 1, 3);
            Assert.InRange(below.Number("x"), above.Number("x"), above.Number("x") + above.Number("width"));
        }
        var back = svg.OfClass("f-runback").Last();
        var lowest = Bar(svg, "web1/install/copy");
        Assert.Equal(back.Number("y") + back.Number("height"), lowest.Number("y") + lowest.Number("height"), 0.21);
        // A path that does not fit gives way to its last part.
        Assert.Equal(["s", "web1", "web1/drain", "web1/install", "copy", "web2"], svg.Texts("f-steptext"));
    }

    [Fact]
    public void Steps_at_the_same_time_do_not_cover_one_another()
    {
        var svg = StepsFigure.Of(Models.Of(Models.Run(
            1, "a", 0, 100, RunStatus.Finished,
            Models.Step("one", 0, 60), Models.Step("one/inside", 0, 30), Models.Step("two", 20, 50), Models.Step("two/inside", 50, 10),
            Models.Step("three", 70, 30))))!.Drawing();
        string[] paths = ["one", "one/inside", "two", "two/inside", "three"];
        var bars = paths.Select(path => Bar(svg, path)).ToList();
        foreach (var (a, b) in bars.SelectMany((a, i) => bars.Skip(i + 1).Select(b => (a, b))))
        {
            Assert.True(
                a.Number("x") + a.Number("width") <= b.Number("x") + 0.2 || b.Number("x") + b.Number("width") <= a.Number("x") + 0.2
                || a.Number("y") + a.Number("height") <= b.Number("y") || b.Number("y") + b.Number("height") <= a.Number("y"));
        }
        Assert.Equal(bars[0].Number("y"), bars[4].Number("y"));
        Assert.True(bars[3].Number("y") > bars[2].Number("y"));
    }

    [Fact]
    public void Steps_below_the_last_lane_are_counted_and_are_among_the_numbers()
    {
        var steps = Enumerable.Range(0, ReportLimits.StepLanes + 2)
            .Select(i => Models.Step(string.Join("/", Enumerable.Repeat("s", i + 1)), 0, 10));
        var figure = StepsFigure.Of(Models.Of(Models.Run(1, "a", 0, 10, RunStatus.Finished, [.. steps])))!;
        Assert.EndsWith(" 2 steps inside others, or beside them, are not drawn for want of room; the numbers have them.", figure.Caption);
        Assert.Equal(ReportLimits.StepLanes + 2, figure.Numbers.Rows.Count);
        var svg = figure.Drawing();
        Assert.Equal(ReportLimits.StepLanes, svg.OfClass("f-step").Concat(svg.OfClass("f-step2")).Count());
    }

    [Fact]
    public void A_step_that_took_no_time_in_its_run_is_not_drawn()
    {
        var figure = StepsFigure.Of(Models.Of(Models.Run(
            1, "a", 100, 100, RunStatus.Finished, Models.Step("carried", 0, 10) with { IsCarried = true },
            Models.Step("skipped", 100, 0, StepStatus.Skipped), Models.Step("done", 100, 100))))!;
        Assert.Equal(
            [
                "a|1|carried|Completed, in an earlier run|1|2026-03-01 03:00:00|10 min 00 s|||",
                "a|1|skipped|Skipped|1|2026-03-01 04:40:00|0 s|||",
                "a|1|done|Completed|1|2026-03-01 04:40:00|1 h 40 min|100 %||",
            ],
            figure.Numbers.Lines());
        Assert.Equal(["done: completed, 1 h 40 min"], figure.Drawing().ToolTips("f-step"));
        Assert.Empty(figure.Drawing().OfClass("f-step2"));
    }

    [Theory]
    [InlineData(StepStatus.Running, "steprunning")]
    [InlineData(StepStatus.Completed, "step")]
    [InlineData(StepStatus.CompletedWithErrors, "steperrors")]
    [InlineData(StepStatus.Failed, "stepfailed")]
    [InlineData(StepStatus.Stopped, "stepstopped")]
    [InlineData(StepStatus.Abandoned, "stepabandoned")]
    public void A_step_has_the_colour_of_its_status(StepStatus status, string ink)
    {
        Assert.Equal(ink, Ink.NameOf(StepInk.Of(Models.Step("s", 0, 1, status), 0)));
        Assert.Equal(status == StepStatus.Completed ? "step2" : ink, Ink.NameOf(StepInk.Of(Models.Step("s", 0, 1, status), 1)));
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

    private static XElement Bar(XElement svg, string path) =>
        svg.Elements().Single(element => element.Name == "rect"
            && ((string?)element.Element("title"))?.StartsWith($"{path}: ", System.StringComparison.Ordinal) == true);
}

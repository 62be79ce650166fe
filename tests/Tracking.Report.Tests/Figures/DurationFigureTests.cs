using System.Globalization;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class DurationFigureTests
{
    [Fact]
    public void A_task_with_one_run_has_no_figure() => Assert.Empty(DurationFigure.Of(Models.Of(Models.Run(1, "a", 0, 5))));

    [Fact]
    public void Runs_are_marks_on_a_line_with_their_median()
    {
        var figure = Assert.Single(DurationFigure.Of(Models.Of(
            Models.Run(1, "a", 0, 10), Models.Run(2, "a", 60, 20, RunStatus.Failed), Models.Run(3, "a", 120, 30))));
        Assert.Equal("a", figure.Heading);
        Assert.Null(figure.Narrow);
        Assert.Equal("3 runs; median of finished runs 20 min 00 s; 1 failed.", figure.Caption);
        Assert.Equal(["Run#", "Status", "Start", "Duration"], figure.Numbers.Columns.Names());
        // Times are local, an hour ahead.
        Assert.Equal(
            [
                "1|Finished|2026-03-01 03:00:00|10 min 00 s",
                "2|Failed|2026-03-01 04:00:00|20 min 00 s",
                "3|Finished|2026-03-01 05:00:00|30 min 00 s",
            ],
            figure.Numbers.Lines());

        var svg = figure.Drawing();
        Assert.Equal("0 0 470 220", (string?)svg.Attribute("viewBox"));
        Assert.Equal("Durations of the task's runs over time", (string?)svg.Attribute("aria-label"));
        Assert.Equal(
            ["Run 1: Finished, 2026-03-01 03:00:00, 10 min 00 s", "Run 3: Finished, 2026-03-01 05:00:00, 30 min 00 s"],
            svg.ToolTips("f-finished"));
        Assert.All(svg.OfClass("f-finished"), mark => Assert.Equal((3.5, 3.5), (mark.Number("rx"), mark.Number("ry"))));
        // A cross is made of two lines.
        Assert.Equal(2, svg.OfClass("s-failed").Count());
        Assert.All(svg.ToolTips("s-failed"), tip => Assert.Equal("Run 2: Failed, 2026-03-01 04:00:00, 20 min 00 s", tip));
        var median = Assert.Single(svg.OfClass("s-median"));
        Assert.NotNull(median.Attribute("stroke-dasharray"));
        var heights = median.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',')[1]).Distinct();
        Assert.Equal(Middle(svg.OfClass("f-finished").Select(mark => mark.Number("cy"))),
            double.Parse(Assert.Single(heights), CultureInfo.InvariantCulture), 0.11);
        Assert.Equal(3, Assert.Single(svg.OfClass("s-line")).Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal(["03:00", "03:30", "04:00", "04:30", "05:00"], svg.Texts("f-muted").Where(text => text.Contains(':')));
        Assert.Equal(["0 s", "10 min", "20 min", "30 min"], svg.Texts("f-muted").Where(text => !text.Contains(':')));
    }

    [Fact]
    public void Without_a_finished_run_there_is_no_median()
    {
        var figure = Assert.Single(DurationFigure.Of(Models.Of(
            Models.Run(1, "a", 0, 10, RunStatus.Stopped), Models.Run(2, "a", 60, 20, RunStatus.Abandoned))));
        Assert.Equal("2 runs; none finished.", figure.Caption);
        Assert.Empty(figure.Drawing().OfClass("s-median"));
    }

    [Fact]
    public void Runs_with_errors_are_counted_apart_and_their_time_is_that_of_finished_ones()
    {
        var figure = Assert.Single(DurationFigure.Of(Models.Of(
            Models.Run(1, "a", 0, 10), Models.Run(2, "a", 60, 20, RunStatus.FinishedWithErrors), Models.Run(3, "a", 120, 30),
            Models.Run(4, "a", 180, 40, RunStatus.Finished, Models.Step("s", 180, 1, StepStatus.Failed, "caught")))));
        Assert.Equal("4 runs; median of finished runs 25 min 00 s; 2 finished with errors.", figure.Caption);
        Assert.Equal(["Finished", "Finished with errors", "Finished", "Finished with errors"], figure.Numbers.Rows.Select(row => row[1]));
        // Triangles that point down.
        Assert.Equal(2, figure.Drawing().OfClass("f-finishedwitherrors").Count(mark => mark.Name == "polygon"));
    }

    [Fact]
    public void Only_the_newest_runs_are_drawn()
    {
        var runs = Enumerable.Range(0, ReportLimits.DurationRuns + 5).Select(i => Models.Run(i, "a", i, 1)).ToArray();
        var figure = Assert.Single(DurationFigure.Of(Models.Of(runs)));
        Assert.Equal("The newest 100 of 105 runs; median of finished runs 1 min 00 s.", figure.Caption);
        Assert.Equal(100, figure.Numbers.Rows.Count);
        Assert.Equal("5", figure.Numbers.Rows[0][0]);
    }

    [Fact]
    public void Tasks_with_the_most_runs_come_first_and_the_rest_is_left_out()
    {
        var runs = Enumerable.Range(0, ReportLimits.DurationTasks + 3)
            .SelectMany(task => Enumerable.Range(0, 2 + task).Select(i => Models.Run(i, $"task{task}", i, 1)))
            .ToArray();
        var model = Models.Of(runs);
        Assert.Equal(ReportLimits.DurationTasks + 3, DurationFigure.Tasks(model).Count());
        Assert.Equal(
            Enumerable.Range(3, ReportLimits.DurationTasks).Reverse().Select(task => $"task{task}"),
            DurationFigure.Of(model).Select(figure => figure.Heading));
    }

    private static double Middle(System.Collections.Generic.IEnumerable<double> values) => (values.Min() + values.Max()) / 2;
}

using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class NumberFigureTests
{
    [Fact]
    public void A_single_number_has_no_figure() => Assert.Empty(NumberFigure.Of(Model(Series("n", 1, Point(0, 1, 5, 5, 5)))));

    [Fact]
    public void Each_number_is_a_mark()
    {
        var figure = Assert.Single(NumberFigure.Of(Model(Series("files", 2, Point(0, 1, 5, 5, 5), Point(60, 1, 7.5, 7.5, 7.5)))));
        Assert.Equal("files of backup", figure.Heading);
        Assert.Null(figure.Narrow);
        Assert.Equal("2 numbers.", figure.Caption);
        Assert.Equal(["Time", "Number#"], figure.Numbers.Columns.Names());
        Assert.Equal(["2026-03-01 03:00:00|5", "2026-03-01 04:00:00|7.5"], figure.Numbers.Lines());
        var svg = figure.Drawing();
        Assert.Equal("0 0 470 200", (string?)svg.Attribute("viewBox"));
        Assert.Equal("The number over time", (string?)svg.Attribute("aria-label"));
        Assert.Equal(["2026-03-01 03:00:00: 5", "2026-03-01 04:00:00: 7.5"], svg.ToolTips("f-line"));
        Assert.Empty(svg.OfClass("f-range"));
        var marks = svg.OfClass("f-line").ToList();
        Assert.True(marks[0].Number("cx") < marks[1].Number("cx"));
        Assert.True(marks[0].Number("cy") > marks[1].Number("cy"));
    }

    [Fact]
    public void Grouped_numbers_have_a_mean_and_a_range()
    {
        var figure = Assert.Single(NumberFigure.Of(Model(Series("n", 1500, Point(0, 1499, 1, 2.5, 10), Point(60, 1, 3, 3, 3)))));
        Assert.Equal("1,500 numbers in 2 periods: the mean of each, and the range from lowest to highest.", figure.Caption);
        Assert.Equal(["From", "Numbers#", "Lowest#", "Mean#", "Highest#"], figure.Numbers.Columns.Names());
        Assert.Equal(["2026-03-01 03:00:00|1,499|1|2.5|10", "2026-03-01 04:00:00|1|3|3|3"], figure.Numbers.Lines());
        var svg = figure.Drawing();
        Assert.Equal(["2026-03-01 03:00:00: 2.5, mean of 1,499 from 1 to 10", "2026-03-01 04:00:00: 3"], svg.ToolTips("f-line"));
        var corners = Assert.Single(svg.OfClass("f-range")).Attribute("points")!.Value.Split(' ').Distinct().ToList();
        Assert.Equal(3, corners.Count);
    }

    [Fact]
    public void Series_with_one_number_and_those_beyond_the_limit_are_left_out()
    {
        var model = Model([.. Enumerable.Range(0, ReportLimits.NumberFigures + 4)
            .Select(i => Series($"key{i}", i == 0 ? 1 : 2, Point(0, 1, 1, 1, 1), Point(1, 1, 2, 2, 2)))]);
        Assert.Equal(ReportLimits.NumberFigures + 3, NumberFigure.Series(model).Count());
        Assert.Equal(
            Enumerable.Range(1, ReportLimits.NumberFigures).Select(i => $"key{i} of backup"),
            NumberFigure.Of(model).Select(figure => figure.Heading));
    }

    private static ReportModel Model(params NumberSeries[] numbers) => new(Models.Scope) { Numbers = numbers };

    private static NumberSeries Series(string key, long count, params NumberPoint[] points) => new("backup", key, count, points);

    private static NumberPoint Point(double minute, long count, double min, double mean, double max) =>
        new(Sample.Start.AddMinutes(minute), count, min, mean, max);
}

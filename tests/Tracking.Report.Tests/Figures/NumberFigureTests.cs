using System.Linq;
using System.Text.RegularExpressions;
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
            .Select(i => i == 0 ? Series("key0", 1, Point(0, 1, 1, 1, 1))
                : Series($"key{i}", 2, Point(0, 1, 1, 1, 1), Point(1, 1, 2, 2, 2)))]);
        Assert.Equal(ReportLimits.NumberFigures + 3, NumberFigure.Series(model).Count());
        Assert.Equal(
            Enumerable.Range(1, ReportLimits.NumberFigures).Select(i => $"key{i} of backup"),
            NumberFigure.Of(model).Select(figure => figure.Heading));
    }

    [Fact]
    public void Each_line_has_a_look_of_its_own_and_is_named()
    {
        var figure = Assert.Single(NumberFigure.Of(Model(new NumberSeries("import", "rows",
        [
            new("load/b", null, 2, [Point(0, 1, 5, 5, 5), Point(60, 1, 7, 7, 7)]),
            new("load/a", null, 2, [Point(30, 1, 1, 1, 1), Point(90, 1, 2, 2, 2)]),
        ]))));
        Assert.Equal("4 numbers in 2 lines.", figure.Caption);
        Assert.Equal(["load/a", "load/b"], figure.Legend.Select(line => line.Name));
        Assert.Equal(["s-line", "s-line2"], figure.Legend.Select(line => Regex.Match(line.Svg, "s-line\\d?").Value));
        Assert.Equal(["Line", "Time", "Number#"], figure.Numbers.Columns.Names());
        Assert.Equal(
            [
                "load/a|2026-03-01 03:30:00|1", "load/a|2026-03-01 04:30:00|2",
                "load/b|2026-03-01 03:00:00|5", "load/b|2026-03-01 04:00:00|7",
            ],
            figure.Numbers.Lines());
        var svg = figure.Drawing();
        Assert.Equal(["load/a, 2026-03-01 03:30:00: 1", "load/a, 2026-03-01 04:30:00: 2"], svg.ToolTips("f-line"));
        Assert.Equal(["load/b, 2026-03-01 03:00:00: 5", "load/b, 2026-03-01 04:00:00: 7"], svg.ToolTips("f-line2"));
        // No line leads from the numbers of one step to those of another.
        Assert.Equal([2, 2], svg.Elements().Where(element => element.Name == "polyline" && !HasGrid(element))
            .Select(line => line.Attribute("points")!.Value.Split(' ').Distinct().Count()));
        Assert.All(svg.Elements().Where(element => element.Attribute("cx") != null), mark => Assert.InRange(mark.Number("cx"), 60, 426));
    }

    [Fact]
    public void Lines_without_room_and_single_numbers_are_named()
    {
        var lines = Enumerable.Range(0, 19).Select(i => Line($"s{i:00}", i == 0 ? 1 : i is 7 or 9 ? 3 : 2)).Append(Level("level"));
        var figure = Assert.Single(NumberFigure.Of(Model(new NumberSeries("backup", "n", [.. lines]) { HasMoreLines = true })));
        Assert.Equal(["s07", "s09", "s01", "s02", "s03", "s04"], figure.Legend.Select(line => line.Name));
        Assert.Equal(
            "14 numbers in 6 lines; where there are many, a mark is the mean of a period. "
            + "Not drawn: level, s00, s05, s06, s08, s10, s11, s12, s13, s14 and 4 others. "
            + "There are more steps and hosts, which were not read.", figure.Caption);
        Assert.Equal(["Line", "From", "Numbers#", "Lowest#", "Mean#", "Highest#"], figure.Numbers.Columns.Names());
    }

    [Theory]
    [InlineData(null, "2 numbers.")]
    [InlineData("load", "2 numbers, load.")]
    public void A_line_by_itself_is_named_in_the_caption(string? path, string caption)
    {
        var figure = Assert.Single(NumberFigure.Of(Model(new NumberSeries("backup", "n", [Line(path, 2) with { Host = "web1" }]))));
        Assert.Equal(caption, figure.Caption);
        Assert.Empty(figure.Legend);
    }

    [Fact]
    public void Level_lines_have_no_figure() =>
        Assert.Empty(NumberFigure.Of(Model(new NumberSeries("backup", "n", [Level("a"), Line("b", 1), Level("c")]))));

    [Fact]
    public void A_line_is_named_by_what_tells_it_from_others()
    {
        Assert.Equal(["a", "outside of steps"], Names(Line("a", 2) with { Host = "web1" }, Line(null, 2) with { Host = "WEB1" }));
        Assert.Equal(["web1", "host not on record"], Names(Line(null, 2) with { Host = "web1" }, Line(null, 2)));
        Assert.Equal(
            ["a on web1", "outside of steps on web2", "a, host not on record"],
            Names(Line("a", 2) with { Host = "web1" }, Line(null, 2) with { Host = "web2" }, Line("a", 2)));
    }

    private static System.Collections.Generic.IEnumerable<string> Names(params NumberLine[] lines) =>
        lines.Select(new NumberSeries("backup", "n", lines).NameOf);

    /// <summary>A line of one point, or of two that differ.</summary>
    private static NumberLine Line(string? path, int count) => new(path, null, count,
        count == 1 ? [Point(0, 1, 1, 1, 1)] : [Point(0, count - 1, 1, 1, 1), Point(60, 1, 2, 2, 2)]);

    private static NumberLine Level(string path) => new(path, null, 5, [Point(0, 1, 3, 3, 3), Point(60, 4, 3, 3, 3)]);

    private static bool HasGrid(System.Xml.Linq.XElement element) => element.Attribute("class")!.Value.Contains("s-grid");

    private static ReportModel Model(params NumberSeries[] numbers) => new(Models.Scope) { Numbers = numbers };

    private static NumberSeries Series(string key, long count, params NumberPoint[] points) =>
        new("backup", key, [new(null, null, count, points)]);

    private static NumberPoint Point(double minute, long count, double min, double mean, double max) =>
        new(Sample.Start.AddMinutes(minute), count, min, mean, max);
}

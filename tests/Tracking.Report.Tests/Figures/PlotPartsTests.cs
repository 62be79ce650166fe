using System;
using System.Linq;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using Tracking.Report.Figures;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class PlotPartsTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Unspecified);

    [Theory]
    [InlineData(401 * 86400, "2026-03")]
    [InlineData(400 * 86400, "2026-03-01")]
    [InlineData(7 * 86400, "2026-03-01")]
    [InlineData(6 * 86400, "03-01 12:00")]
    [InlineData(61_000, "03-01 12:00")]
    [InlineData(60_000, "12:00")]
    [InlineData(346, "12:00")]
    [InlineData(345, "12:00:00")]
    [InlineData(6, "12:00:00")]
    [InlineData(4, "12:00:00.000")]
    [InlineData(0, "12:00:00.000")]
    public void A_time_axis_names_the_units_of_its_span(double seconds, string label) =>
        Assert.Equal(label, PlotParts.TimeAxis(Noon, Noon.AddSeconds(seconds), 360, 60).LabelFormatter(PlotParts.X(Noon)));

    [Theory]
    [InlineData(0.6, 360, 0.5)]
    [InlineData(4.9, 360, 2)]
    [InlineData(2 * 86400, 270, 172800)]
    [InlineData(2 * 86400, 900, 21600)]
    [InlineData(40 * 86400, 270, 14 * 86400)]
    [InlineData(100.0 * 365 * 86400, 270, 100.0 * 365 * 86400 / 4)]
    public void The_labels_of_a_time_axis_have_room(double seconds, double width, double step) =>
        Assert.Equal(step, PlotParts.TimeAxis(Noon, Noon.AddSeconds(seconds), width, 40).MajorStep * 86400, step / 1000);

    /// <summary>Whenever the first run began, and however long the runs took: a page that is looked at shows one case only.</summary>
    [Fact]
    public void No_label_of_a_time_axis_reaches_beyond_the_figure()
    {
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var start = Noon.AddSeconds(random.NextDouble() * 86400 * 400);
            var plot = PlotParts.NewPlot(2, 4, 2, 34);
            plot.Axes.Add(PlotParts.TimeAxis(start, start.AddSeconds(Math.Pow(10, (random.NextDouble() * 10.5) - 2)), 356, 2));
            plot.Axes.Add(PlotParts.RowAxis(1));
            var svg = XElement.Parse(SvgFigure.Write(plot, 360, 60, "An axis"));
            var labels = svg.Elements("text").Select(label => (label.Value, At: label.Number("x"))).ToList();
            Assert.NotEmpty(labels);
            foreach (var (text, at) in labels)
                Assert.InRange(at, text.Length * 3.5, 360 - (text.Length * 3.5));
        }
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(0, 1)]
    public void A_time_axis_has_room_at_both_ends(double seconds, double length)
    {
        var axis = PlotParts.TimeAxis(Noon, Noon.AddSeconds(seconds), 360, 40);
        Assert.Equal(AxisPosition.Bottom, axis.Position);
        Assert.Equal(-0.02 * length, (axis.Minimum - PlotParts.X(Noon)) * 86400, 0.001);
        Assert.Equal(1.02 * length, (axis.Maximum - PlotParts.X(Noon)) * 86400, 0.001);
        IsStyled(axis, 10);
    }

    [Theory]
    [InlineData(0, 0.001, 0.00108)]
    [InlineData(4.5, 1, 4.86)]
    [InlineData(4.6, 2, 4.968)]
    [InlineData(3600, 900, 3888)]
    [InlineData(86400, 21600, 93312)]
    [InlineData(40_000_000, 10_000_000, 43_200_000)]
    public void A_duration_axis_has_at_most_four_lines(double seconds, double step, double end)
    {
        var axis = PlotParts.DurationAxis(TimeSpan.FromSeconds(seconds));
        Assert.Equal((AxisPosition.Left, 0.0, step), (axis.Position, axis.Minimum, axis.MajorStep));
        Assert.Equal(end, axis.Maximum, end / 1e6);
        IsStyled(axis);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(2, "2 s")]
    [InlineData(2.5, "2.5 s")]
    [InlineData(1800, "30 min")]
    [InlineData(90, "1 min 30 s")]
    [InlineData(7200, "2 h")]
    [InlineData(172_800, "2 d")]
    public void A_duration_label_has_no_unit_that_is_zero(double seconds, string label) =>
        Assert.Equal(label, PlotParts.DurationAxis(TimeSpan.FromDays(1)).LabelFormatter(seconds));

    [Theory]
    [InlineData(10, 20, 9.5, 20.8)]
    [InlineData(0, 0, -0.55, 0.58)]
    [InlineData(7, 7, 3.15, 11.06)]
    [InlineData(-8, -8, -12.4, -3.36)]
    public void A_number_axis_holds_all_numbers(double min, double max, double from, double to)
    {
        var axis = PlotParts.NumberAxis(min, max);
        Assert.Equal(AxisPosition.Left, axis.Position);
        Assert.Equal(from, axis.Minimum, 1e-9);
        Assert.Equal(to, axis.Maximum, 1e-9);
        Assert.Equal("1,234.5", axis.LabelFormatter(1234.5).Replace("1234.5", "1,234.5", StringComparison.Ordinal));
        IsStyled(axis);
    }

    [Fact]
    public void Rows_and_blank_axes_are_not_drawn()
    {
        var rows = PlotParts.RowAxis(3);
        Assert.Equal((AxisPosition.Left, 0.0, 3.0, 1.0, 0.0),
            (rows.Position, rows.Minimum, rows.Maximum, rows.StartPosition, rows.EndPosition));
        Assert.False(rows.IsAxisVisible);
        var blank = PlotParts.BlankAxis(2, 5);
        Assert.Equal((AxisPosition.Bottom, 2.0, 5.0), (blank.Position, blank.Minimum, blank.Maximum));
        Assert.False(blank.IsAxisVisible);
    }

    [Fact]
    public void A_plot_has_its_margins_and_nothing_around_them()
    {
        var plot = PlotParts.NewPlot(1, 2, 3, 4);
        Assert.Equal(new OxyThickness(1, 2, 3, 4), plot.PlotMargins);
        Assert.Equal((new OxyThickness(0), new OxyThickness(0), 0.0), (plot.Padding, plot.PlotAreaBorderThickness, plot.TitlePadding));
        Assert.Equal((Ink.Text, PlotParts.FontSize), (plot.TextColor, plot.DefaultFontSize));
        Assert.False(plot.IsLegendVisible);
    }

    private static void IsStyled(Axis axis, double distance = 6)
    {
        Assert.Equal((LineStyle.Solid, LineStyle.None, TickStyle.None), (axis.MajorGridlineStyle, axis.AxislineStyle, axis.TickStyle));
        Assert.Equal((Ink.Grid, Ink.Muted, 1.0, distance, 0.0),
            (axis.MajorGridlineColor, axis.TextColor, axis.MajorGridlineThickness, axis.AxisTickToLabelDistance, axis.MinorTickSize));
    }
}

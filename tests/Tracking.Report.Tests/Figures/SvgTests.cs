using System;
using System.Linq;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Series;
using Tracking.Report.Figures;
using Tracking.Report.Page;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class SvgTests
{
    private static readonly string Shapes = Draw(shapes =>
    {
        shapes.AddBar(0, 50, 0, 50, Ink.Step, "a bar");
        shapes.AddBar(50, 50, 0, 100, Ink.OtherStep, "a narrow bar");
        shapes.AddMark(50, 50, MarkerType.Circle, 4, Ink.Line, "a mark");
        shapes.AddMark(50, 50, MarkerType.Square, 4, Ink.Line, "a square");
        shapes.AddMark(50, 50, MarkerType.Cross, 4, Ink.Of(RunStatus.Failed), "a cross");
        shapes.AddLabel(50, 50, 10, HorizontalAlignment.Left, Ink.Muted, "left <&>", "a \0 tip");
        shapes.AddLabel(50, 50, -10, HorizontalAlignment.Right, Ink.Muted, "right");
        shapes.AddLabel(50, 50, 0, HorizontalAlignment.Center, Ink.Muted, "middle");
        shapes.AddLabel(50, 50, 0, HorizontalAlignment.Center, Ink.Muted, "");
    });

    [Fact]
    public void A_figure_is_an_image_with_a_name()
    {
        var svg = XElement.Parse(Shapes);
        Assert.Equal("svg", svg.Name);
        Assert.Equal(
            ["class=plot", "viewBox=0 0 200 100", "width=200", "height=100", "role=img", "aria-label=The \uFFFD name"],
            svg.Attributes().Select(attribute => $"{attribute.Name}={attribute.Value}"));
    }

    [Theory]
    [InlineData("f-step", "<rect x=\"0\" y=\"0\" width=\"100\" height=\"50\" class=\"f-step\"><title>a bar</title></rect>")]
    [InlineData("f-step2", "<rect x=\"100\" y=\"0\" width=\"5\" height=\"100\" class=\"f-step2\"><title>a narrow bar</title></rect>")]
    [InlineData("f-line", "<ellipse cx=\"100\" cy=\"50\" rx=\"4\" ry=\"4\" class=\"f-line\"><title>a mark</title></ellipse>")]
    [InlineData("s-failed",
        "<polyline points=\"96,46 104,54\" class=\"f-none s-failed\" stroke-width=\"2\"><title>a cross</title></polyline>")]
    [InlineData("f-muted",
        "<text x=\"110\" y=\"54.2\" font-size=\"12\" class=\"f-muted\"><title>a \uFFFD tip</title>left &lt;&amp;&gt;</text>")]
    public void A_shape_has_a_class_and_a_tool_tip(string name, string expected) =>
        Assert.Equal(expected, XElement.Parse(Shapes).OfClass(name).First().ToString(SaveOptions.DisableFormatting));

    [Fact]
    public void A_label_is_anchored_where_it_is_aligned()
    {
        var labels = XElement.Parse(Shapes).OfClass("f-muted").ToList();
        Assert.Equal([null, "end", "middle"], labels.Select(label => (string?)label.Attribute("text-anchor")));
        Assert.Equal(["110", "90", "100"], labels.Select(label => (string?)label.Attribute("x")));
        // The tool tip of one label is not that of the next, and an empty one is not drawn.
        Assert.Equal(1, labels.Count(label => label.Element("title") != null));
    }

    [Fact]
    public void A_square_is_filled_and_has_no_line() =>
        Assert.Equal("f-line", (string?)XElement.Parse(Shapes).ToolTipped("a square").Attribute("class"));

    [Fact]
    public void A_plot_that_cannot_be_drawn_is_an_error_and_no_text_in_the_page()
    {
        var plot = PlotParts.NewPlot(0, 0, 0, 0);
        plot.Axes.Add(PlotParts.BlankAxis(0, 1));
        plot.Axes.Add(PlotParts.RowAxis(1));
        plot.Series.Add(new BrokenSeries());
        var error = Assert.Throws<InvalidOperationException>(() => SvgFigure.Write(plot, 10, 10, "x"));
        Assert.Equal("A figure of the report could not be drawn.", error.Message);
        Assert.NotNull(error.InnerException);
    }

    [Theory]
    [InlineData(RunStatus.Finished, "finished", "barfinished", "●", MarkerType.Circle)]
    [InlineData(RunStatus.Running, "running", "barrunning", "◆", MarkerType.Diamond)]
    [InlineData(RunStatus.Stopped, "stopped", "barstopped", "■", MarkerType.Square)]
    [InlineData(RunStatus.Failed, "failed", "barfailed", "✕", MarkerType.Cross)]
    [InlineData(RunStatus.Abandoned, "abandoned", "barabandoned", "▲", MarkerType.Triangle)]
    [InlineData(RunStatus.FinishedWithErrors, "finishedwitherrors", "barfinishedwitherrors", "▼", MarkerType.Custom)]
    [InlineData(RunStatus.Open, "open", "baropen", "+", MarkerType.Plus)]
    [InlineData(RunStatus.Unknown, "unknown", "barunknown", "*", MarkerType.Star)]
    public void A_status_has_an_ink_a_symbol_and_a_shape(RunStatus status, string ink, string bar, string symbol, MarkerType shape)
    {
        Assert.Equal((ink, bar), (Ink.NameOf(Ink.Of(status)), Ink.NameOf(Ink.BarOf(status))));
        Assert.Equal((symbol, shape), (StatusMark.SymbolOf(status), StatusMark.ShapeOf(status)));
    }

    [Fact]
    public void Every_status_has_signs_of_its_own_and_the_style_sheet_knows_its_colours()
    {
        var statuses = Enum.GetValues<RunStatus>();
        Assert.Equal(statuses.Length, statuses.Select(StatusMark.SymbolOf).Distinct().Count());
        Assert.Equal(statuses.Length, statuses.Select(StatusMark.ShapeOf).Distinct().Count());
        var style = PageAsset.Style.Text;
        Assert.All(statuses, status =>
        {
            var (ink, bar) = (Ink.NameOf(Ink.Of(status)), Ink.NameOf(Ink.BarOf(status)));
            foreach (var rule in new[] { $".f-{ink}", $".s-{ink} {{", $".status-{ink} {{", $".f-{bar} {{" })
                Assert.Contains(rule, style, StringComparison.Ordinal);
            // In light, in dark and on paper.
            Assert.Equal(3, style.Split($"--{ink}: #").Length - 1);
        });
        Assert.All(Enum.GetValues<StepStatus>(), status =>
            Assert.Contains($".f-{Ink.NameOf(StepInk.Of(status))} {{", style, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RunStatus.FinishedWithErrors, "Finished with errors")]
    [InlineData(RunStatus.Open, "Open")]
    public void A_status_has_a_name_for_readers(RunStatus status, string name) => Assert.Equal(name, StatusMark.NameOf(status));

    [Fact]
    public void A_mark_of_lines_has_lines_and_a_triangle_can_point_down()
    {
        var svg = XElement.Parse(Draw(shapes =>
        {
            shapes.AddMark(50, 50, MarkerType.Plus, 4, Ink.Line, "plus");
            shapes.AddMark(50, 50, MarkerType.Star, 4, Ink.Text, "star");
            shapes.AddMark(50, 50, MarkerType.Custom, 4, Ink.Median, "down");
        }));
        Assert.Equal(2, svg.OfClass("s-line").Count(line => (string?)line.Attribute("stroke-width") == "2"));
        Assert.Equal(4, svg.OfClass("s-text").Count(line => (string?)line.Attribute("stroke-width") == "2"));
        var down = svg.ToolTipped("down");
        Assert.Equal(("polygon", "96,47.7 104,47.7 100,54.6"), (down.Name.LocalName, (string?)down.Attribute("points")));
    }

    [Fact]
    public void Heat_has_six_levels()
    {
        for (var level = 0; level <= Ink.MaxHeat; level++)
            Assert.Equal(($"heat{level}", $"heattext{level}"), (Ink.NameOf(Ink.Heat(level)), Ink.NameOf(Ink.HeatText(level))));
        Assert.Null(Ink.NameOf(OxyColors.Transparent));
    }

    private static string Draw(Action<ShapeSeries> draw)
    {
        var plot = PlotParts.NewPlot(0, 0, 0, 0);
        plot.Axes.Add(PlotParts.BlankAxis(0, 100));
        plot.Axes.Add(PlotParts.RowAxis(100));
        var shapes = new ShapeSeries();
        draw(shapes);
        plot.Series.Add(shapes);
        return SvgFigure.Write(plot, 200, 100, "The \0 name");
    }

    private sealed class BrokenSeries : XYAxisSeries
    {
        public override void Render(IRenderContext rc) => throw new NotSupportedException();
    }
}

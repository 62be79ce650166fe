using System;
using System.Collections.Generic;
using OxyPlot;
using OxyPlot.Series;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>Bars, marks and labels, each with a tool tip of its own.</summary>
internal sealed class ShapeSeries : XYAxisSeries
{
    /// <summary>In pixels; a narrower bar could not be seen.</summary>
    private const double MinBarWidth = 5;

    /// <summary>The characters of a name for which a row has room.</summary>
    private const int RowLabelLength = 19;

    /// <summary>The characters of a name for which there is room above a row of a narrow figure.</summary>
    private const int AboveLength = 30;

    /// <summary>OxyPlot's triangle upside down: the shape that is not one of its own.</summary>
    private static readonly ScreenPoint[] PointingDown = [new(-1, -0.58), new(1, -0.58), new(0, 1.15)];

    private readonly List<Bar> _bars = [];
    private readonly List<Mark> _marks = [];
    private readonly List<Label> _labels = [];

    /// <summary>Adds a bar between edges in the plot's units.</summary>
    public void AddBar(double left, double right, double top, double bottom, OxyColor fill, string toolTip) =>
        _bars.Add(new(left, right, top, bottom, fill, toolTip));

    /// <summary>Adds a mark; its size is in pixels.</summary>
    public void AddMark(double x, double y, MarkerType shape, double size, OxyColor ink, string toolTip) =>
        _marks.Add(new(x, y, shape, size, ink, toolTip));

    /// <summary>Adds a text; <paramref name="shift"/> is in pixels to the right.</summary>
    public void AddLabel(
        double x, double y, double shift, HorizontalAlignment alignment, OxyColor ink, string text, string? toolTip = null) =>
        _labels.Add(new(x, y, shift, alignment, ink, text, toolTip));

    /// <summary>Adds a name to the left of a row: as much of it as there is room for, with the rest in the tool tip.</summary>
    public void AddRowLabel(double x, double row, string name) => AddLabel(
        x, row + 0.5, -10, HorizontalAlignment.Right, Ink.Text, ReportText.OneLine(name, RowLabelLength),
        ReportText.Shorten(name, ReportLimits.Message));

    /// <summary>Adds a name above a row, of which a narrow screen has room for so many characters.</summary>
    public void AddLabelAbove(double x, double y, string name) => AddLabel(
        x, y, 0, HorizontalAlignment.Left, Ink.Text, ReportText.OneLine(name, AboveLength), ReportText.Shorten(name, ReportLimits.Message));

    /// <summary>Draws a mark at a place in pixels.</summary>
    public static void DrawMark(IRenderContext rc, ScreenPoint at, MarkerType shape, double size, OxyColor ink)
    {
        // Some shapes are made of lines, the others are filled.
        var thickness = shape is MarkerType.Cross or MarkerType.Plus or MarkerType.Star ? 2 : 0;
        rc.DrawMarker(at, shape, PointingDown, size, ink, ink, thickness, EdgeRenderingMode.Adaptive);
    }

    public override void Render(IRenderContext rc)
    {
        foreach (var bar in _bars)
        {
            rc.SetToolTip(bar.ToolTip);
            var left = XAxis.Transform(bar.Left);
            var width = Math.Max(XAxis.Transform(bar.Right) - left, MinBarWidth);
            var top = YAxis.Transform(bar.Top);
            var area = new OxyRect(left, top, width, YAxis.Transform(bar.Bottom) - top);
            rc.DrawRectangle(area, bar.Fill, OxyColors.Undefined, 0, EdgeRenderingMode.Adaptive);
        }
        foreach (var mark in _marks)
        {
            rc.SetToolTip(mark.ToolTip);
            var at = new ScreenPoint(XAxis.Transform(mark.X), YAxis.Transform(mark.Y));
            DrawMark(rc, at, mark.Shape, mark.Size, mark.Ink);
        }
        foreach (var label in _labels)
        {
            rc.SetToolTip(label.ToolTip!);
            var at = new ScreenPoint(XAxis.Transform(label.X) + label.Shift, YAxis.Transform(label.Y));
            rc.DrawText(
                at, label.Text, label.Ink, null, PlotParts.FontSize, FontWeights.Normal, 0, label.Alignment, VerticalAlignment.Middle);
        }
        rc.SetToolTip(null!);
    }

    private sealed record Bar(double Left, double Right, double Top, double Bottom, OxyColor Fill, string ToolTip);

    private sealed record Mark(double X, double Y, MarkerType Shape, double Size, OxyColor Ink, string ToolTip);

    private sealed record Label(
        double X, double Y, double Shift, HorizontalAlignment Alignment, OxyColor Ink, string Text, string? ToolTip);
}

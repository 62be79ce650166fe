using System;
using System.Collections.Generic;
using OxyPlot;
using OxyPlot.Series;

namespace Tracking.Report.Figures;

/// <summary>Bars, marks and labels, each with a text of its own that is shown when the pointer rests on it.</summary>
internal sealed class ShapeSeries : XYAxisSeries
{
    /// <summary>What is narrower would not be seen.</summary>
    private const double LeastWidth = 5;

    private readonly List<Bar> _bars = [];
    private readonly List<Sign> _signs = [];
    private readonly List<Label> _labels = [];

    /// <summary>A bar from one place to another; its edges in parts of the plot's units.</summary>
    public void AddBar(double left, double right, double top, double bottom, OxyColor fill, string toolTip) => _bars.Add(new(left, right, top, bottom, fill, toolTip));

    /// <summary>A mark.</summary>
    public void AddSign(double x, double y, MarkerType shape, double size, OxyColor ink, string toolTip) => _signs.Add(new(x, y, shape, size, ink, toolTip));

    /// <summary>A text at a place of the plot; <paramref name="shift"/> is in pixels.</summary>
    public void AddLabel(double x, double y, double shift, HorizontalAlignment alignment, OxyColor ink, string text, string? toolTip = null) => _labels.Add(new(x, y, shift, alignment, ink, text, toolTip));

    public override void Render(IRenderContext rc)
    {
        foreach (var bar in _bars)
        {
            rc.SetToolTip(bar.ToolTip);
            var left = XAxis.Transform(bar.Left);
            var width = Math.Max(XAxis.Transform(bar.Right) - left, LeastWidth);
            var top = YAxis.Transform(bar.Top);
            rc.DrawRectangle(new OxyRect(left, top, width, YAxis.Transform(bar.Bottom) - top), bar.Fill, OxyColors.Undefined, 0, EdgeRenderingMode.Adaptive);
        }
        foreach (var sign in _signs)
        {
            rc.SetToolTip(sign.ToolTip);
            // A cross is made of lines, the other shapes are filled.
            rc.DrawMarker(new ScreenPoint(XAxis.Transform(sign.X), YAxis.Transform(sign.Y)), sign.Shape, null, sign.Size, sign.Ink, sign.Ink, sign.Shape == MarkerType.Cross ? 2 : 0, EdgeRenderingMode.Adaptive);
        }
        foreach (var label in _labels)
        {
            rc.SetToolTip(label.ToolTip!);
            var at = new ScreenPoint(XAxis.Transform(label.X) + label.Shift, YAxis.Transform(label.Y));
            rc.DrawText(at, label.Text, label.Ink, null, Plot.FontSize, FontWeights.Normal, 0, label.Alignment, VerticalAlignment.Middle);
        }
        rc.SetToolTip(null!);
    }

    private sealed record Bar(double Left, double Right, double Top, double Bottom, OxyColor Fill, string ToolTip);

    private sealed record Sign(double X, double Y, MarkerType Shape, double Size, OxyColor Ink, string ToolTip);

    private sealed record Label(double X, double Y, double Shift, HorizontalAlignment Alignment, OxyColor Ink, string Text, string? ToolTip);
}

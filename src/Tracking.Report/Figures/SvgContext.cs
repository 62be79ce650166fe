using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml;
using OxyPlot;

namespace Tracking.Report.Figures;

/// <summary>
/// Draws a plot as SVG whose elements have classes and no style of their own. OxyPlot's own SVG has its colours and fonts in style
/// attributes: those would be black on black in dark mode, and a page that allows them cannot forbid injected ones.
/// </summary>
internal sealed class SvgContext(XmlWriter svg) : RenderContextBase
{
    private string? _toolTip;
    private int _clips;

    public override int ClipCount => _clips;

    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[]? dashArray,
        LineJoin lineJoin)
    {
        svg.WriteStartElement("polyline");
        svg.WriteAttributeString("points", PointsOf(points));
        End(OxyColors.Undefined, stroke, thickness, dashArray);
    }

    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[]? dashArray, LineJoin lineJoin)
    {
        svg.WriteStartElement("polygon");
        svg.WriteAttributeString("points", PointsOf(points));
        End(fill, stroke, thickness, dashArray);
    }

    public override void DrawRectangle(OxyRect rect, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode)
    {
        svg.WriteStartElement("rect");
        Write("x", rect.Left);
        Write("y", rect.Top);
        Write("width", rect.Width);
        Write("height", rect.Height);
        End(fill, stroke, thickness, null);
    }

    public override void DrawEllipse(OxyRect rect, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode)
    {
        svg.WriteStartElement("ellipse");
        Write("cx", rect.Center.X);
        Write("cy", rect.Center.Y);
        Write("rx", rect.Width / 2);
        Write("ry", rect.Height / 2);
        End(fill, stroke, thickness, null);
    }

    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotate,
        HorizontalAlignment halign, VerticalAlignment valign, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text))
            return;
        svg.WriteStartElement("text");
        Write("x", p.X);
        // The baseline, which every browser and printer places alike: letters rise 0.7 of their size above it.
        Write("y", p.Y + (fontSize * valign switch { VerticalAlignment.Top => 0.85, VerticalAlignment.Middle => 0.35, _ => -0.15 }));
        Write("font-size", fontSize);
        if (halign != HorizontalAlignment.Left)
            svg.WriteAttributeString("text-anchor", halign == HorizontalAlignment.Center ? "middle" : "end");
        svg.WriteAttributeString("class", "f-" + Ink.NameOf(fill));
        WriteToolTip();
        svg.WriteString(ReportText.Clean(text));
        svg.WriteEndElement();
    }

    /// <summary>An estimate: no font is known here, and the margins of all figures are fixed.</summary>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text) ? OxySize.Empty : new(text.Length * fontSize * 0.55, fontSize * 1.2);

    public override void SetToolTip(string? text) => _toolTip = text;

    /// <summary>Clips nothing: nothing is drawn outside the axes, which are as long as the data.</summary>
    public override void PushClip(OxyRect clippingRectangle) => _clips++;

    public override void PopClip() => _clips--;

    private static string PointsOf(IList<ScreenPoint> points) =>
        string.Join(" ", points.Select(point => Text(point.X) + "," + Text(point.Y)));

    private static string Text(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private void Write(string attribute, double number) => svg.WriteAttributeString(attribute, Text(number));

    private void End(OxyColor fill, OxyColor stroke, double thickness, double[]? dashArray)
    {
        var line = thickness > 0 ? Ink.NameOf(stroke) : null;
        string?[] classes = [Ink.NameOf(fill) is { } area ? "f-" + area : "f-none", line == null ? null : "s-" + line];
        svg.WriteAttributeString("class", string.Join(" ", classes.Where(name => name != null)));
        if (line != null && thickness != 1)
            Write("stroke-width", thickness);
        if (line != null && dashArray != null)
            svg.WriteAttributeString("stroke-dasharray", string.Join(",", dashArray.Select(Text)));
        WriteToolTip();
        svg.WriteEndElement();
    }

    private void WriteToolTip()
    {
        if (_toolTip != null)
            svg.WriteElementString("title", ReportText.Clean(_toolTip));
    }
}

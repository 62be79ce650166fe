using System;
using System.Globalization;
using System.Text;
using System.Xml;
using OxyPlot;

namespace Tracking.Report.Figures;

/// <summary>Writes a plot as an SVG element for a page.</summary>
internal static class SvgFigure
{
    private static readonly XmlWriterSettings Settings =
        new() { ConformanceLevel = ConformanceLevel.Fragment, OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None };

    /// <param name="plot">The plot.</param>
    /// <param name="width">Its width in pixels, at which its text can be read.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="name">Its accessible name.</param>
    /// <param name="kind">Its class in the style sheet.</param>
    public static string Write(PlotModel plot, int width, int height, string name, string kind = "plot")
    {
        var text = new StringBuilder();
        using (var svg = XmlWriter.Create(text, Settings))
        {
            svg.WriteStartElement("svg");
            svg.WriteAttributeString("class", kind);
            svg.WriteAttributeString("viewBox", string.Format(CultureInfo.InvariantCulture, "0 0 {0} {1}", width, height));
            svg.WriteAttributeString("width", width.ToString(CultureInfo.InvariantCulture));
            svg.WriteAttributeString("height", height.ToString(CultureInfo.InvariantCulture));
            svg.WriteAttributeString("role", "img");
            svg.WriteAttributeString("aria-label", ReportText.Clean(name));
            Render(plot, new SvgContext(svg), new OxyRect(0, 0, width, height));
            svg.WriteEndElement();
        }
        return text.ToString();
    }

    /// <summary>A short piece of a line with its mark, for a legend.</summary>
    public static string Sample(OxyColor ink, MarkerType shape)
    {
        var text = new StringBuilder();
        using (var svg = XmlWriter.Create(text, Settings))
        {
            svg.WriteStartElement("svg");
            svg.WriteAttributeString("viewBox", "0 0 22 12");
            svg.WriteAttributeString("aria-hidden", "true");
            var context = new SvgContext(svg);
            context.DrawLine([new(0, 6), new(22, 6)], ink, 1.5, EdgeRenderingMode.Adaptive, null, LineJoin.Miter);
            ShapeSeries.DrawMark(context, new ScreenPoint(11, 6), shape, 3.5, ink);
            svg.WriteEndElement();
        }
        return text.ToString();
    }

    private static void Render(IPlotModel plot, SvgContext context, OxyRect area)
    {
        plot.Update(true);
        plot.Render(context, area);
        // OxyPlot draws an exception as text.
        if (((PlotModel)plot).GetLastPlotException() is { } error)
            throw new InvalidOperationException("A figure of the report could not be drawn.", error);
    }
}

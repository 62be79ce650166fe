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

    private static void Render(IPlotModel plot, SvgContext context, OxyRect area)
    {
        plot.Update(true);
        plot.Render(context, area);
        // OxyPlot draws an exception as text.
        if (((PlotModel)plot).GetLastPlotException() is { } error)
            throw new InvalidOperationException("A figure of the report could not be drawn.", error);
    }
}

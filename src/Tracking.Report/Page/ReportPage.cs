using System;
using System.IO;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>
/// Writes a report as one HTML page that stands alone: it needs no network and no server, and no script to show its content.
/// </summary>
public static class ReportPage
{
    private static readonly Action<TextWriter, ReportModel>[] Sections =
    [
        FailureSection.Write,
        HeaderSection.WriteCounts,
        MatrixSection.Write,
        StorySection.Write,
        FigureSections.WriteTimeline,
        TaskSection.Write,
        FigureSections.WriteDurations,
        FigureSections.WriteActivity,
        FigureSections.WriteNumbers,
        TrackSection.Write,
    ];

    /// <summary>The patterns of bars, which tell one status from another where colours do not.</summary>
    private static readonly string Patterns = "<svg class=\"defs\" aria-hidden=\"true\"><defs>"
        + Pattern("failed", "<path class=\"f-paper\" d=\"M0 0h2v6h-2z\"/>", " patternTransform=\"rotate(45)\"")
        + Pattern("abandoned", "<circle class=\"f-paper\" cx=\"3\" cy=\"3\" r=\"1.3\"/>", "")
        + Pattern("running", "<path class=\"f-paper\" d=\"M0 0h1.5v6h-1.5z\"/>", "")
        + Pattern("finishedwitherrors", "<path class=\"f-paper\" d=\"M0 0h1.5v6h-1.5z\"/>", " patternTransform=\"rotate(-45)\"")
        + Pattern("open", "<path class=\"f-paper\" d=\"M1.5 1.5h4.5v4.5h-4.5z\"/>", "")
        + Pattern("unknown", "<path class=\"f-paper\" d=\"M0 0h3v3h-3zM3 3h3v3h-3z\"/>", "")
        + "</defs></svg>\n";

    /// <summary>Writes the page.</summary>
    /// <param name="model">The content of the report.</param>
    /// <param name="page">Where the page is written to.</param>
    /// <param name="meter">Receives how much is done, and ends the work when it is cancelled; null when nobody asks.</param>
    public static void Write(ReportModel model, TextWriter page, ProgressMeter? meter = null)
    {
        if (model == null)
            throw new ArgumentNullException(nameof(model));
        if (page == null)
            throw new ArgumentNullException(nameof(page));
        WriteHead(page, model.Scope.Title);
        HeaderSection.Write(page, model);
        page.Write("<main>\n");
        if (model.Span == null)
            WriteNothing(page, model);
        else
            WriteSections(page, model, meter);
        page.Write("</main>\n<footer><p class=\"muted\">Written by Export-TrackReport. ");
        page.Write("The page loads nothing from any server.</p></footer>\n");
        page.Write($"<script>{PageAsset.Script.Text}</script>\n</body>\n</html>\n");
    }

    private static void WriteSections(TextWriter page, ReportModel model, ProgressMeter? meter)
    {
        for (var i = 0; i < Sections.Length; i++)
        {
            meter?.Report(i / (double)Sections.Length);
            Sections[i](page, model);
        }
    }

    private static void WriteHead(TextWriter page, string title)
    {
        page.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        page.Write($"style-src {PageAsset.Style.Source}; script-src {PageAsset.Script.Source}; base-uri 'none'; form-action 'none'\">\n");
        page.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Write("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        page.Write($"<title>{Html.Text(ReportText.Shorten(title, ReportLimits.Preview))}</title>\n");
        page.Write($"<style>{PageAsset.Style.Text}</style>\n</head>\n<body>\n");
        page.Write(Patterns);
    }

    private static void WriteNothing(TextWriter page, ReportModel model)
    {
        var advice = model.Scope.Question == null ? "Nothing has been saved here yet." : "Ask for more tasks, or for a longer period.";
        page.Write("<section aria-labelledby=\"nothing\"><h2 id=\"nothing\">Nothing to show</h2>");
        page.Write($"<p>No track and no run was found. {advice}</p></section>\n");
        HeaderSection.WriteCounts(page, model);
    }

    private static string Pattern(string status, string over, string transform) =>
        $"<pattern id=\"bar-{status}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"{transform}>"
        + $"<path class=\"f-{status}\" d=\"M0 0h6v6h-6z\"/>{over}</pattern>";
}

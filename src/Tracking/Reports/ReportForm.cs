using System;
using System.IO;

namespace Tracking.Reports;

/// <summary>What a report is written as, by the name of its file (rule 11.8).</summary>
internal enum ReportForm
{
    /// <summary>A page.</summary>
    Html,

    /// <summary>A summary for GitHub.</summary>
    Markdown,

    /// <summary>Text for a mail.</summary>
    Text,
}

/// <summary>Finds the form of a file.</summary>
internal static class ReportForms
{
    /// <summary>Names the file to which a step of a GitHub job adds its summary; its name has no extension.</summary>
    private const string SummaryVariable = "GITHUB_STEP_SUMMARY";

    /// <param name="path">The file's path.</param>
    /// <param name="append">Whether the report is added to it.</param>
    /// <exception cref="TrackingException">TrackReportPathInvalid: nothing can be added to a page.</exception>
    public static ReportForm Of(string path, bool append)
    {
        var form = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".MD" or ".MARKDOWN" => ReportForm.Markdown,
            ".TXT" => ReportForm.Text,
            "" when append || path == Environment.GetEnvironmentVariable(SummaryVariable) => ReportForm.Markdown,
            _ => ReportForm.Html,
        };
        if (append && form == ReportForm.Html)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackReportPathInvalid,
                $"'{path}' would be a page, to which nothing can be added. -Append is for files that end in .md or .txt, or have no "
                + "extension.");
        }
        return form;
    }
}

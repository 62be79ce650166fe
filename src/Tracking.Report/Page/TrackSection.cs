using System.Globalization;
using System.IO;
using Tracking.Model;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The newest tracks, which a script sorts and filters.</summary>
internal static class TrackSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        if (model.Tracks.Count == 0)
            return;
        var rows = Rows(model, out var shown);
        page.Write("<section aria-labelledby=\"tracks\">\n<h2 id=\"tracks\">Tracks</h2>\n<p class=\"muted\">");
        page.Write(shown < model.TrackCount
            ? $"The newest {ReportText.Count(shown)} of {ReportText.Count(model.TrackCount)} tracks. "
                + "The counts and figures above cover all of them."
            : $"{ReportText.Count(shown, "track")}, newest first.");
        page.Write("</p>\n<div class=\"filter\" data-filter=\"track-table\" hidden><label for=\"filter\">Filter</label>");
        page.Write("<input id=\"filter\" type=\"search\" placeholder=\"words in a row\" autocomplete=\"off\">");
        page.Write($"<span class=\"muted\" role=\"status\">{ReportText.Count(shown, "track")}</span></div>\n");
        page.Write("<div class=\"tracks\" role=\"group\" tabindex=\"0\" aria-label=\"Tracks\"><table id=\"track-table\" data-sortable>\n");
        HtmlTable.WriteHead(page,
        [
            new("Id", true), new("Time"), new("Task"), new("Run", true), new("User"), new("Data"),
            .. HasSeveralStores(model) ? (Column[])[new("Store")] : [],
        ]);
        page.Write("<tbody>\n");
        page.Write(rows);
        page.Write("</tbody></table></div>\n</section>\n");
    }

    private static bool HasSeveralStores(ReportModel model) => model.Scope.Stores.Count > 1;

    /// <summary>The rows as markup, newest first, up to <see cref="ReportLimits.TableCharacters"/>.</summary>
    private static string Rows(ReportModel model, out int shown)
    {
        using var rows = new StringWriter(CultureInfo.InvariantCulture);
        shown = 0;
        foreach (var track in model.Tracks)
        {
            if (rows.GetStringBuilder().Length > ReportLimits.TableCharacters)
                break;
            shown++;
            rows.Write("<tr>");
            HtmlTable.WriteCell(rows, "n", TrackId.Format(track.Number));
            HtmlTable.WriteCell(rows, "t", ReportText.Time(model.Local(track.TimeUtc)));
            HtmlTable.WriteCell(rows, null, ReportText.Shorten(track.TaskId, ReportLimits.Name));
            HtmlTable.WriteCell(rows, "n", track.RunId.ToString(CultureInfo.InvariantCulture));
            HtmlTable.WriteCell(rows, null, ReportText.Shorten(track.UserName, ReportLimits.Name));
            rows.Write($"<td class=\"w\" dir=\"auto\">{Html.Text(track.Preview)}</td>");
            if (HasSeveralStores(model))
                HtmlTable.WriteCell(rows, null, ReportText.Shorten(track.Store.Name, ReportLimits.Name));
            rows.Write("</tr>\n");
        }
        return rows.ToString();
    }
}

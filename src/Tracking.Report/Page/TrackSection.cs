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
        page.Write("<section aria-labelledby=\"tracks\">\n<h2 id=\"tracks\">Tracks</h2>\n");
        page.Write(shown < model.TrackCount
            ? $"<p class=\"muted\">The newest {ReportText.Count(shown)} of {ReportText.Count(model.TrackCount)} tracks. All of them are in the counts and figures above.</p>\n"
            : $"<p class=\"muted\">{ReportText.Count(shown, "track")}, newest first.</p>\n");
        page.Write($"<div class=\"filter\" data-filter=\"track-table\" hidden><label for=\"filter\">Filter</label><input id=\"filter\" type=\"search\" placeholder=\"words that a row must have\" autocomplete=\"off\"><span class=\"muted\" role=\"status\">{ReportText.Count(shown, "track")}</span></div>\n");
        page.Write("<div class=\"tracks\" role=\"group\" tabindex=\"0\" aria-label=\"Tracks\"><table id=\"track-table\" data-sortable>\n");
        TableHtml.WriteHead(page, [new("Id", true), new("Time"), new("Task"), new("Run", true), new("User"), new("Data"), .. HasStores(model) ? (Column[])[new("Store")] : []]);
        page.Write("<tbody>\n");
        page.Write(rows);
        page.Write("</tbody></table></div>\n</section>\n");
    }

    private static bool HasStores(ReportModel model) => model.Scope.Stores.Count > 1;

    /// <summary>The rows, newest first, until there is no place for more.</summary>
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
            TableHtml.WriteCell(rows, "n", TrackId.Format(track.Number));
            TableHtml.WriteCell(rows, "t", ReportText.Time(model.Local(track.TimeUtc)));
            TableHtml.WriteCell(rows, null, ReportText.Shorten(track.TaskId, ReportLimits.Name));
            TableHtml.WriteCell(rows, "n", track.RunId.ToString(CultureInfo.InvariantCulture));
            TableHtml.WriteCell(rows, null, ReportText.Shorten(track.UserName, ReportLimits.Name));
            rows.Write($"<td class=\"w\" dir=\"auto\">{Html.Text(track.Preview)}</td>");
            if (HasStores(model))
                TableHtml.WriteCell(rows, null, ReportText.Shorten(track.Store.Name, ReportLimits.Name));
            rows.Write("</tr>\n");
        }
        return rows.ToString();
    }
}

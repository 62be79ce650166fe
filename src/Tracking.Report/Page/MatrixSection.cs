using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>Steps against the last runs of their task, and hosts against the last days: which failed when (rule 11.5).</summary>
internal static class MatrixSection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var all = ReportMatrix.Of(model);
        if (all.Count == 0)
            return;
        page.Write("<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">Which failed when</h2>\n<p class=\"muted\">");
        if (all.Count > ReportLimits.Matrices)
            page.Write($"The {ReportLimits.Matrices} most recently run of {ReportText.Count(all.Count)} tasks. ");
        page.Write("The newest stands at the right; of several runs in one cell, the worst counts.</p>\n");
        foreach (var matrix in all.Take(ReportLimits.Matrices))
            WriteMatrix(page, matrix);
        page.Write("</section>\n");
    }

    private static void WriteMatrix(TextWriter page, ReportMatrix matrix)
    {
        var name = Html.Text(ReportText.Shorten(matrix.TaskId, ReportLimits.FailureName));
        page.Write($"<h3 dir=\"auto\">{name}</h3>\n<table class=\"matrix\" aria-label=\"{name}\"><thead><tr>");
        page.Write($"<th scope=\"col\">{(matrix.IsOfHosts ? "Host" : "Step by run")}</th>");
        foreach (var column in matrix.Columns)
            page.Write($"<th scope=\"col\"><span>{Html.Text(column)}</span></th>");
        page.Write("</tr></thead>\n<tbody>\n");
        foreach (var row in matrix.Rows)
            WriteRow(page, row);
        page.Write("</tbody></table>\n");
        if (matrix.RowsLeft > 0)
            page.Write($"<p class=\"muted\">And {ReportText.Count(matrix.RowsLeft, "other row")}, those without a failure first.</p>\n");
    }

    private static void WriteRow(TextWriter page, MatrixRow row)
    {
        var name = row.IsStep ? ReportText.ShortenStart(row.Name, ReportLimits.Path) : ReportText.Shorten(row.Name, ReportLimits.Path);
        page.Write($"<tr><th scope=\"row\" dir=\"auto\">{Html.Text(name)}</th>");
        foreach (var cell in row.Cells)
            page.Write(cell == null ? "<td></td>" : Cell(cell));
        page.Write("</tr>\n");
    }

    private static string Cell(MatrixCell cell)
    {
        var (kind, symbol, name) = cell.Status is { } status
            ? ($"status-{Ink.NameOf(Ink.Of(status))}", StatusMark.SymbolOf(status), StatusMark.NameOf(status))
            : ("muted", "–", "Not run");
        return $"<td class=\"{kind}\" title=\"{name}: {Html.Text(cell.Text)}\"><span aria-hidden=\"true\">{symbol}</span>"
            + $"<span class=\"hidden\">{name}</span></td>";
    }
}

using System.Collections.Generic;
using System.IO;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>Writes tables.</summary>
internal static class HtmlTable
{
    /// <summary>Writes a figure's numbers as a table that is folded until the reader opens it.</summary>
    public static void WriteFolded(TextWriter page, Table table, string name)
    {
        page.Write("<details><summary>Numbers</summary><div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"");
        page.Write(Html.Text(name));
        page.Write("\"><table>");
        WriteHead(page, table.Columns);
        page.Write("<tbody>");
        foreach (var row in table.Rows)
            WriteRow(page, table, row);
        page.Write("</tbody></table></div></details>\n");
    }

    public static void WriteHead(TextWriter page, IReadOnlyList<Column> columns)
    {
        page.Write("<thead><tr>");
        foreach (var column in columns)
            page.Write($"<th scope=\"col\"{(column.IsNumber ? " class=\"n\"" : "")}>{Html.Text(column.Name)}</th>");
        page.Write("</tr></thead>\n");
    }

    /// <summary>Writes a cell.</summary>
    /// <param name="page">The page.</param>
    /// <param name="kind">Its class in the style sheet; null for a text from a store.</param>
    /// <param name="text">Its text, not escaped yet.</param>
    public static void WriteCell(TextWriter page, string? kind, string text) =>
        page.Write(kind == null ? $"<td dir=\"auto\">{Html.Text(text)}</td>" : $"<td class=\"{kind}\">{Html.Text(text)}</td>");

    /// <summary>A status with its symbol, as markup.</summary>
    public static string Status(RunStatus status)
    {
        var symbol = $"<span aria-hidden=\"true\">{StatusMark.SymbolOf(status)}</span>";
        return $"<span class=\"status-{Ink.NameOf(Ink.Of(status))}\">{symbol} {StatusMark.NameOf(status)}</span>";
    }

    /// <summary>The status of a step with its symbol, as markup. That it went well is said to those who do not see the symbol.</summary>
    public static string Status(ReportStep step) => step switch
    {
        { Mark: RunStatus.Finished } =>
            $"<span class=\"status-finished\"><span aria-hidden=\"true\">{StatusMark.SymbolOf(RunStatus.Finished)}</span>"
            + "<span class=\"hidden\">Completed</span></span>",
        { Mark: { } mark } =>
            $"<span class=\"status-{Ink.NameOf(Ink.Of(mark))}\"><span aria-hidden=\"true\">{StatusMark.SymbolOf(mark)}</span> "
            + $"{StatusMark.NameOf(step.Status)}</span>",
        _ => $"<span class=\"status-stopped\"><span aria-hidden=\"true\">–</span> {StatusMark.NameOf(step.Status)}</span>",
    };

    private static void WriteRow(TextWriter page, Table table, IReadOnlyList<string> cells)
    {
        page.Write("<tr>");
        for (var i = 0; i < cells.Count; i++)
            WriteCell(page, table.Columns[i].IsNumber ? "n" : null, cells[i]);
        page.Write("</tr>\n");
    }
}

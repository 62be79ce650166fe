using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Which step failed in which run, and which host on which day (rule 11.5).</summary>
public sealed class ReportMatrixTests
{
    [Fact]
    public void Steps_stand_against_the_last_runs()
    {
        var matrix = Assert.Single(Of(
            Models.Run(1, "a", 0, 9, RunStatus.Failed, Models.Step("old", 0, 1), Models.Step("copy", 1, 1, StepStatus.Failed, "e")),
            Models.Run(2, "a", 10, 9, RunStatus.Finished, Models.Step("copy", 10, 1), Models.Step("new", 11, 1)),
            Models.Run(3, "a", 20, 9, RunStatus.Abandoned, Models.Step("copy", 10, 1) with { IsCarried = true },
                Models.Step("new", 21, 1, StepStatus.Abandoned))));
        Assert.False(matrix.IsOfHosts);
        Assert.Equal(["1", "2", "3"], matrix.Columns);
        Assert.Equal(
            ["whole run: Failed Finished Abandoned", "copy: Failed Finished -", "new:  Finished Abandoned", "old: Finished  "],
            matrix.Rows.Select(Line));
        Assert.Equal("run 1, 2026-03-01 03:01:00, 1 min 00 s: e", matrix.Rows[1].Cells[0]!.Text);
    }

    [Fact]
    public void Hosts_stand_against_the_last_days_and_the_worst_run_of_a_day_counts()
    {
        ReportRun On(string host, int id, int day, RunStatus status) => Models.Run(id, "a", 1440 * day, 9, status) with { Host = host };
        var matrix = Assert.Single(Of(
            On("web2", 1, 0, RunStatus.Finished), On("web1", 2, 0, RunStatus.Failed), On("WEB1", 3, 0, RunStatus.Finished),
            On("web1", 4, 2, RunStatus.FinishedWithErrors)));
        Assert.True(matrix.IsOfHosts);
        Assert.Equal(["03-01", "03-03"], matrix.Columns);
        Assert.Equal(["web1: Failed FinishedWithErrors", "web2: Finished "], matrix.Rows.Select(Line));
        Assert.StartsWith("run 2, 2026-03-01 03:00:00, 9 min 00 s; run 3, ", matrix.Rows[0].Cells[0]!.Text);
    }

    [Theory]
    [InlineData(50, "03:00 03:50")]
    [InlineData(90, "03:00 04:00")]
    [InlineData(1440, "03-01 03-02")]
    public void Periods_are_as_long_as_the_runs_are_apart(int minutes, string columns) => Assert.Equal(
        columns,
        string.Join(' ', Assert.Single(Of(
            Models.Run(1, "a", 0, 9) with { Host = "x" }, Models.Run(2, "a", minutes, 9) with { Host = "y" })).Columns));

    [Fact]
    public void Only_ten_runs_and_forty_rows_are_shown_and_those_that_failed_are_among_them()
    {
        var runs = Enumerable.Range(1, 12).Select(i => Models.Run(i, "a", i * 10, 9, RunStatus.FinishedWithErrors,
            [.. Enumerable.Range(0, 60).Select(k => Models.Step($"s{k}", i * 10, 1, k == 59 ? StepStatus.Failed : StepStatus.Completed))]));
        var matrix = Assert.Single(Of([.. runs]));
        Assert.Equal((10, "3", "12"), (matrix.Columns.Count, matrix.Columns[0], matrix.Columns[9]));
        Assert.Equal((40, 21), (matrix.Rows.Count, matrix.RowsLeft));
        Assert.Equal(["whole run", "s0", "s59"], [matrix.Rows[0].Name, matrix.Rows[1].Name, matrix.Rows[39].Name]);
    }

    [Fact]
    public void Without_anything_to_compare_there_is_no_matrix()
    {
        Assert.Empty(Of(Models.Run(1, "a", 0, 1, RunStatus.Finished, Models.Step("s", 0, 1))));
        Assert.Empty(Of(Models.Run(1, "a", 0, 1), Models.Run(2, "a", 5, 1)));
        Assert.Equal("", Models.Written(MatrixSection.Write, Models.Of(Models.Run(1, "a", 0, 1))));
    }

    [Fact]
    public void A_cell_has_a_sign_a_word_for_those_who_do_not_see_it_and_its_error()
    {
        var section = Models.Written(MatrixSection.Write, Models.Of(
            Models.Run(1, "<a>", 0, 9, RunStatus.Failed, Models.Step("s<1>", 0, 1, StepStatus.Failed, "\"e\"")),
            Models.Run(2, "<a>", 10, 9)));
        Assert.Contains("<h3 dir=\"auto\">&lt;a&gt;</h3>\n<table class=\"matrix\" aria-label=\"&lt;a&gt;\"><thead><tr>", section);
        Assert.Contains(
            "<tr><th scope=\"row\" dir=\"auto\">s&lt;1&gt;</th><td class=\"status-failed\" title=\"Failed: run 1, 2026-03-01 03:00:00, "
            + "1 min 00 s: &quot;e&quot;\"><span aria-hidden=\"true\">✕</span><span class=\"hidden\">Failed</span></td><td></td></tr>",
            section);
        Assert.Equal(2, Regex.Count(section, "<th scope=\"col\"><span>[12]</span></th>"));
    }

    private static System.Collections.Generic.IReadOnlyList<ReportMatrix> Of(params ReportRun[] runs) => ReportMatrix.Of(Models.Of(runs));

    private static string Line(MatrixRow row) =>
        $"{row.Name}: {string.Join(' ', row.Cells.Select(cell => cell == null ? "" : cell.Status?.ToString() ?? "-"))}";
}

using System;
using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>What each section of a page says.</summary>
public sealed class SectionTests
{
    [Fact]
    public void The_header_says_what_the_report_covers()
    {
        var scope = Models.Scope with { Title = "A <b> title", Question = "tasks a*" };
        var model = Models.Of(scope, Models.Run(1, "a", 0, 5, RunStatus.Failed));
        Assert.Equal(
            "<header>\n<h1 dir=\"auto\">A &lt;b&gt; title</h1>\n<p class=\"muted\">Created 2026-03-31 03:00:00. Times are local, "
            + "UTC+01:00.</p>\n</header>\n",
            Models.Written(HeaderSection.Write, model));
        var header = Models.Written(HeaderSection.WriteCounts, model);
        Assert.Contains(
            "<p class=\"muted\">Covers <bdi>store.json</bdi> (<bdi>tasks a*</bdi>), 2026-03-01 03:00:00 to 2026-03-01 04:00:00.</p>",
            header);
        Assert.Equal(
            ["Runs 1", "Finished 0", "!Failed 1", "Abandoned 0", "Tasks 1", "Tracks 0"],
            Regex.Matches(header, "<div( class=\"bad\")?><dt>(.*?)</dt><dd>(.*?)</dd></div>")
                .Select(tile => $"{(tile.Groups[1].Length > 0 ? "!" : "")}{tile.Groups[2]} {tile.Groups[3]}"));
    }

    [Fact]
    public void The_header_names_a_dozen_stores_and_counts_the_others()
    {
        var stores = Enumerable.Range(1, 14).Select(i => new ReportStore($"s{i}")).ToArray();
        var zone = TimeZoneInfo.CreateCustomTimeZone("-3:30", TimeSpan.FromMinutes(-210), "x", "x");
        var model = new ReportModel(Models.Scope with { Stores = stores, Zone = zone });
        Assert.Contains("Times are local, UTC-03:30.</p>", Models.Written(HeaderSection.Write, model));
        Assert.Contains("<bdi>s11</bdi>, <bdi>s12</bdi> and 2 others.</p>", Models.Written(HeaderSection.WriteCounts, model));
        Assert.Contains("Covers no store.", Models.Written(HeaderSection.WriteCounts, new ReportModel(Models.Scope with { Stores = [] })));
    }

    [Fact]
    public void The_header_counts_the_runs_of_each_status_and_marks_those_that_went_wrong()
    {
        var runs = Enum.GetValues<RunStatus>().SelectMany((status, i) =>
            Enumerable.Range(0, i + 1).Select(k => Models.Run(k, "a", k, 1, status)));
        var header = Models.Written(HeaderSection.WriteCounts, Models.Of([.. runs]));
        Assert.Equal(
            ["Runs 36", "Finished 2", "!Finished with errors 7", "!Failed 4", "!Abandoned 5", "Stopped 3", "Running 1", "Open 6",
                "Unknown 8", "Tasks 1", "Tracks 0"],
            Regex.Matches(header, "<div( class=\"bad\")?><dt>(.*?)</dt><dd>(.*?)</dd></div>")
                .Select(tile => $"{(tile.Groups[1].Length > 0 ? "!" : "")}{tile.Groups[2]} {tile.Groups[3]}"));
    }

    [Fact]
    public void A_run_whose_steps_failed_does_not_count_as_finished_well()
    {
        var header = Models.Written(HeaderSection.WriteCounts, Models.Of(
            Models.Run(1, "a", 0, 5), Models.Run(2, "a", 5, 5, RunStatus.Finished, Models.Step("s", 5, 1, StepStatus.Failed, "caught"))));
        Assert.Contains("<dt>Finished</dt><dd>1</dd>", header);
        Assert.Contains("<div class=\"bad\"><dt>Finished with errors</dt><dd>1</dd></div>", header);
    }

    [Fact]
    public void Tasks_are_listed_with_their_counts_the_last_to_run_first()
    {
        var model = Models.Of(
            Models.Run(1, "a", 0, 10), Models.Run(2, "b", 5, 2, RunStatus.Failed), Models.Run(3, "a", 60, 20),
            Models.Run(4, "a", 90, 1, RunStatus.Abandoned));
        model = With(model, [.. model.Tasks, new ReportTask("tracks only", 1234, [])]);
        var section = Models.Written(TaskSection.Write, model);
        Assert.Contains("<p class=\"muted\">3 tasks. The median is the median duration of finished runs.</p>", section);
        Assert.Equal(
            [
                "a 3 2 0 1 15 min 00 s 2026-03-01 04:30:00 7",
                "b 1 0 1 0  2026-03-01 03:05:00 7",
                "tracks only 0 0 0 0   1,234",
            ],
            Rows(section));
        Assert.Equal(
            ["Task", "Runs#", "Finished#", "Failed#", "Abandoned#", "Median", "Last run", "Tracks#"],
            Regex.Matches(section, "<th scope=\"col\"( class=\"n\")?>(.*?)</th>")
                .Select(head => head.Groups[2].Value + (head.Groups[1].Length > 0 ? "#" : "")));
    }

    [Fact]
    public void Tasks_have_a_count_of_each_status_that_is_in_the_report()
    {
        var runs = Enum.GetValues<RunStatus>().Select((status, i) => Models.Run(i, i % 2 == 0 ? "a" : "b", i, 1, status));
        var section = Models.Written(TaskSection.Write, Models.Of([.. runs]));
        Assert.Equal(
            ["Task", "Runs", "Finished", "Finished with errors", "Failed", "Abandoned", "Stopped", "Running", "Open", "Unknown", "Median",
                "Last run", "Tracks"],
            Regex.Matches(section, "<th scope=\"col\"[^>]*>(.*?)</th>").Select(head => head.Groups[1].Value));
        Assert.Equal(
            [
                "b 4 1 0 1 0 0 0 1 1 1 min 00 s 2026-03-01 03:07:00 7",
                "a 4 0 1 0 1 1 1 0 0 1 min 00 s 2026-03-01 03:06:00 7",
            ],
            Rows(section));
    }

    [Fact]
    public void Fifty_tasks_are_listed_and_a_long_name_has_a_box()
    {
        var runs = Enumerable.Range(0, 53).Select(i => Models.Run(i, i == 52 ? new string('x', 161) : $"task{i}", i, 1)).ToArray();
        var section = Models.Written(TaskSection.Write, Models.Of(runs));
        Assert.Contains("<p class=\"muted\">The 50 most recently run of 53 tasks.</p>", section);
        Assert.Equal(50, Rows(section).Count());
        Assert.Contains($"<th scope=\"row\" dir=\"auto\"><div class=\"whole\" tabindex=\"0\">{new string('x', 161)}</div></th>", section);
        Assert.DoesNotContain(">task2<", section);
        Assert.Contains(">task3<", section);
    }

    [Fact]
    public void Tracks_are_rows_with_their_preview()
    {
        var track = new ReportTrack(Models.Store, 12, "a<b", 3, "ann", Sample.Start, "n=1 & more");
        var section = Models.Written(TrackSection.Write, new ReportModel(Models.Scope) { Tracks = [track], TrackCount = 1 });
        Assert.Contains("<p class=\"muted\">1 track, newest first.</p>", section);
        Assert.Contains("<span class=\"muted\" role=\"status\">1 track</span>", section);
        Assert.Contains(
            "<tr><td class=\"n\">0000012</td><td class=\"t\">2026-03-01 03:00:00</td><td dir=\"auto\">a&lt;b</td><td class=\"n\">3</td>"
            + "<td dir=\"auto\">ann</td><td class=\"w\" dir=\"auto\">n=1 &amp; more</td></tr>\n",
            section);
        Assert.Contains("<th scope=\"col\">Data</th></tr>", section);
    }

    [Fact]
    public void Tracks_of_several_stores_name_theirs_and_those_left_out_are_counted()
    {
        var track = new ReportTrack(Models.Store, 12, "a", 3, "ann", Sample.Start, "");
        var scope = Models.Scope with { Stores = [Models.Store, new("b")] };
        var section = Models.Written(TrackSection.Write, new ReportModel(scope) { Tracks = [track, track], TrackCount = 2001 });
        Assert.Contains(
            "<p class=\"muted\">The newest 2 of 2,001 tracks. The counts and figures above cover all of them.</p>", section);
        Assert.Contains("<td class=\"w\" dir=\"auto\"></td><td dir=\"auto\">store.json</td></tr>", section);
        Assert.Contains("<th scope=\"col\">Data</th><th scope=\"col\">Store</th></tr>", section);
        Assert.Equal("", Models.Written(TrackSection.Write, new ReportModel(Models.Scope)));
    }

    [Fact]
    public void The_table_of_tracks_ends_when_it_is_long()
    {
        var track = new ReportTrack(Models.Store, 1, "a", 1, "ann", Sample.Start, new string('x', 100_000));
        var section = Models.Written(TrackSection.Write, new ReportModel(Models.Scope)
        {
            Tracks = [.. Enumerable.Repeat(track, 20)],
            TrackCount = 20,
        });
        Assert.Contains("The newest 10 of 20 tracks. ", section);
    }

    [Fact]
    public void The_timeline_has_a_legend_of_the_statuses_in_it()
    {
        var section = Models.Written(FigureSections.WriteTimeline, Models.Of(
            Models.Run(1, "a", 0, 1, RunStatus.Failed), Models.Run(2, "a", 5, 1), Models.Run(3, "a", 9, 1)));
        Assert.StartsWith("<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">Timeline of runs</h2>\n<figure class=\"wide\">\n",
            section);
        Assert.Equal(["barfinished Finished", "barfailed Failed"],
            Regex.Matches(section,
                "<li><svg viewBox=\"0 0 22 12\" aria-hidden=\"true\"><rect class=\"f-(.*?)\".*?</span> (.*?)</span></li>")
                .Select(entry => $"{entry.Groups[1]} {entry.Groups[2]}"));
        Assert.Contains("<figcaption>3 runs, ", section);
        Assert.Contains("aria-label=\"Numbers of the figure\"", section);
        Assert.EndsWith("</ul>\n</section>\n", section);
        Assert.Equal("", Models.Written(FigureSections.WriteTimeline, Models.Of()));
    }

    [Fact]
    public void The_legend_has_every_status_in_the_order_of_interest()
    {
        var runs = Enum.GetValues<RunStatus>().Select((status, i) => Models.Run(i, "a", i, 1, status));
        var section = Models.Written(FigureSections.WriteTimeline, Models.Of([.. runs]));
        Assert.Equal(
            ["barfinished ● Finished", "barfinishedwitherrors ▼ Finished with errors", "barfailed ✕ Failed",
                "barabandoned ▲ Abandoned", "barstopped ■ Stopped", "barrunning ◆ Running",
                "baropen + Open", "barunknown * Unknown"],
            Regex.Matches(section, "<li><svg [^>]*><rect class=\"f-(.*?)\".*?<span aria-hidden=\"true\">(.*?)</span> (.*?)</span></li>")
                .Select(entry => $"{entry.Groups[1]} {entry.Groups[2]} {entry.Groups[3]}"));
    }

    [Fact]
    public void Durations_are_a_grid_of_figures()
    {
        var runs = Enumerable.Range(0, 14).SelectMany(i => new[] { Models.Run(1, $"t{i}", 0, 1), Models.Run(2, $"t{i}", 5, 1) });
        var section = Models.Written(FigureSections.WriteDurations, Models.Of([.. runs]));
        Assert.StartsWith(
            "<section aria-labelledby=\"durations\">\n<h2 id=\"durations\">Durations over time</h2>\n<p class=\"muted\">The 12 tasks "
            + "and hosts that are slower than usual or have the most runs, of 14. Each mark is a run; the dashed line is the median "
            + "duration of finished runs. Hosts have a figure each.</p>\n<div class=\"grid\">\n"
            + "<figure>\n<h3 dir=\"auto\">t0</h3>\n<svg class=\"plot\"",
            section);
        Assert.Equal(12, Regex.Count(section, "</figure>\n"));
        Assert.EndsWith("</figure>\n</div>\n</section>\n", section);
        Assert.Contains("aria-label=\"Numbers of t0\"", section);
        var few = Models.Written(FigureSections.WriteDurations, Models.Of(Models.Run(1, "a", 0, 1), Models.Run(2, "a", 5, 1)));
        Assert.Contains("<p class=\"muted\">Each mark is a run; ", few);
        Assert.Equal("", Models.Written(FigureSections.WriteDurations, Models.Of(Models.Run(1, "a", 0, 1))));
    }

    [Theory]
    [InlineData(13, true, "<p class=\"muted\">The 12 keys with the most numbers, of 13. More than 1,000 keys hold numbers; the others were "
        + "not read.</p>\n")]
    [InlineData(13, false, "<p class=\"muted\">The 12 keys with the most numbers, of 13. </p>\n")]
    [InlineData(12, false, "")]
    public void Numbers_are_a_grid_of_figures(int keys, bool hasMore, string note)
    {
        var points = new[] { new NumberPoint(Sample.Start, 1, 1, 1, 1), new NumberPoint(Sample.Start.AddHours(1), 1, 2, 2, 2) };
        var section = Models.Written(FigureSections.WriteNumbers, new ReportModel(Models.Scope)
        {
            Numbers = [.. Enumerable.Range(0, keys).Select(i => new NumberSeries("a", $"k{i}", [new(null, null, 2, points)]))],
            HasMoreNumbers = hasMore,
        });
        Assert.StartsWith(
            "<section aria-labelledby=\"numbers\">\n<h2 id=\"numbers\">Numbers in the data</h2>\n" + note
                + "<div class=\"grid\">\n", section);
        Assert.Equal("", Models.Written(FigureSections.WriteNumbers, new ReportModel(Models.Scope) { HasMoreNumbers = true }));
    }

    [Fact]
    public void Activity_is_a_figure()
    {
        var model = new ReportModel(Models.Scope) { Users = [new UserHours("ann", [1, .. new long[23]])], TrackCount = 1 };
        var section = Models.Written(FigureSections.WriteActivity, model);
        Assert.StartsWith(
            "<section aria-labelledby=\"activity\">\n<h2 id=\"activity\">Activity by user and hour</h2>\n<figure class=\"wide\">\n"
            + "<svg class=\"plot\" ",
            section);
        Assert.Contains("</svg><svg class=\"plot narrow\" ", section);
        Assert.Contains("</svg>\n<figcaption>1 track by user and hour of the day.</figcaption>\n<details>", section);
        Assert.Equal("", Models.Written(FigureSections.WriteActivity, new ReportModel(Models.Scope)));
    }

    [Fact]
    public void Numbers_of_a_figure_are_folded()
    {
        var table = new Table([new("Name <x>"), new("Count", true)], [["a & b", "1"], ["c", "2"]]);
        Assert.Equal(
            "<details><summary>Numbers</summary><div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"of &quot;a&quot;\"><table>"
            + "<thead><tr><th scope=\"col\">Name &lt;x&gt;</th><th scope=\"col\" class=\"n\">Count</th></tr></thead>\n<tbody>"
            + "<tr><td dir=\"auto\">a &amp; b</td><td class=\"n\">1</td></tr>\n<tr><td dir=\"auto\">c</td><td class=\"n\">2</td></tr>\n"
            + "</tbody></table></div></details>\n",
            Models.Written((page, _) => HtmlTable.WriteFolded(page, table, "of \"a\""), Models.Of()));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<a href=\"x\" title='y'>&</a>\0", "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;\uFFFD")]
    public void Text_is_escaped(string text, string html)
    {
        Assert.Equal(html, Html.Text(text));
        Assert.Equal($"<bdi>{html}</bdi>", Html.Isolated(text));
    }

    private static ReportModel With(
        ReportModel model, System.Collections.Generic.IReadOnlyList<ReportTask> tasks, (long All, int Shown)? stepCounts = null) =>
        new(model.Scope)
        {
            Span = model.Span,
            Runs = model.Runs,
            Tasks = tasks,
            StepCounts = stepCounts ?? model.StepCounts,
        };

    private static System.Collections.Generic.IEnumerable<string> Rows(string section) =>
        Regex.Matches(section, "<tr><th scope=\"row\".*?</tr>")
            .Select(row => Regex.Replace(Regex.Replace(row.Value, "</t[hd]><t[hd][^>]*>", " "), "<[^>]*>", ""));
}

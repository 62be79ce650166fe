using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Tracking.Report.Model;
using Tracking.Report.Texts;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Reports in Markdown and as plain text (rule 11.8).</summary>
public sealed class SummaryTextTests
{
    private static readonly MarkdownPipeline GitHub =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmphasisExtras().Build();

    [Fact]
    public void Markdown_says_first_what_failed()
    {
        var text = MarkdownSummary.Write(Fleet(), MarkdownSummary.MostBytes)!;
        Assert.StartsWith(
            "## Report\n\n1 failure not fixed, and 1 that a later run fixed, in 3 runs.\n\n"
            + "| Status | What | Error | Since | Fixed |\n|---|---|---|---|---|\n"
            + "| ✕ Failed | <code>b › web1&#47;copy</code> | <code>no route</code> | ",
            text);
        var rows = Rows(text);
        Assert.Equal(4, rows.Length);
        Assert.Equal(
            ["✕ Failed", "b › web1/copy", "no route", "since 2026-03-01 03:15:00, on srv, run 2 (failed)", "Not fixed"], rows[0]);
        Assert.Equal("Fixed by run 3, 2026-03-01 03:20:00", rows[1][4]);
        Assert.Equal(["a", "2", "1", "1", "0", "5 min 00 s", "● Finished, 2026-03-01 03:20:00"], rows[2]);
        Assert.Equal("b", rows[3][0]);
    }

    [Theory]
    [InlineData("a | b || c")]
    [InlineData("<b>bold</b> <!-- --> &lt; &amp;")]
    [InlineData("@octocat and @org/team, see #12 and GH-12 or owner/repo#12")]
    [InlineData("https://example.invalid/ www.example.invalid a@example.invalid")]
    [InlineData("`code` ``` *bold* _em_ ~~gone~~ [link](http://x) ![image](y) \\| \\")]
    [InlineData("# heading\n- list\r\n> quote\r| table |\n---")]
    [InlineData(":smile: $x^2$ 1234567890abcdef1234567890abcdef12345678")]
    [InlineData("\u0000\u001b[31m \u202e é 漢字")]
    public void A_text_is_shown_as_it_is(string hostile)
    {
        var step = Models.Step(hostile.Replace('/', '_'), 0, 1, StepStatus.Failed, hostile);
        var run = Models.Run(1, hostile, 0, 5, RunStatus.Failed, step) with { Host = hostile };
        var model = Models.Of(Models.Scope with { Title = hostile }, run);
        var text = MarkdownSummary.Write(model, MarkdownSummary.MostBytes)!;
        var rows = Rows(text);
        var shown = ReportText.Clean(hostile).Replace("\r\n", "\n").Replace('\r', '\n');
        Assert.Equal(5, rows[0].Length);
        Assert.Equal(shown, rows[0][2]);
        Assert.StartsWith(shown + " › ", rows[0][1]);
        Assert.Equal(shown, rows[1][0]);
        var html = Markdown.ToHtml(text, GitHub);
        Assert.DoesNotMatch("<a[ >]|<img|<strong>|<em>|<del>|<blockquote>|<pre>|<hr", html);
        Assert.Single(Regex.Matches(html, "<h[1-6]"));
        // GitHub makes links of names, numbers and addresses after it has read the Markdown, unless something stands in them.
        Assert.DoesNotMatch("@[A-Za-z]|#[0-9]|GH-[0-9]", html);
        Assert.DoesNotMatch("www\\.|https?:", text);
    }

    [Theory]
    [InlineData(1024 * 1024)]
    [InlineData(5000)]
    [InlineData(1000)]
    public void What_has_no_room_is_counted(int room)
    {
        var runs = Enumerable.Range(1, 4000).Select(i => Models.Run(i, $"é{i}", i, 1, RunStatus.Failed,
            Models.Step("s", i, 1, StepStatus.Failed, new string('é', 200))));
        var text = MarkdownSummary.Write(Models.Of([.. runs]), room)!;
        Assert.InRange(Encoding.UTF8.GetByteCount(text), room - 900, room);
        var shown = text.Split('\n').Count(line => line.StartsWith("| ✕", StringComparison.Ordinal));
        Assert.Contains($"\nAnd {ReportText.Count(4000 - shown)} failures for which there is no room here.\n", text);
        Assert.Contains("\nAnd 4,000 tasks for which there is no room here.\n", text);
    }

    [Fact]
    public void Where_there_is_no_room_at_all_nothing_is_written() => Assert.Null(MarkdownSummary.Write(Fleet(), 310));

    [Fact]
    public void Text_for_a_mail_says_first_what_failed()
    {
        using var text = new StringWriter();
        TextSummary.Write(Fleet(), text);
        Assert.Equal(
            """
            Report
            Created 2026-03-31 03:00:00.

            What failed: 1 failure not fixed, and 1 that a later run fixed, in 3 runs.

            * b > web1/copy
              no route
              Failed since 2026-03-01 03:15:00, on srv, run 2 (failed). Not fixed.

            * a
              first line
              second line
              Failed since 2026-03-01 03:05:00, host not on record, run 1. Fixed by run 3,
              2026-03-01 03:20:00.

            Tasks:
              a: 2 runs, 1 finished, 1 failed, median 5 min 00 s, last 2026-03-01 03:20:00
              b: 1 run, 1 failed, last 2026-03-01 03:10:00

            """.Replace("\r\n", "\n"),
            text.ToString());
    }

    [Fact]
    public void Text_counts_what_it_leaves_out()
    {
        using var text = new StringWriter();
        TextSummary.Write(Models.Of([.. Enumerable.Range(1, 103).Select(i => Models.Run(i, $"t{i}", i, 1, RunStatus.Failed))]), text);
        Assert.Contains("\n  And 3 more.\n\nTasks:\n", text.ToString());
        Assert.EndsWith("\n  And 53 more.\n", text.ToString());
    }

    private static ReportModel Fleet()
    {
        var first = Models.Run(1, "a", 0, 5, RunStatus.Failed);
        first = new(first.Store, first.Record with { Message = "first line\nsecond line" }, []);
        var failed = Models.Run(2, "b", 10, 5, RunStatus.Failed, Models.Step("web1/copy", 10, 5, StepStatus.Failed, "no route"));
        return Models.Of(first, failed with { Host = "srv" }, Models.Run(3, "a", 20, 5));
    }

    private static string[][] Rows(string text) =>
    [
        .. Regex.Matches(Markdown.ToHtml(text, GitHub), "<tr>(.*?)</tr>", RegexOptions.Singleline)
            .Select(row => Regex.Matches(row.Groups[1].Value, "<td[^>]*>(.*?)</td>", RegexOptions.Singleline))
            .Where(cells => cells.Count > 0).Select(cells => cells.Select(cell => TextOf(cell.Groups[1].Value)).ToArray()),
    ];

    private static string TextOf(string html) =>
        WebUtility.HtmlDecode(Regex.Replace(html.Replace("<br>", "\n").Replace("<br />", "\n"), "<!-- -->|<[^>]*>", ""));
}

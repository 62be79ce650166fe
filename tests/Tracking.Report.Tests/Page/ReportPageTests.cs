using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class ReportPageTests
{
    [Fact]
    public void The_policy_lets_in_what_the_page_carries_and_nothing_else()
    {
        var page = new Sample().Run(1, "backup", 0, 60).Page();
        var policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        var (style, script) = (HashOf(page, "style"), HashOf(page, "script"));
        Assert.Equal($"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'", policy);
        Assert.Single(Regex.Matches(page, "<style"));
        Assert.Single(Regex.Matches(page, "<script"));
    }

    [Fact]
    public void A_report_of_nothing_says_so()
    {
        var page = new Sample().Page();
        Assert.Contains("No track and no run was found.", page);
        Assert.DoesNotContain("<figure", page);
    }

    [Fact]
    public void What_went_wrong_comes_first_newest_first()
    {
        var page = new Sample().Run(1, "a", 0, 5, RunStatus.Failed, "no such disk").Run(2, "b", 1, 5, RunStatus.Abandoned).Run(3, "c", 2, 5)
            .Page();
        var headings = Regex.Matches(page, "<h2[^>]*>([^<]*)").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(["What failed", "In numbers"], headings.Take(2));
        var problems =
            page[page.IndexOf("id=\"failures\"", StringComparison.Ordinal)..page.IndexOf("id=\"counts\"", StringComparison.Ordinal)];
        Assert.True(
            problems.IndexOf("Abandoned</span>", StringComparison.Ordinal) < problems.IndexOf("no such disk", StringComparison.Ordinal));
        Assert.DoesNotContain("Finished</span>", problems);
        Assert.Contains("2 failures in 3 runs, not fixed.", problems);
    }

    [Fact]
    public void Each_number_of_runs_is_the_stores()
    {
        var page = new Sample().Run(1, "a", 0, 5, RunStatus.Failed).Run(2, "a", 1, 5).Run(3, "a", 2, 5).Run(4, "b", 3, 5, RunStatus.Stopped)
            .Track("a", 1, new { n = 1 }).Page();
        var tiles = Regex.Matches(page, "<dt>(.*?)</dt><dd>(.*?)</dd>").Select(match => $"{match.Groups[1]} {match.Groups[2]}");
        Assert.Equal(["Runs 4", "Finished 2", "Failed 1", "Abandoned 0", "Stopped 1", "Tasks 2", "Tracks 1"], tiles);
    }

    [Fact]
    public void Every_figure_has_a_name_a_caption_and_its_numbers()
    {
        var page = new Sample().Run(1, "a", 0, 5).Run(2, "a", 24, 6).Step(2, "copy", 24, 3).Track("a", 1, new { n = 1 })
            .Track("a", 2, new { n = 2 }).Page();
        var figures = Regex.Matches(page, "<figure.*?</figure>", RegexOptions.Singleline);
        Assert.Equal(4, figures.Count);
        Assert.All(figures, figure =>
        {
            Assert.Matches("<svg[^>]* role=\"img\" aria-label=\"[^\"]+\"", figure.Value);
            Assert.Matches("<figcaption>.+</figcaption>", figure.Value);
            Assert.Matches("<details>.*<th scope=\"col\".*<td", figure.Value.Replace("\n", ""));
        });
    }

    [Theory]
    [InlineData(null, "Nothing has been saved here yet.")]
    [InlineData("tasks b*", "Ask for more tasks, or for a longer period.")]
    public void An_empty_report_advises_by_its_query(string? query, string advice)
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        ReportPage.Write(new ReportModel(Models.Scope with { Question = query }), page);
        Assert.Contains(
            "<main>\n<section aria-labelledby=\"nothing\"><h2 id=\"nothing\">Nothing to show</h2>"
            + $"<p>No track and no run was found. {advice}</p></section>\n<section aria-labelledby=\"counts\">\n",
            page.ToString());
    }

    [Fact]
    public void A_page_has_its_sections_in_order_and_reports_progress()
    {
        var sample = new Sample("T & t").Run(1, "a", 0, 5).Run(2, "a", 24, 6).Step(2, "copy", 24, 3);
        var model = sample.Track("a", 1, new { n = 1 }).Track("a", 2, new { n = 2 }).Build();
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        var progress = new Progress();
        ReportPage.Write(model, written, new ProgressMeter(progress));
        var page = written.ToString();
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", page);
        Assert.Contains("<title>T &amp; t</title>\n<style>", page);
        Assert.EndsWith("</script>\n</body>\n</html>\n", page);
        Assert.Equal(
            ["failures", "counts", "matrix", "runs", "timeline", "tasks", "durations", "activity", "numbers", "tracks"],
            Regex.Matches(page, "<h2 id=\"(.*?)\"").Select(heading => heading.Groups[1].Value));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i / 10.0), progress.Reported);
        Assert.Equal(
            ["bar-failed", "bar-abandoned", "bar-running", "bar-finishedwitherrors", "bar-open", "bar-unknown"],
            Regex.Matches(page, "<pattern id=\"(.*?)\"").Select(pattern => pattern.Groups[1].Value));
    }

    [Fact]
    public void A_page_needs_a_content_and_a_place()
    {
        Assert.Throws<ArgumentNullException>("model", () => ReportPage.Write(null!, TextWriter.Null));
        Assert.Throws<ArgumentNullException>("page", () => ReportPage.Write(new ReportModel(Models.Scope), null!));
    }

    [Fact]
    public void Many_tracks_with_long_texts_make_a_page_of_bounded_size()
    {
        var sample = new Sample();
        var text = string.Concat(Enumerable.Repeat("<&é", 1700));
        for (var i = 0; i < 20_000; i++)
        {
            sample.Track(text + (i % 70), i / 10.0, i % 100 == 0 ? new { n = i, text } : (object)new { n = i }, run: i / 100,
                user: text + (i % 40));
        }
        for (var i = 0; i < 1000; i++)
        {
            sample.Run(i, text + (i % 70), i, 50, i % 3 == 0 ? RunStatus.Failed : RunStatus.Finished, text)
                .Step(i, text, i, 3, StepStatus.Failed, text, key: text);
        }
        var page = sample.Page();
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 500_000, 6_000_000);
        Assert.Matches(@"The newest [\d,]+ of 20,000 tracks", page);
    }

    private sealed class Progress : IProgress<double>
    {
        public List<double> Reported { get; } = [];

        public void Report(double value) => Reported.Add(value);
    }

    private static string HashOf(string page, string element)
    {
        var text = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }
}

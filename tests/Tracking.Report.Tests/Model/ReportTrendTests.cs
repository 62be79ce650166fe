using System.Collections.Specialized;
using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Model;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Tracking.Report.Reading;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>What is usual, what is not, and what fails how often (rule 11.6, rule 11.7).</summary>
public sealed class ReportTrendTests
{
    [Theory]
    // Too few, the same, a little longer, far longer, far shorter, long in a task whose durations vary.
    [InlineData("10 10 10 30", "")]
    [InlineData("10 10 10 10 10 10", "")]
    [InlineData("10 10 10 10 10 12", "")]
    [InlineData("10 11 10 9 10 30", "30")]
    [InlineData("10 11 2 9 10 10", "2")]
    [InlineData("5 10 15 20 25 40", "")]
    public void What_is_far_from_the_median_is_unusual(string minutes, string unusual) => Assert.Equal(
        unusual, string.Join(' ', TrendOf(minutes).Outliers.Select(one => one.Duration.TotalMinutes)));

    [Theory]
    [InlineData("10 11 10 9 10 30", "30 10")]
    [InlineData("10 11 10 9 30 10", null)]
    [InlineData("10 11 10 9 10 2", null)]
    [InlineData("10 11 10 9 30", null)]
    public void Slower_than_usual_is_what_was_long_the_last_time(string minutes, string? slower) => Assert.Equal(
        slower, TrendOf(minutes).Slower is { } last ? $"{last.Duration.TotalMinutes} {last.Usual.TotalMinutes}" : null);

    [Fact]
    public void Each_host_is_judged_by_itself_and_what_is_slow_comes_first()
    {
        var runs = Enumerable.Range(0, 8).SelectMany(i => new[]
        {
            Models.Run((2 * i) + 1, "a", 60 * i, 5) with { Host = "fast" },
            Models.Run((2 * i) + 2, "a", 60 * i, i == 7 ? 55 : 20) with { Host = "SLOW" },
        }).ToArray();
        var trends = ReportTrend.OfRuns(Models.Of(runs));
        Assert.Equal(["SLOW 20", "fast 5"], trends.Select(one => $"{one.Trend.Host} {one.Trend.Median!.Value.TotalMinutes}"));
        var figures = DurationFigure.Of(Models.Of(runs)).ToList();
        Assert.Equal(["a on SLOW", "a on fast"], figures.Select(figure => figure.Heading));
        Assert.Equal("8 runs; median of finished runs 20 min 00 s. Unusual: run 16 (55 min 00 s).", figures[0].Caption);
        Assert.Empty(ReportTrend.OfRuns(Models.Of(Models.Run(1, "a", 0, 1), Models.Run(2, "a", 5, 1) with { Host = "x" })));
    }

    [Fact]
    public void A_slow_step_is_named_with_its_run_and_what_is_usual()
    {
        var runs = Enumerable.Range(0, 7).Select(i => Models.Run(i, "a<b", 60 * i, 30, RunStatus.Finished,
            Models.Step("x/copy", 60 * i, i == 6 ? 25 : 5), Models.Step("x/load", 60 * i, 4))).ToArray();
        var section = Models.Written(TrendSection.WriteSlower, Models.Of(runs));
        Assert.Equal(
            ["a<b › x/copy: 25 min 00 s in run 6, usually 5 min 00 s (5.0 times as long)"],
            Items(section));
        Assert.Equal("", Models.Written(TrendSection.WriteSlower, Models.Of(runs[..6])));
    }

    [Fact]
    public void What_fails_how_often_counts_what_ended()
    {
        var section = Models.Written(TrendSection.WriteRates, Models.Of(
            Models.Run(1, "a", 0, 5, RunStatus.Failed, Models.Step("s", 0, 1, StepStatus.Failed), Models.Step("t", 0, 1)),
            Models.Run(2, "a", 10, 5, RunStatus.Finished, Models.Step("s", 0, 1), Models.Step("t", 0, 1, StepStatus.Skipped)),
            Models.Run(3, "a", 20, 5, RunStatus.Running, Models.Step("s", 0, 1, StepStatus.Running)),
            Models.Run(4, "a", 30, 5, RunStatus.Stopped), Models.Run(5, "b", 40, 5)));
        Assert.Equal(["a › s: 1 of 2 times (50 %)", "a: 1 of 3 runs (33.3 %)"], Items(section));
        Assert.Contains("<rect class=\"f-failed\" width=\"100\" height=\"6\"/>", section);
        Assert.Equal("", Models.Written(TrendSection.WriteRates, Models.Of(Models.Run(1, "a", 0, 5))));
    }

    [Fact]
    public void Fifteen_of_them_are_named()
    {
        var section = Models.Written(TrendSection.WriteRates, Models.Of(
            [.. Enumerable.Range(1, 17).Select(i => Models.Run(i, $"t{i}", i, 1, RunStatus.Failed))]));
        Assert.Equal(15, Items(section).Length);
        Assert.Contains("The first 15 of 17.", section);
    }

    [Fact]
    public void Only_numbers_that_mean_something_are_drawn()
    {
        var numbers = new NumberCollector(new PlaceFinder());
        string[] keys = ["PercentComplete", "secondsRemaining", "id", "Id", "processId", "bid", "files"];
        foreach (var value in new[] { 1, 2 })
        {
            var data = new OrderedDictionary();
            foreach (var key in keys.Where((_, i) => i != 3))
                data[key] = value;
            data["same"] = 7;
            numbers.Add(Models.Store, new TrackRecord(value, "a", 1, "ann", Sample.Start.AddMinutes(value), false, default), data);
        }
        var series = NumberFigure.Series(new ReportModel(Models.Scope) { Numbers = numbers.ToSeries() });
        Assert.Equal(["bid", "files"], series.Select(one => one.Key));
    }

    private static ReportTrend TrendOf(string minutes)
    {
        var runs = minutes.Split(' ').Select((each, i) => Models.Run(i, "a", 60 * i, int.Parse(each, null)));
        return ReportTrend.OfRuns(Models.Of([.. runs]))[0].Trend;
    }

    private static string[] Items(string section) =>
    [
        .. Regex.Matches(section, "<li>(.*)</li>")
            .Select(item => System.Net.WebUtility.HtmlDecode(Regex.Replace(item.Groups[1].Value, "<[^>]*>", ""))),
    ];
}

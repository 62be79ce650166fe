using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>What the first section of a page says (rule 11.1).</summary>
public sealed class FailureSectionTests
{
    [Fact]
    public void A_failure_has_its_path_its_error_since_when_where_and_whether_it_is_fixed()
    {
        var step = Models.Step("web<1>/copy", 0, 5, StepStatus.Failed, "disk <full>") with
        {
            Position = "<copy>.ps1:12:5",
            Attempts = 3,
            ExitCode = 28,
        };
        var section = Written(Models.Run(7, "nightly & co", 0, 6, RunStatus.FinishedWithErrors, step) with { Host = "<srv>" });
        Assert.Equal(
            "<section aria-labelledby=\"failures\" class=\"bad\">\n<h2 id=\"failures\">What failed</h2>\n"
            + "<p class=\"muted\">1 failure in 1 run, not fixed.</p>\n<ol class=\"failures\">\n"
            + "<li><h3><bdi>nightly &amp; co</bdi> › <bdi>web&lt;1&gt;/copy</bdi></h3>\n"
            + "<p class=\"error\" dir=\"auto\">disk &lt;full&gt;</p>\n"
            + "<p class=\"muted\"><span class=\"status-failed\"><span aria-hidden=\"true\">✕</span> Failed</span> "
            + "<bdi>since 2026-03-01 03:05:00</bdi>, <bdi>on &lt;srv&gt;</bdi>, <bdi>run 7 (finished with errors)</bdi>, "
            + "<bdi>3 attempts</bdi>, <bdi>exit code 28</bdi>, <bdi>at &lt;copy&gt;.ps1:12:5</bdi>. <strong>Not fixed.</strong></p></li>\n"
            + "</ol>\n</section>\n",
            section);
    }

    [Fact]
    public void A_failure_that_a_later_run_fixed_names_that_run_and_comes_last()
    {
        var section = Written(
            Models.Run(1, "a", 0, 5, RunStatus.Failed, Models.Step("s", 0, 5, StepStatus.Failed, "old")),
            Models.Run(2, "b", 10, 5, RunStatus.Failed, Models.Step("s", 10, 5, StepStatus.Failed, "new")),
            Models.Run(3, "a", 20, 5));
        Assert.Equal(["new", "old"], Errors(section));
        Assert.Contains("<p class=\"muted\">1 failure not fixed, and 1 that a later run fixed, in 3 runs.</p>", section);
        Assert.Matches("<li class=\"fixed\"><h3><bdi>a</bdi>.*\n.*old.*\n.*<strong>Fixed by run 3, 2026-03-01 03:20:00.</strong>", section);
        Assert.Contains("<bdi>host not on record</bdi>", section);
    }

    [Fact]
    public void When_all_is_fixed_the_section_is_not_marked() => Assert.StartsWith(
        "<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">What failed</h2>\n"
        + "<p class=\"muted\">1 failure in 2 runs; later runs fixed all of them.</p>\n",
        Written(Models.Run(1, "a", 0, 5, RunStatus.Failed), Models.Run(2, "a", 10, 5)));

    [Fact]
    public void Where_nothing_failed_it_says_so() => Assert.Equal(
        "<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">What failed</h2>\n"
        + "<p class=\"muted\">Nothing: none of 2 runs failed, was abandoned or finished with errors.</p>\n</section>\n",
        Written(Models.Run(1, "a", 0, 1), Models.Run(2, "a", 5, 1, RunStatus.Stopped)));

    [Theory]
    [InlineData(100, "")]
    [InlineData(101, "<p class=\"muted\">And 1 more failure.</p>\n")]
    [InlineData(1300, "<p class=\"muted\">And 1,200 more failures.</p>\n")]
    public void A_hundred_failures_are_listed_and_the_others_counted(int count, string more)
    {
        var section = Written([.. Enumerable.Range(1, count).Select(i => Models.Run(i, $"t{i}", i, 1, RunStatus.Failed))]);
        Assert.Equal(100, Errors(section).Length);
        Assert.EndsWith($"</ol>\n{more}</section>\n", section);
        Assert.Contains($"<bdi>t{count}</bdi>", section);
    }

    [Fact]
    public void Steps_of_a_run_beyond_twenty_are_counted()
    {
        var steps = Enumerable.Range(1, 23).Select(i => Models.Step($"srv{i}", i, 1, StepStatus.Failed, $"e{i}"));
        var section = Written(Models.Run(1, "a", 0, 60, RunStatus.FinishedWithErrors, [.. steps]));
        Assert.Equal(20, Errors(section).Length);
        Assert.Contains("e20</p>\n", section);
        Assert.Single(Regex.Matches(section, "</strong> And 3 other steps of the run.</p>"));
    }

    [Fact]
    public void Of_a_long_name_the_beginning_and_of_a_long_path_the_end_is_shown()
    {
        var path = string.Join("/", Enumerable.Repeat("outer", 100)) + "/the step";
        var run = Models.Run(1, new string('n', 300), 0, 5, RunStatus.Failed, Models.Step(path, 0, 1, StepStatus.Failed, "e"));
        var heading = Regex.Match(Written(run), "<h3><bdi>(.*)</bdi> › <bdi>(.*)</bdi></h3>");
        Assert.Equal(new string('n', ReportLimits.FailureName) + "…", heading.Groups[1].Value);
        Assert.Equal("…" + path[^ReportLimits.FailurePath..], heading.Groups[2].Value);
    }

    [Fact]
    public void Of_several_stores_each_failure_names_its_own()
    {
        var model = Models.Of(Models.Scope with { Stores = [Models.Store, new("b")] }, Models.Run(1, "a", 0, 1, RunStatus.Failed));
        Assert.Contains(", <bdi>in store.json</bdi>.", Models.Written(FailureSection.Write, model));
        Assert.DoesNotContain("store.json", Written(Models.Run(1, "a", 0, 1, RunStatus.Failed)));
    }

    private static string Written(params ReportRun[] runs) => Models.Written(FailureSection.Write, Models.Of(runs));

    private static string[] Errors(string section) =>
        [.. Regex.Matches(section, "<p class=\"error\" dir=\"auto\">(.*?)</p>").Select(error => error.Groups[1].Value)];
}

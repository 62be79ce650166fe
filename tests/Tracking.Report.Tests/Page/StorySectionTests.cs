using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Runs and steps as trees (rule 11.4).</summary>
public sealed class StorySectionTests
{
    [Fact]
    public void Steps_are_a_tree_with_what_is_unusual_about_them()
    {
        var outerStep = Models.Step("outer", 0, 10, StepStatus.CompletedWithErrors) with { ErrorCount = 2, WarningCount = 1 };
        var innerStep = Models.Step("outer/inner", 5, 5, StepStatus.Failed, "no <route>") with
        {
            Attempts = 3,
            ExitCode = 7,
            Position = "a.ps1:1",
        };
        var lastStep = Models.Step("last", 10, 0, StepStatus.Skipped) with { Reason = "-When" };
        var run = Models.Run(1, "a & b", 0, 10, RunStatus.FinishedWithErrors, outerStep, innerStep, lastStep);
        var section = Written(run with { Host = "web1" });
        Assert.Equal(
            "● Finished with errors a & b run 1, 2026-03-01 03:00:00, 10 min 00 s, on web1".Replace('●', '▼'),
            TextOf(Regex.Match(section, "<summary>(.*)</summary>").Groups[1].Value));
        var list = Regex.Match(section, "<ul class=\"tree\">.*</ul>", RegexOptions.Singleline).Value;
        var tree = XElement.Parse(list, LoadOptions.PreserveWhitespace);
        Assert.Equal(["outer", "last"], tree.Elements("li").Select(step => step.Element("bdi")!.Value));
        var inner = Assert.Single(tree.Element("li")!.Element("ul")!.Elements("li"));
        Assert.Equal("✕ Failed inner 5 min 00 s, 3 attempts, exit code 7no <route> at a.ps1:1", inner.Value);
        Assert.Equal("no <route> at a.ps1:1", inner.Element("p")!.Value);
        Assert.Contains("10 min 00 s, 2 errors, 1 warning", tree.Element("li")!.Value);
        Assert.Equal("– Skipped last -When", tree.Elements("li").Last().Value.Trim());
        // Where in the run it was at work.
        var bar = inner.Element("svg")!.Elements("rect").Last();
        Assert.Equal(["f-stepfailed", "100", "100", "6"], bar.Attributes().Select(attribute => attribute.Value));
        Assert.Null(tree.Elements("li").Last().Element("svg"));
    }

    [Fact]
    public void Runs_that_continue_one_another_are_one_entry()
    {
        var load = Models.Step("load", 1, 1, StepStatus.Failed, "e");
        var first = Origin(Models.Run(1, "a", 0, 10, RunStatus.Failed, Models.Step("copy", 0, 1), load), 1);
        var other = Origin(Models.Run(2, "b", 20, 10), 2);
        var last = Origin(Models.Run(3, "a", 30, 5, RunStatus.Finished,
            Models.Step("copy", 0, 1) with { IsCarried = true }, Models.Step("load", 31, 2)), 3, continues: 1);
        var section = Written(first, other, last);
        Assert.Equal(
            ["● Finished a 2 runs: 1, 3, 2026-03-01 03:00:00, 15 min 00 s", "● Finished b run 2, 2026-03-01 03:20:00, 10 min 00 s"],
            Regex.Matches(section, "<summary>(.*)</summary>").Select(summary => TextOf(summary.Groups[1].Value)));
        Assert.Equal(
            ["Run 1 ✕ Failed 2026-03-01 03:00:00, 10 min 00 s", "Run 3 ● Finished 2026-03-01 03:30:00, 5 min 00 s"],
            Regex.Matches(section, "<h3>(.*)</h3>").Select(run => TextOf(run.Groups[1].Value)));
        Assert.Matches("<bdi>copy</bdi> <span class=\"muted\">done in an earlier run</span>", section);
        Assert.Contains("<p class=\"muted\">No steps.</p>", section);
    }

    [Fact]
    public void A_tree_is_well_formed_whatever_is_missing_in_it()
    {
        string[] paths = ["a/b/c", "a/b", "a", "d", "d/e/f/g/h/i/j", "k/l", "m"];
        var section = Written(Models.Run(1, "a", 0, 9, RunStatus.Finished, [.. paths.Select((path, i) => Models.Step(path, i, 1))]));
        var tree = XElement.Parse(Regex.Match(section, "<details.*</details>", RegexOptions.Singleline).Value);
        Assert.Equal(["c", "b", "a", "d", "j", "l", "m"], tree.Descendants("li").Select(step => step.Element("bdi")!.Value));
        Assert.Equal("li", tree.Descendants("li").Single(step => step.Element("bdi")!.Value == "j").Parent!.Parent!.Name);
    }

    [Fact]
    public void What_does_not_fit_is_counted()
    {
        var section = Written([.. Enumerable.Range(1, 22).Select(i => Models.Run(i, "a", i, 1))]);
        Assert.Equal(20, Regex.Count(section, "<summary>"));
        Assert.Contains("The newest 20 of 22. ", section);
        var steps = Enumerable.Range(0, 302).Select(i => Models.Step($"s{i}", i, 1));
        var many = Written(Models.Run(1, "a", 0, 302, RunStatus.Finished, [.. steps]));
        Assert.Equal(300, Regex.Count(many, "\n<li>"));
        Assert.Contains("<p class=\"muted\">And 2 other steps.</p>", many);
        var model = new ReportModel(Models.Scope) { Runs = [Models.Run(1, "a", 0, 1)], StepCounts = (5000, 2) };
        Assert.Contains(" Only the newest 2 of 5,000 steps are here.", Models.Written(StorySection.Write, model));
        Assert.Equal("", Written());
    }

    private static ReportRun Origin(ReportRun run, int id, int continues = 0) => run with
    {
        Record = run.Record with
        {
            Identity = new Origin(Guid.Empty, id),
            Continues = continues == 0 ? null : new Origin(Guid.Empty, continues),
        },
    };

    private static string Written(params ReportRun[] runs) => Models.Written(StorySection.Write, Models.Of(runs));

    private static string TextOf(string markup) => XElement.Parse($"<p>{markup}</p>", LoadOptions.PreserveWhitespace).Value;
}

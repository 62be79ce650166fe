using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
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
        var first = Models.Run(1, "a", 0, 10, RunStatus.Failed, Models.Step("copy", 0, 1), load).Known();
        var other = Models.Run(2, "b", 20, 10).Known();
        var last = Models.Run(3, "a", 30, 5, RunStatus.Finished,
            Models.Step("copy", 0, 1) with { IsCarried = true }, Models.Step("load", 31, 2)).Known(continues: 1);
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
    public void Runs_within_a_run_stand_under_it()
    {
        var section = Written(
            Models.Run(1, "night", 0, 60, RunStatus.FinishedWithErrors, Models.Step("all", 0, 60)).Known(),
            Models.Run(2, "backup", 1, 10, RunStatus.Failed, Models.Step("copy", 1, 10, StepStatus.Failed, "full")).Known(within: 1),
            Models.Run(3, "prune", 2, 1).Known(within: 2),
            Models.Run(4, "import", 20, 5).Known(within: 1),
            Models.Run(5, "other", 70, 1).Known());
        Assert.Contains("Newest first. Runs that continue one another are one entry. Runs within a run stand under it. ", section);
        var page = XElement.Parse(section);
        Assert.Equal(["other", "night"], page.Elements("details").Select(NameOf));
        var night = page.Elements("details").Last();
        Assert.EndsWith("run 1, 2026-03-01 03:00:00, 1 h 00 min, 3 runs within (1 went wrong)", night.Element("summary")!.Value);
        Assert.Equal(["backup", "import"], night.Elements("details").Select(NameOf));
        var backup = night.Elements("details").First();
        Assert.EndsWith("run 2, 2026-03-01 03:01:00, 10 min 00 s, 1 run within", backup.Element("summary")!.Value);
        Assert.Equal("copy", backup.Element("ul")!.Descendants("bdi").First().Value);
        Assert.Equal(["prune"], backup.Elements("details").Select(NameOf));
        Assert.Empty(page.Descendants("a"));
        // A run is said to have no steps where it has no runs either.
        Assert.Equal(3, Regex.Count(section, "No steps"));
    }

    [Fact]
    public void Continued_runs_that_stand_in_continued_runs_stand_under_theirs()
    {
        var page = XElement.Parse(Written(
            Models.Run(1, "night", 0, 60, RunStatus.Failed).Known(), Models.Run(2, "backup", 1, 10, RunStatus.Failed).Known(within: 1),
            Models.Run(3, "night", 70, 60).Known(continues: 1), Models.Run(4, "backup", 71, 10).Known(within: 3, continues: 2)));
        var night = Assert.Single(page.Elements("details"));
        Assert.Equal(
            ["Run 1", "run 2", "Run 3", "run 4"],
            night.Elements().Skip(1).Select(part => Regex.Match(part.Value, "[Rr]un \\d").Value));
    }

    [Fact]
    public void A_story_with_a_run_that_was_started_by_itself_stands_for_itself_and_there_is_a_link()
    {
        ReportRun[] runs =
        [
            Models.Run(1, "night", 0, 60, RunStatus.Failed).Known(), Models.Run(2, "backup", 1, 10, RunStatus.Failed).Known(within: 1),
            Models.Run(3, "backup", 70, 10).Known(continues: 2),
        ];
        var page = XElement.Parse(Written(runs));
        Assert.Equal(["backup", "night"], page.Elements("details").Select(NameOf));
        Assert.Equal(["story1", null], page.Elements("details").Select(story => (string?)story.Attribute("id")));
        var link = Assert.Single(page.Descendants("a"));
        Assert.Equal(("#story1", "run 2"), ((string?)link.Attribute("href"), link.Value));
        Assert.StartsWith("✕ Failedbackuprun 22026-03-01 03:01:00", link.Parent!.Value);
        // Without a link where there is no room for the story.
        var many = Enumerable.Range(10, 20).Select(id => Models.Run(id, "backup", 60 + id, 1).Known());
        var night = runs[0] with { Record = runs[0].Record with { StartUtc = runs[0].Record.StartUtc.AddDays(1) } };
        var cut = XElement.Parse(Written([runs[1], runs[2], .. many, night]));
        Assert.Null(Assert.Single(cut.Descendants("a")).Attribute("href"));
    }

    [Fact]
    public void Of_very_many_runs_within_a_run_some_are_counted()
    {
        var section = Written(
            [Models.Run(1, "night", 0, 60).Known(), .. Enumerable.Range(2, 53).Select(id => Models.Run(id, "a", id, 1).Known(within: 1))]);
        Assert.Equal(51, Regex.Count(section, "<summary>"));
        Assert.Contains("<p class=\"muted\">And 3 other runs within it.</p>", section);
        // Long errors leave no room for most of them.
        var step = Models.Step("s", 0, 1, StepStatus.Failed, new string('x', 500));
        var steps = Enumerable.Repeat(step, 300).ToArray();
        var large = Written(
        [
            Models.Run(1, "night", 0, 60).Known(),
            .. Enumerable.Range(2, 9).Select(id => Models.Run(id, "a", id, 1, RunStatus.Failed, steps).Known(within: 1)),
            .. Enumerable.Range(11, 9).Select(id => Models.Run(id, "b", id, 1, RunStatus.Failed, steps)
                .Known(continues: id == 11 ? 0 : id - 1)),
        ]);
        Assert.InRange(large.Length, ReportLimits.TreeCharacters, 1.5 * ReportLimits.TreeCharacters);
        Assert.Matches("And \\d other runs.</p>", large);
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

    private static string NameOf(XElement story) => story.Element("summary")!.Element("strong")!.Value;

    private static string Written(params ReportRun[] runs) => Models.Written(StorySection.Write, Models.Of(runs));

    private static string TextOf(string markup) => XElement.Parse($"<p>{markup}</p>", LoadOptions.PreserveWhitespace).Value;
}

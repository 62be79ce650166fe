using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tracking.Data;
using Tracking.Model;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Whatever stands in a track, a run or the caller's words is text on the page and nothing else.</summary>
public sealed partial class HostilePageTests
{
    public static readonly TheoryData<string> Texts =
    [
        "<script>window.hacked = 1</script>",
        "</title></style></script><script>window.hacked = 1</script>",
        "<img src=x onerror=\"window.hacked = 1\">",
        "\" onmouseover=\"window.hacked = 1\" x=\"",
        "' onmouseover='window.hacked = 1' x='",
        "&lt;script&gt;window.hacked = 1&lt;/script&gt;&#60;b&#62;",
        "javascript:window.hacked = 1",
        "<!-- --><![CDATA[<b>]]>",
        "<svg/onload=window.hacked=1>",
        "{{constructor.constructor('window.hacked=1')()}}",
        "\0\a\b\u001B[31m\uFFFF",
        "\u202Egnp.exe\u202C \u05E9\u05DC\u05D5\u05DD",
        new string('<', 5000),
        new string('\u0645', 5000),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_in_every_field_is_text(string text)
    {
        var plain = Tags(Page(new string('x', text.Length)));
        var hostile = Tags(Page(text));
        // Neither a tag nor an attribute more than a harmless text makes; what differs stands in quotes.
        Assert.Equal(plain, hostile);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Figures_are_well_formed_and_have_neither_styles_nor_links(string text)
    {
        var figures = Figures().Matches(Page(text));
        Assert.True(figures.Count >= 4);
        foreach (var svg in figures.Select(figure => XElement.Parse(figure.Value)))
        {
            var attributes = svg.DescendantsAndSelf().Attributes().Select(attribute => attribute.Name.LocalName).ToHashSet();
            Assert.DoesNotContain("style", attributes);
            Assert.DoesNotContain(attributes, name => name.StartsWith("on", StringComparison.Ordinal) || name == "href");
            Assert.Subset(new HashSet<string> { "svg", "title", "text", "rect", "polyline", "polygon", "ellipse" },
                svg.DescendantsAndSelf().Select(element => element.Name.LocalName).ToHashSet());
        }
    }

    [Fact]
    public void Neither_the_page_nor_its_parts_name_a_place_outside()
    {
        var page = Page("plain");
        Assert.DoesNotContain("http:", page);
        Assert.DoesNotContain("https:", page);
        Assert.DoesNotMatch("(src|href|style|action)=", page);
        Assert.Empty(Regex.Matches(page, @"url\((?!#bar-)"));
    }

    private static string Page(string text)
    {
        var sample = new Sample(text, text);
        sample.Run(1, text, 0, 60, RunStatus.Failed, text).Run(2, text, 24, 60, RunStatus.Abandoned, text).Run(3, text, 48, 60)
            .Run(4, text, 72, 30, RunStatus.Running).Run(5, text, 96, 60, RunStatus.FinishedWithErrors, text)
            .Run(6, text, 98, 30, RunStatus.Open).Run(7, text, 99, 30, RunStatus.Unknown);
        var facts = new StepFacts { Error = text, ErrorId = text, Position = text, Reason = text, Errors = [text] };
        foreach (var run in new[] { 1, 2, 5, 7 })
        {
            var start = Sample.Start.AddHours(run is 1 or 2 ? 24 * (run - 1) : run == 5 ? 96 : 99);
            foreach (var status in Enum.GetValues<StepStatus>())
            {
                var outer = new StepRecord((20 * run) + (2 * (int)status), run, text, text, 0, StepRecord.PathOf(null, text, text))
                {
                    Status = status,
                    StartUtc = start.AddMinutes((int)status),
                    EndUtc = start.AddMinutes(30),
                    Facts = facts.ToData(),
                };
                sample.Step(outer).Step(outer with
                {
                    StepId = outer.StepId + 1,
                    ParentId = outer.StepId,
                    Path = StepRecord.PathOf(outer.Path, text, text),
                });
            }
        }
        for (var hour = 0; hour < 3; hour++)
        {
            var mapping = new Dictionary<string, string> { [text] = text };
            var data = new Dictionary<string, object>
            {
                [text] = hour,
                [text + "text"] = text,
                ["list"] = new[] { text },
                ["mapping"] = mapping,
            };
            sample.Track(text, hour, data, user: text);
        }
        return sample.Page();
    }

    /// <summary>The tags of a page, with what stands in quotes left out.</summary>
    private static List<string> Tags(string page) => [.. AnyTag().Matches(page).Select(tag => Quoted().Replace(tag.Value, "\"\""))];

    [GeneratedRegex("<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")]
    private static partial Regex AnyTag();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("<svg class=\"plot\".*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Figures();
}

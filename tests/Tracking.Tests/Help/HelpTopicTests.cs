using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Tests.Help;

/// <summary>The about topics.</summary>
public sealed partial class HelpTopicTests : ModuleTest
{
    private static readonly string TopicFolder = Path.Combine(Path.GetDirectoryName(ModuleSession.Manifest)!, "module", "en-US");

    public static TheoryData<string> Topics => new(Directory.GetFiles(TopicFolder, "about_*.help.txt")
        .Select(path => Path.GetFileName(path).Replace(".help.txt", "", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_topic_has_the_form_of_one(string topic)
    {
        Assert.Matches($@"\ATOPIC\n    {topic}\n\nSHORT DESCRIPTION\n    (.+\n)+\nLONG DESCRIPTION\n", Text(topic));
        Assert.DoesNotContain('\t', Text(topic));
        Assert.All(Text(topic).Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_topic_is_found_and_links_to_what_is_there(string topic)
    {
        Set("names", (string[])[topic, .. Links(Text(topic))]);
        Run("""
            foreach ($name in $names) {
                if ($name -like 'about_*') { (Get-Help $name).Name | Should -BeExactly $name }
                else { Get-Command $name -Module Tracking | Should -HaveCount 1 }
            }
            """);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_topic_names_only_cmdlets_that_are_there(string topic)
    {
        var cmdlets = Output("(Get-Command -Module Tracking).Name");
        Assert.All(Cmdlet().Matches(Text(topic)), match => Assert.Contains(match.Value, cmdlets));
    }

    private static string Text(string topic) =>
        File.ReadAllText(Path.Combine(TopicFolder, $"{topic}.help.txt")).ReplaceLineEndings("\n");

    private static string[] Links(string text) =>
    [
        .. text.Split("\nSEE ALSO\n")[1].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)
            .Concat(Topic().Matches(text).Select(match => match.Value)).Distinct(),
    ];

    [GeneratedRegex(@"\babout_\w+")]
    private static partial Regex Topic();

    [GeneratedRegex(
        @"\b(Save|Get|Search|Copy|Remove|Expand|Export|Start|Stop|Update|Open|Close|Optimize|Invoke|Limit|Watch|Test|Send)-\w*Track\w*")]
    private static partial Regex Cmdlet();
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>What the sources cite is in the repository: rules, parts of the format, and documents.</summary>
public sealed partial class CitationTests
{
    private static readonly Dictionary<string, string> Documents = new(StringComparer.OrdinalIgnoreCase)
    {
        ["rule"] = "src/Tracking.Core/RULES.md",
        ["rules"] = "src/Tracking.Core/RULES.md",
        ["format"] = "src/Tracking.Core/FORMAT.md",
    };

    private static readonly string[] Comments = ["//", "#", "--", "<!--"];

    [Fact]
    public void Every_rule_that_is_cited_is_there()
    {
        var numbers = Documents.Values.Distinct().ToDictionary(document => document, Numbers);
        var cited = Repository.Texts.SelectMany(file => Citation().Matches(Repository.Text(file)).SelectMany(match =>
            Number().Matches(match.Groups["numbers"].Value)
                .Select(number => (File: file, Document: Documents[match.Groups["document"].Value], Number: number.Value)))).ToList();
        Assert.True(cited.Count > 100, "The citations are not found.");
        AllowList.AssertNone(cited.Where(citation => !numbers[citation.Document].Contains(citation.Number))
            .Select(citation => $"{citation.File} cites {citation.Number} of {citation.Document}"));
    }

    [Fact]
    public void Numbers_count_up_and_none_is_given_twice()
    {
        foreach (var document in Documents.Values.Distinct())
        {
            var numbers = InOrder(document).ToList();
            Assert.NotEmpty(numbers);
            Assert.Equal(numbers.Distinct().OrderBy(Order), numbers);
        }
    }

    [Fact]
    public void Every_document_that_is_named_is_there()
    {
        var named = Repository.Texts.SelectMany(file =>
            Prose(file).SelectMany(line => Document().Matches(line)).Select(match => (File: file, Name: match.Value))).ToList();
        Assert.NotEmpty(named);
        var missing = named.Where(document => !IsThere(document.File, document.Name));
        AllowList.AssertOnly("documents", missing.Select(document => $"{document.Name} in {document.File}"));
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var links = Repository.Texts.Where(IsMarkdown).SelectMany(file =>
            Link().Matches(Repository.Text(file)).Select(match => (File: file, Target: match.Groups[1].Value))).ToList();
        Assert.NotEmpty(links);
        var broken = links.Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(link.File, link.Target));
        AllowList.AssertOnly("links", broken.Select(link => $"{link.Target} in {link.File}"));
    }

    [Fact]
    public void Nothing_cites_what_is_not_in_the_repository()
    {
        var elsewhere = Repository.Texts.SelectMany(file =>
            Elsewhere().Matches(Repository.Text(file)).Select(match => $"{match.Value} in {file}"));
        // Tests have seeds of their own, from which they make things up.
        var seed = Repository.Texts.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Seed().Matches(Repository.Text(file)).Select(match => $"{match.Value} in {file}"));
        AllowList.AssertNone(elsewhere.Concat(seed));
    }

    /// <summary>The lines of a document, or those of a source that are comments.</summary>
    private static IEnumerable<string> Prose(string file) =>
        Repository.Lines(file).Where(line => IsMarkdown(file) || IsComment(line.TrimStart()));

    private static bool IsComment(string line) => Comments.Any(mark => line.StartsWith(mark, StringComparison.Ordinal));

    private static bool IsMarkdown(string file) => file.EndsWith(".md", StringComparison.Ordinal);

    /// <summary>The numbers of headings and items: <c>## 4.</c>, <c>**4.7**</c>.</summary>
    private static HashSet<string> Numbers(string document) => [.. InOrder(document)];

    private static IEnumerable<string> InOrder(string document) =>
        Anchor().Matches(Repository.Text(document)).Select(match => match.Groups[1].Value);

    // A heading has one number, which stands before those of its items.
    private static Version Order(string number) => Version.Parse(number.Contains('.', StringComparison.Ordinal) ? number : number + ".0");

    private static bool IsThere(string file, string name) =>
        Repository.Has(name) || Repository.Has($"{Repository.Folder(file)}/{name}")
            || Repository.Files.Any(other => other.EndsWith("/" + name, StringComparison.Ordinal));

    private static bool LeadsSomewhere(string file, string target)
    {
        var parts = target.Split('#');
        var document = parts[0].Length == 0 ? file : Combine(Repository.Folder(file), parts[0]);
        return Repository.Has(document) && (parts.Length == 1 || Headings(document).Contains(parts[1]));
    }

    private static string Combine(string folder, string path)
    {
        var steps = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in path.Split('/'))
        {
            if (step == "..")
                steps.RemoveAt(steps.Count - 1);
            else if (step != ".")
                steps.Add(step);
        }
        return string.Join('/', steps);
    }

    // As GitHub makes them.
    private static HashSet<string> Headings(string document) =>
        [.. Heading().Matches(Repository.Text(document))
            .Select(match => NotOfAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\b(?<document>rules?|format) (?<numbers>\d+(\.\d+)?((, | and | to | or )\d+\.\d+)*)", RegexOptions.IgnoreCase)]
    private static partial Regex Citation();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:#+ |\*\*)(\d+(?:\.\d+)?)(?:\.|\*\*)", RegexOptions.Multiline)]
    private static partial Regex Anchor();

    [GeneratedRegex(@"(?<![\w/.*$-])[\w./-]+\.md\b")]
    private static partial Regex Document();

    [GeneratedRegex(@"\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotOfAnchor();

    [GeneratedRegex(@"\bdesign\.md\b|\bissues? #?\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"\bthe seed\b", RegexOptions.IgnoreCase)]
    private static partial Regex Seed();
}

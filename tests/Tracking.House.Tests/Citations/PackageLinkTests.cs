using System;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>README.md ships in the package, with the manifest and the module's folder: what it links to is there too.</summary>
public sealed partial class PackageLinkTests
{
    [Fact]
    public void What_README_links_to_ships_with_it()
    {
        var links = Link().Matches(Repository.Text("README.md")).Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(links);
        AllowList.AssertOnly("package", links.Where(target => !Ships(target)).Select(target => $"{target} is not in the package"));
    }

    /// <summary>As build.ps1 copies it: the folder module, files at the root, and whatever README links to.</summary>
    private static bool Ships(string target) => Repository.Has(target)
        && (target.StartsWith("module/", StringComparison.Ordinal) || Copied.Contains($"/{target}\"", StringComparison.Ordinal)
            || Copied.Contains("/$linked\"", StringComparison.Ordinal));

    private static string Copied => Package().Match(Repository.Text("build.ps1")).Value;

    [GeneratedRegex(@"\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"function Invoke-Package \{.*?\n\}", RegexOptions.Singleline)]
    private static partial Regex Package();
}

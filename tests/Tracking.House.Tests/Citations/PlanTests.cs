using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>The plan of the house names types that are there, and files to touch that are there.</summary>
public sealed partial class PlanTests
{
    private const string Plan = "src/README.md";

    [Fact]
    public void The_types_that_it_names_are_there()
    {
        var known = House.Types.Select(type => type.Name.Split('`')[0]).Concat(["TrackStoreContract", "Tracking", "CmdletsToExport"])
            .ToHashSet();
        var named = TypeName().Matches(Repository.Text(Plan)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 50, "The types are not found.");
        AllowList.AssertNone(named.Where(name => !known.Contains(name)).Select(name => $"{name} is not there"));
    }

    [Fact]
    public void The_files_that_it_names_are_there()
    {
        var named = FilePath().Matches(Repository.Text(Plan)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 5, "The files are not found.");
        AllowList.AssertNone(named.Where(name => !Repository.Has(name)).Select(name => $"{name} is not there"));
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+)`")]
    private static partial Regex TypeName();

    [GeneratedRegex("`((?:src|tests|module)/[^`<> ]+\\.\\w+)`")]
    private static partial Regex FilePath();
}

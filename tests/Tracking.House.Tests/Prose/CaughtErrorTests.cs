using System;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>A caught error is named <c>error</c>, and one that is caught inside of that <c>inner</c>.</summary>
public sealed partial class CaughtErrorTests
{
    private static readonly string[] Names = ["error", "inner"];

    [Fact]
    public void Caught_errors_have_one_name()
    {
        var caught = Repository.CSharp.SelectMany(file =>
            Catch().Matches(Repository.Text(file)).Select(match => (File: file, Name: match.Groups[1].Value))).ToList();
        Assert.True(caught.Count > 50, "The catch clauses are not found.");
        AllowList.AssertOnly("errors", caught.Where(error => !Names.Contains(error.Name)).Select(error => $"{error.Name} in {error.File}"));
    }

    [GeneratedRegex(@"\bcatch\s*\(\s*[\w.<>]+\s+(\w+)\s*\)")]
    private static partial Regex Catch();
}

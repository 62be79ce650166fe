using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>Folders know each other in one direction only, through however many others.</summary>
public sealed class FolderCycleTests
{
    [Fact]
    public void No_folder_knows_itself_through_others()
    {
        var edges = Edges();
        Assert.True(edges.Count > 40, "The folders that know each other are not found.");
        var inCycles = edges.Where(edge => Reaches(edges, edge.To, edge.From));
        AllowList.AssertOnly("cycles", inCycles.Select(edge => $"{edge.From} -> {edge.To}, by {edge.By}"));
    }

    private static List<Edge> Edges() =>
        [.. House.Types.SelectMany(type => House.NamedBy(type).Select(other => (From: type, To: other)))
            .GroupBy(pair => (From: House.FolderOf(pair.From), To: House.FolderOf(pair.To)), pair => $"{pair.From.Name} -> {pair.To.Name}")
            .Where(pairs => pairs.Key.From != pairs.Key.To)
            .Select(pairs => new Edge(pairs.Key.From, pairs.Key.To, string.Join(", ", pairs.Order(StringComparer.Ordinal))))];

    private static bool Reaches(List<Edge> edges, string from, string to)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([from]);
        while (waiting.TryPop(out var folder))
        {
            if (folder == to)
                return true;
            if (reached.Add(folder))
                edges.Where(edge => edge.From == folder).ToList().ForEach(edge => waiting.Push(edge.To));
        }
        return false;
    }

    private sealed record Edge(string From, string To, string By);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>Lines of C# have at most 140 characters.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    [Fact]
    public void Lines_are_short()
    {
        var found = Repository.CSharp.SelectMany(file => LongLines(file).Select(line => (File: file, Line: line)))
            .ToLookup(place => Repository.Folder(place.File), place => $"{place.File}:{place.Line}");
        var known = Known();
        var tooMany = found.Where(folder => folder.Count() > known.GetValueOrDefault(folder.Key)).SelectMany(folder => folder);
        var stale = known.Keys.Where(folder => !found.Contains(folder));
        AllowList.AssertNone(tooMany.Concat(stale.Select(folder => $"{folder} has none any more, take it off the list")));
    }

    // Folders whose long lines are still to be broken, with how many there are at most.
    private static Dictionary<string, int> Known() => AllowList.Read("lines").Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static IEnumerable<int> LongLines(string file) =>
        Repository.Lines(file).Index().Where(line => line.Item.Length > Longest).Select(line => line.Index + 1);
}

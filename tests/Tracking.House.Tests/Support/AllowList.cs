using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Tracking.House.Tests;

/// <summary>
/// What breaks a rule today and is known: the files in Known, one entry a line. They may only get shorter: neither may something new
/// break the rule, nor may an entry stay that nothing needs. A file whose last entry goes is deleted.
/// </summary>
internal static class AllowList
{
    private const string Folder = "tests/Tracking.House.Tests/Known";

    /// <summary>Fails with what breaks the rule and is not on the list, and with what is on the list and breaks it no more.</summary>
    public static void AssertOnly(string name, IEnumerable<string> found) => AssertSame(Read(name), found);

    /// <summary>The entries of a list; none when there is none.</summary>
    public static IReadOnlyList<string> Read(string name) =>
        Repository.Has($"{Folder}/{name}.txt") ? Repository.Lines($"{Folder}/{name}.txt") : [];

    /// <summary>Fails with what breaks the rule.</summary>
    public static void AssertNone(IEnumerable<string> found) => AssertSame([], found);

    private static void AssertSame(IEnumerable<string> allowed, IEnumerable<string> found)
    {
        var known = allowed.ToHashSet(StringComparer.Ordinal);
        var now = found.ToHashSet(StringComparer.Ordinal);
        var broken = now.Except(known).Order(StringComparer.Ordinal).Select(item => $"breaks the rule: {item}");
        var stale = known.Except(now).Order(StringComparer.Ordinal).Select(item => $"breaks it no more, take it off the list: {item}");
        var problems = broken.Concat(stale).ToList();
        Assert.True(problems.Count == 0, $"{problems.Count} to put right:\n{string.Join('\n', problems)}");
    }
}

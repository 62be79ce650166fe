using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Binding;

/// <summary>Names in a question: one from the pipeline is literal; one on the command line matches literally or as a wildcard (design.md 4.10).</summary>
internal static class NameCriteria
{
    /// <summary>The criteria for a parameter; null when it was not given. A name that is null or empty matches nothing.</summary>
    public static IReadOnlyList<NameCriterion>? From(string?[]? names, bool isLiteral) =>
        names == NotGiven.Names ? null : [.. (names ?? []).Where(name => !string.IsNullOrEmpty(name)).Select(name => From(name!, isLiteral))];

    private static NameCriterion From(string name, bool isLiteral)
    {
        // An escaped wildcard is none, yet only the pattern knows what it stands for.
        if (isLiteral || !(WildcardPattern.ContainsWildcardCharacters(name) || name.IndexOf('`') >= 0))
            return new NameCriterion(name);
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return IsWhole(pattern) ? new NameCriterion(name, pattern.IsMatch) : new NameCriterion(name);
    }

    /// <summary>Whether the pattern can be asked: one like <c>a[b</c> is no wildcard, but may be a name.</summary>
    private static bool IsWhole(WildcardPattern pattern)
    {
        try
        {
            pattern.IsMatch("");
            return true;
        }
        catch (WildcardPatternException)
        {
            return false;
        }
    }
}

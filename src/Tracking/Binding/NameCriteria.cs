using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Model;

namespace Tracking.Binding;

/// <summary>
/// Names in a question: one from the pipeline is literal; one on the command line matches literally or as a wildcard (rule 4.10).
/// </summary>
internal static class NameCriteria
{
    /// <summary>The criteria for a parameter; null when it was not given. A name that is null or empty matches nothing.</summary>
    public static IReadOnlyList<NameCriterion>? From(string?[]? names, bool isLiteral) =>
        names == NotGiven.Names
            ? null
            : [.. (names ?? []).Where(name => !string.IsNullOrEmpty(name)).Select(name => From(name!, isLiteral))];

    private static NameCriterion From(string name, bool isLiteral)
    {
        // An escaped wildcard is none, yet only the pattern knows what it stands for.
        if (isLiteral || !(WildcardPattern.ContainsWildcardCharacters(name) || name.IndexOf('`') >= 0))
            return new NameCriterion(name);
        return WholePattern.From(name) is { } pattern ? new NameCriterion(name, pattern.IsMatch) : new NameCriterion(name);
    }
}

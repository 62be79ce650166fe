using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>
/// One alternative for a name in a question: a name itself or, where a pattern is given,
/// also every name that the pattern matches (rule 4.10).
/// </summary>
public sealed class NameCriterion
{
    /// <summary>Makes a criterion.</summary>
    /// <param name="text">The name, compared without case.</param>
    /// <param name="pattern">Tells which other names match; null for a literal name.</param>
    public NameCriterion(string text, Func<string, bool>? pattern = null)
    {
        Text = text;
        Pattern = pattern;
    }

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Tells which other names match, or null.</summary>
    public Func<string, bool>? Pattern { get; }

    /// <summary>Whether a name meets the criterion; no name meets none.</summary>
    public bool Matches(string? name) => name != null && (string.Equals(Text, name, StringComparison.OrdinalIgnoreCase) || Pattern?.Invoke(name) == true);

    /// <summary>Whether a name meets one of the criteria; any does, and none too, when there are no criteria.</summary>
    public static bool AnyMatches(IReadOnlyList<NameCriterion>? criteria, string? name)
    {
        if (criteria == null)
            return true;
        foreach (var criterion in criteria)
        {
            if (criterion.Matches(name))
                return true;
        }
        return false;
    }
}

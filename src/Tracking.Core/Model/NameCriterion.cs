using System;
using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>
/// One alternative for a name in a query: a name or, if there is a pattern, every name that the pattern matches too (rule 4.10).
/// </summary>
public sealed class NameCriterion
{
    /// <summary>Makes a criterion.</summary>
    /// <param name="text">The name, compared without case.</param>
    /// <param name="pattern">Decides which other names match; null for a literal name.</param>
    public NameCriterion(string text, Func<string, bool>? pattern = null)
    {
        Text = text;
        Pattern = pattern;
    }

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Decides which other names match; null for a literal name.</summary>
    public Func<string, bool>? Pattern { get; }

    /// <summary>Whether a name meets the criterion; null, which is no name, does not.</summary>
    public bool Matches(string? name) =>
        name != null && (string.Equals(Text, name, StringComparison.OrdinalIgnoreCase) || Pattern?.Invoke(name) == true);

    /// <summary>Whether a name meets one of the criteria. When these are null, every name does, and so does null.</summary>
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

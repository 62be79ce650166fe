using System;

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
}

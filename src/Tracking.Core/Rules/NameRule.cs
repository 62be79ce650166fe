using System;

namespace Tracking.Rules;

/// <summary>When two names are the same.</summary>
public static class NameRule
{
    /// <summary>Whether two names differ in case at most (rule 4.10).</summary>
    public static bool IsSame(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

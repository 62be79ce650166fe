using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;

namespace Tracking.Serialization;

/// <summary>Whether the case of keys matters to a dictionary or a set.</summary>
internal static class CaseRule
{
    public static bool IsSensitive(HashSet<string> set) => !set.Comparer.Equals("a", "A");

    public static bool IsSensitive(IDictionary mapping)
    {
        var comparer = mapping is Hashtable or OrderedDictionary ? null : mapping.GetType().GetProperty("Comparer")?.GetValue(mapping);
        return comparer is IEqualityComparer<string> known ? !known.Equals("a", "A") : IsSensitive(mapping.Keys, mapping.Contains);
    }

    /// <summary>
    /// What a hashtable does not say, its keys show. One without any that have a case is as PowerShell makes them: insensitive.
    /// </summary>
    private static bool IsSensitive(IEnumerable keys, Func<object, bool> contains)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string? other = null;
        foreach (var key in keys)
        {
            if (key is not string name)
                continue;
            if (!names.Add(name))
                return true;
            var upper = name.ToUpperInvariant();
            other ??= upper != name ? upper : name.ToLowerInvariant() is var lower && lower != name ? lower : null;
        }
        return other != null && !contains(other);
    }
}

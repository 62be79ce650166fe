using System.Management.Automation;

namespace Tracking.Binding;

/// <summary>Wildcards as they are asked for names.</summary>
internal static class WholePattern
{
    /// <summary>The pattern; null when it cannot be asked: one like <c>a[b</c> is no wildcard, but may be a name.</summary>
    public static WildcardPattern? From(string text)
    {
        var pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        try
        {
            pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}

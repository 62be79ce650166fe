namespace Tracking.Model;

/// <summary>What text can be stored: UTF-8 has no form for half of a surrogate pair.</summary>
internal static class UnicodeText
{
    /// <summary>Whether each half of a surrogate pair has the other half beside it.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                return false;
        }
        return true;
    }
}

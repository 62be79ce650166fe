using System.Text;

namespace Tracking.Model;

/// <summary>What text can be stored: UTF-8 has no form for half of a surrogate pair.</summary>
public static class UnicodeText
{
    /// <summary>The text with the replacement character for each half of a surrogate pair that lacks the other half.</summary>
    public static string MakeWellFormed(string text) =>
        IsWellFormed(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

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

using Tracking.Model;

namespace Tracking.Runs;

/// <summary>A text as it can be put on record: well formed, and cut where it is too long.</summary>
internal static class RecordedText
{
    public static string Of(string text)
    {
        text = UnicodeText.MakeWellFormed(text);
        if (text.Length <= RunRecord.MaxMessageLength)
            return text;
        var end = RunRecord.MaxMessageLength - 1;
        return text.Substring(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end) + "…";
    }
}

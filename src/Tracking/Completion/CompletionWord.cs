using System;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Model;

namespace Tracking.Completion;

/// <summary>What the user typed of a word before Tab: the beginning of a name, with or without a quotation mark, or a wildcard.</summary>
internal sealed class CompletionWord
{
    // PowerShell takes typographic quotation marks for plain ones.
    private const string QuotationMarks = "'\"\u2018\u2019\u201a\u201b\u201c\u201d\u201e";

    private readonly WildcardPattern? _pattern;

    public CompletionWord(string? typed)
    {
        Text = typed ?? "";
        IsQuoted = Text.Length > 0 && IsQuotationMark(Text[0]);
        if (IsQuoted)
            Text = Text.Length > 1 && IsQuotationMark(Text[Text.Length - 1]) ? Text.Substring(1, Text.Length - 2) : Text.Substring(1);
        _pattern = WholePattern.From(Text + "*");
    }

    /// <summary>The word without quotation marks.</summary>
    public string Text { get; }

    /// <summary>Whether it began with a quotation mark, which an answer keeps.</summary>
    public bool IsQuoted { get; }

    public bool Matches(string name) => name.StartsWith(Text, StringComparison.OrdinalIgnoreCase) || _pattern?.IsMatch(name) == true;

    /// <summary>A criterion that at most so many names meet; a store asks it once for each.</summary>
    public NameCriterion ToCriterion(int most = int.MaxValue)
    {
        var matched = 0;
        return new NameCriterion(Text, name => Matches(name) && matched++ < most);
    }

    private static bool IsQuotationMark(char c) => QuotationMarks.IndexOf(c) >= 0;
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Completion;

/// <summary>Offers what the store at hand holds.</summary>
internal abstract class StoreContentCompleter : Completer
{
    protected sealed override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line)
    {
        using var store = StoreAtHand.Find(line);
        return store == null ? [] : Complete(word, line, store).ToList();
    }

    /// <summary>What there is to offer for the word.</summary>
    protected abstract IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store);

    protected static string Time(DateTime utc) => utc.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>What there is to say of a task or user.</summary>
    protected static string Describe(string name, long tracks, DateTime lastUtc) => $"{name}: {Count(tracks)}, last {Time(lastUtc)}";

    protected static string Count(long tracks) => tracks == 1 ? "1 track" : tracks.ToString(CultureInfo.InvariantCulture) + " tracks";
}

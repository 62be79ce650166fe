using System;
using System.Collections.Generic;
using Tracking.Events;

namespace Tracking.SessionFile;

/// <summary>Which format versions events need (format 10).</summary>
/// <param name="Write">The lowest version that may write to a file with them.</param>
/// <param name="Answer">The lowest version that may answer from it.</param>
internal readonly record struct FormatNeeds(int Write, int Answer)
{
    /// <summary>
    /// What every file needs that a module with such kinds of events writes to: from format version 3 on its lines are seeded, which
    /// whoever is older takes for damage (format 4.6).
    /// </summary>
    /// <param name="kinds">The kinds of events that are known.</param>
    /// <param name="summarized">Whether its closing line is to have a summary, which whoever is older takes for a torn end.</param>
    public static FormatNeeds Least(EventKinds kinds, bool summarized = false) =>
        kinds.Version < FileForm.SeededSince ? default
        : new FormatNeeds(
            summarized && kinds.Version >= FileForm.SummarySince ? FileForm.SummarySince : FileForm.SeededSince, FileForm.SeededSince);

    /// <summary>What a batch of events needs, and every line.</summary>
    public static FormatNeeds Of(IReadOnlyList<TrackEvent> batch, EventKinds kinds)
    {
        var needs = Least(kinds);
        for (var i = 0; i < batch.Count; i++)
            needs = needs.And(batch[i]);
        return needs;
    }

    /// <summary>What these events and another one need.</summary>
    public FormatNeeds And(TrackEvent happened) => new(Math.Max(Write, happened.Since), Math.Max(Answer, happened.AnswersSince));

    /// <summary>Whether a file with such a header may hold such events.</summary>
    public bool AreMetBy(FileHeader header) => Write <= header.WriteVersion && Answer <= header.AnswerVersion;
}

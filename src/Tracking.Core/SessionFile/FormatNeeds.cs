using System;
using System.Collections.Generic;
using Tracking.Events;

namespace Tracking.SessionFile;

/// <summary>Which format versions events need (format 10).</summary>
/// <param name="Write">The lowest version that may write to a file with them.</param>
/// <param name="Answer">The lowest version that may answer from it.</param>
internal readonly record struct FormatNeeds(int Write, int Answer)
{
    /// <summary>The first version that locks the file itself.</summary>
    private const int LocksItself = 3;

    /// <summary>
    /// What a file needs that is opened for writing: former versions have another lock, and must not write to it from then on (format 6.7).
    /// </summary>
    /// <param name="version">The version of who opens it; a test is an older one.</param>
    public static FormatNeeds OfWriter(int version) => new(Math.Min(version, LocksItself), 0);

    /// <summary>What a batch of events needs.</summary>
    public static FormatNeeds Of(IReadOnlyList<TrackEvent> batch)
    {
        var needs = default(FormatNeeds);
        for (var i = 0; i < batch.Count; i++)
            needs = needs.And(batch[i]);
        return needs;
    }

    /// <summary>What these events and another one need.</summary>
    public FormatNeeds And(TrackEvent happened) => new(Math.Max(Write, happened.Since), Math.Max(Answer, happened.AnswersSince));

    /// <summary>Whether a file with such a header may hold such events.</summary>
    public bool AreMetBy(FileHeader header) => Write <= header.WriteVersion && Answer <= header.AnswerVersion;
}

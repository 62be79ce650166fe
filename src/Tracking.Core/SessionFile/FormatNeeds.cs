using System;
using System.Collections.Generic;
using Tracking.Events;

namespace Tracking.SessionFile;

/// <summary>Which format versions events need (format 10).</summary>
/// <param name="Write">The lowest version that may write to a file with them.</param>
/// <param name="Answer">The lowest version that may answer from it.</param>
internal readonly record struct FormatNeeds(int Write, int Answer)
{
    /// <summary>What a batch of events needs.</summary>
    public static FormatNeeds Of(IReadOnlyList<TrackEvent> batch)
    {
        var (write, answer) = (1, 1);
        for (var i = 0; i < batch.Count; i++)
        {
            write = Math.Max(write, batch[i].Since);
            answer = Math.Max(answer, batch[i].AnswersSince);
        }
        return new FormatNeeds(write, answer);
    }

    /// <summary>Whether a file with such a header may hold such events.</summary>
    public bool AreMetBy(FileHeader header) => Write <= header.WriteVersion && Answer <= header.AnswerVersion;
}

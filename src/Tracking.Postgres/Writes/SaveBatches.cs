using System;
using System.Collections.Generic;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>Splits drafts, in their order, into those that are written together.</summary>
internal static class SaveBatches
{
    /// <summary>The most tracks of one transaction: some ten milliseconds' worth.</summary>
    private const int MaxTracks = 2000;

    private const long MaxBytes = 8 << 20;

    public static IEnumerable<IReadOnlyList<TrackDraft>> Of(IReadOnlyList<TrackDraft> drafts)
    {
        for (var start = 0; start < drafts.Count;)
        {
            var count = Count(drafts, start);
            var batch = new TrackDraft[count];
            for (var i = 0; i < count; i++)
                batch[i] = drafts[start + i];
            yield return batch;
            start += count;
        }
    }

    private static int Count(IReadOnlyList<TrackDraft> drafts, int start)
    {
        var bytes = 0L;
        var end = start;
        while (end < drafts.Count && end - start < MaxTracks && IsPlain(drafts[end]) && (end == start || Fits(drafts[end])))
            bytes += drafts[end++].Data.Length;
        return Math.Max(1, end - start);

        bool Fits(TrackDraft draft) => bytes + draft.Data.Length <= MaxBytes;
    }

    /// <summary>What may replace a track, or is rejected for its names, is written by itself.</summary>
    private static bool IsPlain(TrackDraft draft) =>
        draft is { Mode: SaveMode.Add, OnlyIfChanged: false, Number: 0 }
            && StoreErrors.IsName(draft.TaskId) && StoreErrors.IsName(draft.UserName);
}

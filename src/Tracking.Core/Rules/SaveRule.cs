using System;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What a save makes of a draft, once the store has found its run and the last track of its key (rule 4.4).</summary>
public static class SaveRule
{
    /// <summary>Requires what can be said of a draft without looking into the store.</summary>
    /// <exception cref="TrackingException">TrackNameInvalid, TrackRunInvalid.</exception>
    public static void RequireDraft(TrackDraft draft)
    {
        StoreErrors.RequireName(draft.TaskId, "task id");
        StoreErrors.RequireName(draft.UserName, "user name");
        if (draft.RunId < 0)
            throw StoreErrors.NegativeRun();
    }

    /// <summary>The track that a draft adds.</summary>
    /// <exception cref="TrackingException">TrackDataTooLarge.</exception>
    public static TrackRecord Add(TrackDraft draft, long number, int runId, DateTime time)
    {
        StoreErrors.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        return TrackRecord.Of(
            number, draft.TaskId, runId, draft.UserName, time, draft.TimeUtc != null, draft.Data, version: 0, draft.StepId);
    }

    /// <summary>
    /// What the last track of a key becomes by a draft that replaces it, or lays its data over the old ones: number, names and step stay,
    /// the version rises.
    /// </summary>
    /// <exception cref="TrackingException">TrackDataTooLarge, TrackDataUnreadable.</exception>
    public static TrackRecord Replace(TrackDraft draft, TrackRecord last, DateTime time)
    {
        var data = draft.Mode == SaveMode.Merge ? DataMerge.Merge(draft.Data, last.Data) : draft.Data;
        StoreErrors.RequireSize(last.TaskId, last.UserName, data);
        return TrackRecord.Of(
            last.Number, last.TaskId, last.RunId, last.UserName, time, draft.TimeUtc != null, data, last.Version + 1, last.StepId);
    }
}

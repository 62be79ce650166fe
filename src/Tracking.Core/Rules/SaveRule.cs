using System;
using System.Linq;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What a save makes of a draft, once the store has found its run and the last track of its key (rule 4.4).</summary>
public static class SaveRule
{
    /// <summary>Requires what can be said of a draft without looking into the store.</summary>
    /// <exception cref="TrackingException">TrackNameInvalid, TrackRunInvalid, TrackDataTooLarge.</exception>
    public static void RequireDraft(TrackDraft draft)
    {
        // A track that is there has its names.
        if (draft.Number != 0)
            return;
        StoreErrors.RequireName(draft.TaskId, "task id");
        StoreErrors.RequireName(draft.UserName, "user name");
        if (draft.RunId < 0)
            throw StoreErrors.NegativeRun();
        if (draft.RunKey == null)
            return;
        if (draft.RunId != 0)
            throw StoreErrors.RunNamedTwice();
        StoreErrors.RequireKey(draft.RunKey);
    }

    /// <summary>The run that a save begins for its task and key (rule 10.3).</summary>
    public static RunRecord BeginRun(TrackDraft draft, int runId, DateTime time) =>
        new(runId, draft.TaskId, time, time, RunStatus.Open, IsCurrent: false) { Key = draft.RunKey };

    /// <summary>Whether a draft may replace a track (rule 10.6).</summary>
    /// <exception cref="TrackingException">TrackDataUnreadable.</exception>
    public static bool MayReplace(TrackDraft draft, TrackRecord track) =>
        draft.ReplacesThoseWith is not { } keys || DataReader.Read(track.Data) is var data && keys.Any(key => data.Contains(key));

    /// <summary>Whether a draft says of a track what is there already, and is to be passed over then (rule 10.4).</summary>
    /// <exception cref="TrackingException">TrackDataUnreadable.</exception>
    public static bool ChangesNothing(TrackDraft draft, TrackRecord there) =>
        draft.OnlyIfChanged && DataEquality.IsSame(DataAfter(draft, there), there.Data);

    /// <summary>The track that a draft adds.</summary>
    /// <exception cref="TrackingException">TrackDataTooLarge.</exception>
    public static TrackRecord Add(TrackDraft draft, long number, int runId, DateTime time)
    {
        StoreErrors.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        return TrackRecord.Of(
            number, draft.TaskId, runId, draft.UserName, time, draft.TimeUtc != null, draft.Data, version: 0, draft.StepId);
    }

    /// <summary>
    /// What a track becomes by a draft that replaces it, or lays its data over the old ones: number, names and step stay, the version
    /// rises. A draft that names the track leaves its time unless it has one (rule 10.5), and what is left is given, as it is not the
    /// clock's.
    /// </summary>
    /// <exception cref="TrackingException">TrackDataTooLarge, TrackDataUnreadable.</exception>
    public static TrackRecord Replace(TrackDraft draft, TrackRecord last, DateTime time)
    {
        var data = DataAfter(draft, last);
        var timeStays = draft.Number != 0 && draft.TimeUtc == null;
        StoreErrors.RequireSize(last.TaskId, last.UserName, data);
        return TrackRecord.Of(
            last.Number, last.TaskId, last.RunId, last.UserName, timeStays ? last.TimeUtc : time, timeStays || draft.TimeUtc != null, data,
            last.Version + 1, last.StepId);
    }

    private static TrackData DataAfter(TrackDraft draft, TrackRecord there) =>
        draft.Mode == SaveMode.Merge ? DataMerge.Merge(draft.Data, there.Data) : draft.Data;
}

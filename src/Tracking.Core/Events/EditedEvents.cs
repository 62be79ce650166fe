using Tracking.State;

namespace Tracking.Events;

/// <summary>Events that say what was edited by hand, and the marks that a state has of it (format 4.8).</summary>
internal static class EditedEvents
{
    /// <summary>Marks what an event says that was edited.</summary>
    public static void MarkIn(this TrackEvent happened, EditMarks marks)
    {
        var ids = happened.Ids;
        if (ids.AreRemoved || happened.Kind.Id == EventId.Writer)
            marks.Lost++;
        else if (happened.Kind.Id == EventId.Track)
            marks.Tracks.Add(ids.Track);
        else if (happened.Kind.Id == EventId.Run)
            marks.Runs.Add(ids.Run);
        else
            marks.Steps.Add(ids.Step);
        if (happened is TrackSaved { StartsRun: true })
            marks.Runs.Add(ids.Run);
    }

    /// <summary>Gives an event that is written of a state the mark that the state has.</summary>
    public static TrackEvent WithMark(this TrackEvent happened, EditMarks marks)
    {
        var ids = happened.Ids;
        happened.IsEdited = happened.Kind.Id switch
        {
            EventId.Track => marks.Tracks.Contains(ids.Track),
            EventId.Run => marks.Runs.Contains(ids.Run),
            EventId.Step => marks.Steps.Contains(ids.Step),
            _ => false,
        };
        return happened;
    }
}

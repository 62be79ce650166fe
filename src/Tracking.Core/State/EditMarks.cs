using System.Collections.Generic;
using Tracking.Events;

namespace Tracking.State;

/// <summary>
/// What of a state was edited by hand in a log. It is on record, through every rewriting of the log, until someone accepts it (format 4.8).
/// </summary>
internal sealed class EditMarks
{
    private readonly HashSet<(EventId Kind, long Id)> _ids = [];

    /// <summary>How many lines were edited of which none is left: what they said was a removal, or who writes.</summary>
    public long Lost { get; set; }

    /// <summary>Adds what an event says that was edited.</summary>
    public void Add(TrackEvent happened)
    {
        var ids = happened.Ids;
        var id = ids.AreRemoved ? 0 : happened.Kind.Id switch
        {
            EventId.Track => ids.Track,
            EventId.Run => ids.Run,
            EventId.Step => ids.Step,
            _ => 0,
        };
        if (id == 0)
            Lost++;
        else
            _ids.Add((happened.Kind.Id, id));
        if (happened is TrackSaved { StartsRun: true })
            _ids.Add((EventId.Run, ids.Run));
    }

    /// <summary>The marks as they are now, to be asked from any thread; null when there are none.</summary>
    public EditMarks? Snapshot()
    {
        if (_ids.Count == 0)
            return null;
        var copy = new EditMarks();
        copy._ids.UnionWith(_ids);
        return copy;
    }

    /// <summary>Marks an event that is written of the state.</summary>
    public TrackEvent Mark(TrackEvent happened)
    {
        var ids = happened.Ids;
        var id = happened.Kind.Id == EventId.Track ? ids.Track : happened.Kind.Id == EventId.Run ? ids.Run : ids.Step;
        happened.IsEdited = _ids.Contains((happened.Kind.Id, id));
        return happened;
    }

    /// <summary>Accepts all of it.</summary>
    public void Clear()
    {
        _ids.Clear();
        Lost = 0;
    }
}

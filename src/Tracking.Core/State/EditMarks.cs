using System.Collections.Generic;

namespace Tracking.State;

/// <summary>
/// What of a state was edited by hand in a log. It is on record, through every rewriting of the log, until someone accepts it (format 4.8).
/// </summary>
internal sealed class EditMarks
{
    /// <summary>The tracks that were edited.</summary>
    public HashSet<long> Tracks { get; } = [];

    /// <summary>The runs that were edited.</summary>
    public HashSet<int> Runs { get; } = [];

    /// <summary>The steps that were edited.</summary>
    public HashSet<int> Steps { get; } = [];

    /// <summary>How many lines were edited of which none is left: what they said was a removal, or who writes.</summary>
    public long Lost { get; set; }

    /// <summary>Whether anything was edited.</summary>
    public bool Any => Tracks.Count + Runs.Count + Steps.Count > 0 || Lost > 0;

    /// <summary>The marks as they are now, to be asked from any thread; null when there are none.</summary>
    public EditMarks? Snapshot()
    {
        if (Tracks.Count + Runs.Count + Steps.Count == 0)
            return null;
        var copy = new EditMarks();
        copy.Tracks.UnionWith(Tracks);
        copy.Runs.UnionWith(Runs);
        copy.Steps.UnionWith(Steps);
        return copy;
    }

    /// <summary>Accepts all of it.</summary>
    public void Clear()
    {
        Tracks.Clear();
        Runs.Clear();
        Steps.Clear();
        Lost = 0;
    }
}

namespace Tracking;

/// <summary>What a save does when the key already has a track (rule 4.4).</summary>
public enum SaveMode
{
    /// <summary>Always a new track.</summary>
    Add,

    /// <summary>Replaces data and time of the last track for exactly (task, run, user); a new one when there is none.</summary>
    Update,

    /// <summary>Like <see cref="Update"/>, but lays the new top-level keys over the old.</summary>
    Merge,
}

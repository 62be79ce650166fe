namespace Tracking;

/// <summary>What a save does when the task, run and user already have a track (rule 4.4).</summary>
public enum SaveMode
{
    /// <summary>It always adds a track.</summary>
    Add,

    /// <summary>
    /// It replaces the data and time of the last track of exactly that task, run and user, or adds one when there is none.
    /// </summary>
    Update,

    /// <summary>Like <see cref="Update"/>, but old top-level keys that the new data do not have are retained.</summary>
    Merge,
}

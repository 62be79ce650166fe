namespace Tracking.Model;

/// <summary>What became of a track or run that came from another store.</summary>
public enum ImportOutcome
{
    /// <summary>It was here already, and stays as it is.</summary>
    Unchanged,

    /// <summary>It is new here.</summary>
    Added,

    /// <summary>It was here already, and was brought up to date.</summary>
    Updated,

    /// <summary>
    /// A different one with the same origin is here, because one of the stores was restored from a backup, or repaired. The one here stays
    /// as it is.
    /// </summary>
    Conflicting,
}

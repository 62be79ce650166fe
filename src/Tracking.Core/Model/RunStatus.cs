namespace Tracking;

/// <summary>The status of a run (rule 4.7).</summary>
public enum RunStatus
{
    /// <summary>It was started and not stopped, and its store can still be written by a living process.</summary>
    Running,

    /// <summary>It was stopped as finished.</summary>
    Finished,

    /// <summary>It was stopped before it had finished.</summary>
    Stopped,

    /// <summary>It was stopped because something went wrong.</summary>
    Failed,

    /// <summary>
    /// It was never stopped, and no living process holds the file that it is in; for a copy, none held the file that it was copied from.
    /// </summary>
    Abandoned,
}

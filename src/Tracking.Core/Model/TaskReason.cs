namespace Tracking;

/// <summary>Why a task is on time, or is not: how its last run stands (rule 12.4).</summary>
public enum TaskReason
{
    /// <summary>It succeeded in time.</summary>
    Succeeded,

    /// <summary>No run of it is on record.</summary>
    NeverRan,

    /// <summary>It did not run again since its last success.</summary>
    Late,

    /// <summary>It is still at work.</summary>
    Running,

    /// <summary>Its last run is open: nobody says that it is at work, or that it ended.</summary>
    Open,

    /// <summary>Whether its last run is still at work cannot be judged from here.</summary>
    Unknown,

    /// <summary>Its last run was stopped before it had finished.</summary>
    Stopped,

    /// <summary>Its last run failed.</summary>
    Failed,

    /// <summary>The process of its last run is gone.</summary>
    Abandoned,

    /// <summary>Its last run came to its end with errors, which count.</summary>
    FinishedWithErrors,
}

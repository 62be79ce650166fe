namespace Tracking;

/// <summary>The status of a step (rule 7.3).</summary>
public enum StepStatus
{
    /// <summary>It is at work.</summary>
    Running,

    /// <summary>Its block came to its end, and nothing went wrong in it.</summary>
    Completed,

    /// <summary>
    /// Its block came to its end, but an error was written in it, a step inside failed, or a program's exit code was unexpected.
    /// </summary>
    CompletedWithErrors,

    /// <summary>Its block ended by an error.</summary>
    Failed,

    /// <summary>Its block was left before its end: by Ctrl+C, break, continue, or a pipeline that had enough.</summary>
    Stopped,

    /// <summary>It was not run, because -When or -Unless said so.</summary>
    Skipped,

    /// <summary>Its end was not recorded, and whoever ran it is gone. It is never written: it shows when a store is asked.</summary>
    Abandoned,
}

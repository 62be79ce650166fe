namespace Tracking;

/// <summary>The status of a run (rule 4.7, rule 4.16).</summary>
public enum RunStatus
{
    /// <summary>It is at work: it was started and not stopped, and its writer still holds the store.</summary>
    Running,

    /// <summary>It was stopped as finished, and nothing went wrong in it.</summary>
    Finished,

    /// <summary>It was stopped before it had finished.</summary>
    Stopped,

    /// <summary>It was stopped because something went wrong.</summary>
    Failed,

    /// <summary>It was at work and never stopped, and its writer is gone.</summary>
    Abandoned,

    /// <summary>It takes tracks, and nobody said that it is at work: a save started it, or it was started to outlive its process.</summary>
    Open,

    /// <summary>It came to its end, but an error was written in it, a step failed, or a program's exit code was unexpected.</summary>
    FinishedWithErrors,

    /// <summary>Whether it is still at work cannot be judged from here: it is a copy, or in another machine's file.</summary>
    Unknown,
}

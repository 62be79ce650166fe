namespace Tracking.Rules;

/// <summary>How much a store holds at most; every kind of store has the same limits (rule 4.24).</summary>
public static class StoreLimits
{
    /// <summary>The most bytes of one track, which is one line of a session file.</summary>
    public const int MaxLineBytes = 64 * 1024 * 1024;

    /// <summary>The greatest track number; no store comes to it, but a file may say that it has.</summary>
    public const long MaxTrackNumber = long.MaxValue - 1;

    /// <summary>The greatest run id.</summary>
    public const int MaxRunId = int.MaxValue - 1;

    /// <summary>The greatest step id.</summary>
    public const int MaxStepId = int.MaxValue - 1;

    /// <summary>The most characters of a step's name, and of the key of a step or a run.</summary>
    public const int MaxNameLength = 8192;
}

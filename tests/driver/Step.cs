namespace Tracking.Driver;

/// <summary>What a step does to a store.</summary>
internal enum StepKind
{
    Save,
    Update,
    Merge,
    Remove,
    StartRun,
    StopRun,
    Optimize,

    /// <summary>An update of a track that only such steps replace.</summary>
    Replace,

    /// <summary>The same, after which most of the file is dead: it is compacted as a store does it by itself.</summary>
    Compact,
}

/// <summary>One user operation. Its number is its time and goes into its data, so that no two steps leave the same behind.</summary>
/// <param name="Index">Which step it is, from 0.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Task">The task.</param>
/// <param name="User">The user.</param>
/// <param name="Size">How many bytes the data have, about.</param>
/// <param name="Number">The track to remove.</param>
internal sealed record Step(int Index, StepKind Kind, string Task, string User, int Size, long Number);

namespace Tracking.Blocks;

/// <summary>How a block came to its end.</summary>
internal enum BlockEnd
{
    /// <summary>It ran to its last statement, or to a return of its own.</summary>
    Completed,

    /// <summary>An error ended it, of whatever making.</summary>
    Failed,

    /// <summary>It ended the script by exit.</summary>
    Exited,

    /// <summary>Someone stopped the pipeline: Ctrl+C.</summary>
    Stopped,

    /// <summary>It was left before its end: break or continue of a loop around it, or whoever reads the output has enough.</summary>
    Left,
}

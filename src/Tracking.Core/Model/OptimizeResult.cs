namespace Tracking.Model;

/// <summary>What a compaction did to the size of a store's file, in bytes; both are 0 for a store without a file.</summary>
/// <param name="LengthBefore">The length of the file before.</param>
/// <param name="LengthAfter">The length of the file after.</param>
public sealed record OptimizeResult(long LengthBefore, long LengthAfter);

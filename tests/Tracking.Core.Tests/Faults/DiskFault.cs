namespace Tracking.Tests;

/// <summary>How a call to the disk fails.</summary>
internal enum FaultKind
{
    /// <summary>Nothing is done, and it is an IOException.</summary>
    Error,

    /// <summary>Nothing is done, and it is an UnauthorizedAccessException.</summary>
    Denied,

    /// <summary>A write does half of its work before it fails.</summary>
    HalfWritten,

    /// <summary>A write does all of its work but the last byte before it fails.</summary>
    AlmostWritten,

    /// <summary>Only what would take more room fails, a write behind what the file has already.</summary>
    DiskFull,
}

/// <summary>Calls that are to fail, counted from the first call of the disk.</summary>
internal sealed record DiskFault(long FirstCall, int Times, FaultKind Kind)
{
    /// <summary>As many times as there are calls.</summary>
    public const int Always = int.MaxValue;

    public bool Hits(long call) => call >= FirstCall && call - FirstCall < Times;

    public override string ToString() => $"{Kind} {(Times == Always ? "from" : $"{Times} times from")} call {FirstCall} on";
}

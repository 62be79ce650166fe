namespace Tracking.SessionFile;

/// <summary>Where a line stands in a file.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
internal readonly record struct LinePlace(long Line, long Offset)
{
    public override string ToString() => System.FormattableString.Invariant($"Line {Line}, byte {Offset}");
}

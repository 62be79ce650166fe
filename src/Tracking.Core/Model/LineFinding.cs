namespace Tracking;

/// <summary>What was found at one line of a session file, and what becomes of it.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Line">The line, from 1; 0 where it is about no line that is there.</param>
/// <param name="Offset">Where the line begins in the file, in bytes.</param>
/// <param name="Text">What was found, with its place.</param>
public sealed record LineFinding(FindingKind Kind, long Line, long Offset, string Text)
{
    /// <summary>What was found.</summary>
    public override string ToString() => Text;
}

/// <summary>What becomes of a line of a session file that is not as it was written (format 7.9).</summary>
public enum FindingKind
{
    /// <summary>It is taken as it stands, and has a mark: its check value does not show that it is as it was written.</summary>
    Edited,

    /// <summary>One bit had flipped; the line is taken as it was written.</summary>
    Corrected,

    /// <summary>It is whole, and taken as far as it can follow on what is left before it.</summary>
    Adjusted,

    /// <summary>Nothing shows whether it is of the file and in its place: it is not taken.</summary>
    Uncertain,

    /// <summary>It is not whole, or says what another line says: it is not taken.</summary>
    Dropped,

    /// <summary>Lines that were there once are not.</summary>
    Missing,

    /// <summary>A newer version of this module wrote it, or it may refer to such a line: it is passed over.</summary>
    Newer,

    /// <summary>The file begins or ends in another way than it was written; no line is lost by that.</summary>
    Noted,
}

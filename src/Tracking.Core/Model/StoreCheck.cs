using System.Collections.Generic;

namespace Tracking;

/// <summary>
/// How a session file stands, line by line, and what a repair takes of it (format 7.9): what was found by looking at it, or what a repair
/// has done.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Condition">How it stands.</param>
public sealed record StoreCheck(string Path, StoreCondition Condition)
{
    /// <summary>Whether every line is as it was written, and the file has its end.</summary>
    public bool IsWhole => Condition == StoreCondition.Whole;

    /// <summary>How many tracks are there.</summary>
    public long TrackCount { get; init; }

    /// <summary>How many runs are there.</summary>
    public long RunCount { get; init; }

    /// <summary>How many steps are there.</summary>
    public long StepCount { get; init; }

    /// <summary>How many lines are taken, the edited and corrected ones with them.</summary>
    public long Accepted { get; init; }

    /// <summary>How many lines are not, since they are not whole, or say what another line says.</summary>
    public long Dropped { get; init; }

    /// <summary>How many lines are set aside, since nothing shows that they are of the file and in their place.</summary>
    public long Uncertain { get; init; }

    /// <summary>In how many lines a bit had flipped.</summary>
    public long Corrected { get; init; }

    /// <summary>How many lines were edited by hand.</summary>
    public long Edited { get; init; }

    /// <summary>What was found, in the order of reading; no more than the first thousand.</summary>
    public IReadOnlyList<LineFinding> Findings { get; init; } = [];

    /// <summary>Where the original was kept; null where nothing was repaired.</summary>
    public string? Original { get; init; }

    /// <summary>How the file stands and how many lines are taken, in one line.</summary>
    public override string ToString() =>
        $"{Path}: {Condition}; {Accepted} lines kept, {Dropped} dropped, {Uncertain} set aside, {Corrected} corrected, {Edited} edited";
}

/// <summary>How a session file stands.</summary>
public enum StoreCondition
{
    /// <summary>Every line is as it was written, and the file has its end.</summary>
    Whole,

    /// <summary>It opens with all its lines, of which some were edited by hand, or had a bit that flipped.</summary>
    Edited,

    /// <summary>It opens, and what a write that was cut off left at its end is set aside.</summary>
    TornEnd,

    /// <summary>It is refused for writing, and opens by a repair.</summary>
    Damaged,
}

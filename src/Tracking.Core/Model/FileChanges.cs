using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>
/// What the events behind a place of a session file changed, as it is now, on its way to another store (rule 15.3). What was removed
/// meanwhile is among the removed alone.
/// </summary>
/// <param name="Position">The place behind these events.</param>
/// <param name="Left">How many events stand behind it.</param>
public sealed record FileChanges(FilePosition Position, long Left)
{
    /// <summary>The runs that were started, stopped or copied, and those of the steps and tracks.</summary>
    public IReadOnlyList<RunExport> Runs { get; init; } = [];

    /// <summary>The steps, outer ones before those inside them.</summary>
    public IReadOnlyList<StepExport> Steps { get; init; } = [];

    /// <summary>The tracks, by number.</summary>
    public IReadOnlyList<TrackExport> Tracks { get; init; } = [];

    /// <summary>Where the runs come from that were removed.</summary>
    public IReadOnlyList<Origin> RemovedRuns { get; init; } = [];

    /// <summary>Where the tracks come from that were removed.</summary>
    public IReadOnlyList<Origin> RemovedTracks { get; init; } = [];
}

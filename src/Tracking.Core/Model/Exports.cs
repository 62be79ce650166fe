using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>A track as it goes to another store.</summary>
/// <param name="Track">The track.</param>
/// <param name="Origin">Where it was saved.</param>
/// <param name="RunOrigin">Where its run was started.</param>
public readonly record struct TrackExport(TrackRecord Track, Origin Origin, Origin RunOrigin);

/// <summary>A run as it goes to another store.</summary>
/// <param name="Run">The run.</param>
/// <param name="Origin">Where it was started.</param>
public readonly record struct RunExport(RunRecord Run, Origin Origin);

/// <summary>What became of a track or run that came from another store.</summary>
public enum ImportOutcome
{
    /// <summary>It was here already, and stays as it is.</summary>
    Unchanged,

    /// <summary>It is new here.</summary>
    Added,

    /// <summary>It was here already, and was brought up to date.</summary>
    Updated,

    /// <summary>
    /// Another one is here that has the same origin, since one of the stores was restored
    /// from a backup, or repaired. That one stays as it is.
    /// </summary>
    Conflicting,
}

/// <summary>A track that came from another store.</summary>
/// <param name="Track">The track as it is here now; the one that came, where its run is in conflict.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct ImportedTrack(TrackRecord Track, ImportOutcome Outcome);

/// <summary>A run that came from another store.</summary>
/// <param name="Run">The run as it is here now, but for what its tracks add to its end.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct ImportedRun(RunRecord Run, ImportOutcome Outcome);

/// <summary>What became of runs and tracks that came from another store, in their order.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Tracks">The tracks.</param>
public sealed record ImportResult(IReadOnlyList<ImportedRun> Runs, IReadOnlyList<ImportedTrack> Tracks);

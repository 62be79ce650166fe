using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>What became of runs, steps and tracks that came from another store, each list in the order in which they came.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Tracks">The tracks.</param>
public sealed record ImportResult(
    IReadOnlyList<ImportedRun> Runs, IReadOnlyList<ImportedStep> Steps, IReadOnlyList<ImportedTrack> Tracks);

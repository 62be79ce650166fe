namespace Tracking.Model;

/// <summary>A track on its way to another store (rule 4.18).</summary>
/// <param name="Track">The track, with the number and run id that it has in the store it comes from.</param>
/// <param name="Origin">Where it was saved first.</param>
/// <param name="RunOrigin">Where its run was started first.</param>
/// <param name="StepOrigin">Where the step that it was saved in was first; null where it was saved in none.</param>
public readonly record struct TrackExport(TrackRecord Track, Origin Origin, Origin RunOrigin, Origin? StepOrigin = null);

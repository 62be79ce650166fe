namespace Tracking.Model;

/// <summary>A run on its way to another store (rule 4.18).</summary>
/// <param name="Run">The run, with the id that it has in the store it comes from.</param>
/// <param name="Origin">Where it was started first.</param>
public readonly record struct RunExport(RunRecord Run, Origin Origin);

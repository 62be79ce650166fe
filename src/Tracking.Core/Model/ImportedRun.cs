namespace Tracking.Model;

/// <summary>A run that came from another store.</summary>
/// <param name="Run">The run as it is here now, before its imported tracks extend its end.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct ImportedRun(RunRecord Run, ImportOutcome Outcome);

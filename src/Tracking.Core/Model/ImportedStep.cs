namespace Tracking.Model;

/// <summary>A step that came from another store.</summary>
/// <param name="Step">The step as it is here now.</param>
/// <param name="Outcome">What became of it.</param>
public readonly record struct ImportedStep(StepRecord Step, ImportOutcome Outcome);

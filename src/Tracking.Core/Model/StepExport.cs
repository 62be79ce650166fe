namespace Tracking.Model;

/// <summary>A step on its way to another store (rule 4.18).</summary>
/// <param name="Step">The step, with the ids that it, its run and the step around it have in the store it comes from.</param>
/// <param name="RunOrigin">Where its run was started first.</param>
/// <param name="ParentOrigin">Where the step around it was first; null where there is none.</param>
public readonly record struct StepExport(StepRecord Step, Origin RunOrigin, Origin? ParentOrigin);

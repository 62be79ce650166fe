using Tracking.Model;

namespace Tracking.Runs;

/// <summary>
/// What became of the first step of a path within one run or attempt: what tells whether a second one can be told from it.
/// </summary>
internal sealed class StepOccurrence
{
    /// <summary>The step as it was recorded last; null before that.</summary>
    public StepRecord? Record { get; set; }

    /// <summary>Whether it was not run, since it was done before.</summary>
    public bool WasSkipped { get; set; }

    /// <summary>Whether a step within it was not run, since the run that is continued completed one there.</summary>
    public bool HasSkipped { get; set; }

    /// <summary>Whether it cannot be told from another one.</summary>
    public bool IsAmbiguous { get; set; }
}

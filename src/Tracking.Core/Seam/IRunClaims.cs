using System;

namespace Tracking.Seam;

/// <summary>
/// What a store has that knows who is at work on the runs of a task: of all that begin such a run at once, on one host, one gets the claim
/// (rule 8.3).
/// </summary>
public interface IRunClaims
{
    /// <summary>Claims a task and key on this host; disposing of the claim lets go of it.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="key">What tells its runs apart; null for those without a key.</param>
    /// <param name="holder">Who holds the claim, for people; null when it was taken.</param>
    /// <returns>The claim; null when another one holds it.</returns>
    IDisposable? TryClaim(string taskId, string? key, out string? holder);
}

using System;

namespace Tracking.Seam;

/// <summary>A store that keeps the claims of runs itself, since it is shared by several machines (rule 8.6).</summary>
public interface IRunClaims
{
    /// <summary>Claims a task and key for this host; null when another run has claimed them.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="holder">Who holds the claim, in words; null when it was taken, or when that is not known.</param>
    /// <returns>The claim, which is released when it is disposed.</returns>
    IDisposable? TryClaim(string taskId, string? key, out string? holder);
}

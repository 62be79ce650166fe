using System;
using System.Threading;
using Tracking.Files;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Runs;

/// <summary>The claims on a task and key, wherever the kind of store has them (rule 8.6).</summary>
internal static class HeldClaims
{
    /// <summary>Claims a task and key; null when another run has claimed them.</summary>
    /// <param name="store">The store.</param>
    /// <param name="opened">The store itself.</param>
    /// <param name="taskId">The task.</param>
    /// <param name="key">The key.</param>
    /// <param name="holder">Who holds the claim, in words; null when it was taken, or when that is not known.</param>
    /// <exception cref="System.IO.IOException">The folder of the session files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of the session files may not be written.</exception>
    public static IDisposable? TryClaim(TrackStore store, ITrackStore opened, string taskId, string key, out string? holder)
    {
        holder = null;
        return opened is IRunClaims claims ? (claims.TryClaim(taskId, key, out holder) is { } claim ? new Once(claim) : null)
            : store.Path == null ? MemoryClaims.TryClaim(store, taskId, key)
            : new RunClaims(SessionStore.Home).TryClaim(taskId, key);
    }

    /// <summary>A claim that is released once, however often: a server would be told each time.</summary>
    private sealed class Once(IDisposable claim) : IDisposable
    {
        private IDisposable? _claim = claim;

        public void Dispose() => Interlocked.Exchange(ref _claim, null)?.Dispose();
    }
}

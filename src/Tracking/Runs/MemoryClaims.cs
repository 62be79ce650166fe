using System;
using System.Collections.Generic;
using System.Threading;

namespace Tracking.Runs;

/// <summary>The claims of runs in stores in memory, which nobody else can see, and which leave nothing on a disk (rule 8.6).</summary>
internal static class MemoryClaims
{
    private static readonly HashSet<(TrackStore Store, string TaskId, string Key)> Held = [];

    /// <summary>Claims a task and key of a store; null when another run has claimed them.</summary>
    public static IDisposable? TryClaim(TrackStore store, string taskId, string key)
    {
        var claimed = (store, taskId.ToUpperInvariant(), key);
        lock (Held)
            return Held.Add(claimed) ? new Claim(claimed) : null;
    }

    private sealed class Claim((TrackStore Store, string TaskId, string Key) claimed) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) != 0)
                return;
            lock (Held)
                Held.Remove(claimed);
        }
    }
}

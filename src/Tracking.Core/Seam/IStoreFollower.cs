using System;
using System.Collections.Generic;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// Hears what happens in a store, whoever does it, in this process or another one: each change once, in its order, and none is lost. It
/// disturbs nobody who writes. To be used by one thread at
/// a time.
/// </summary>
public interface IStoreFollower : IDisposable
{
    /// <summary>
    /// What happened since the last call, to be read before the next one; it does not wait for anything to happen. A track that was
    /// removed again before it was read is not among it, and one that
    /// was updated twice may come once, as it is now.
    /// </summary>
    /// <exception cref="TrackingException">The store cannot be read any more, as those of opening it.</exception>
    /// <param name="cancellation">Ends the reading, which may be repeated.</param>
    IEnumerable<StoreChange> Read(CancellationToken cancellation = default);

    /// <summary>How a run stands, which is known behind what was read last; null when there is none with the id.</summary>
    RunRecord? FindRun(int runId);

    /// <summary>Hands over what the user should hear of (a line that was edited, a torn end) and forgets it.</summary>
    IReadOnlyList<string> DrainWarnings();
}

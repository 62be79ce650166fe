using System;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Engine;

/// <summary>A store that lives in memory only: the engine over no log.</summary>
/// <param name="clock">Gives the time in UTC; the system's clock when null.</param>
public sealed class MemoryTrackStore(Func<DateTime>? clock = null) : TrackEngine(new NoLog(), state: null, new WarningList(), clock)
{
    /// <inheritdoc/>
    public override IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default) => FollowHere(fromUtc);
}

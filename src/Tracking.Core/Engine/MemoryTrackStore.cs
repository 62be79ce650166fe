using System;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Engine;

/// <summary>A store that lives in memory only: the engine over no log.</summary>
public sealed class MemoryTrackStore : TrackEngine
{
    /// <summary>Makes an empty store.</summary>
    /// <param name="clock">Gives the time in UTC; the system's clock when null.</param>
    public MemoryTrackStore(Func<DateTime>? clock = null)
        : this(StoreClock.Of(clock))
    {
    }

    internal MemoryTrackStore(StoreClock clock)
        : base(new NoLog(), state: null, new WarningList(), clock)
    {
    }

    /// <inheritdoc/>
    public override IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default) => FollowHere(fromUtc);
}

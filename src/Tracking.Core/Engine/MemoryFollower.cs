using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Engine;

/// <summary>
/// Follows a store in memory, which tells it of each event. No one else has a store in memory, so that nothing else can happen to it.
/// </summary>
/// <param name="past">What it delivers first.</param>
/// <param name="findRun">Asks the store for a run.</param>
/// <param name="unsubscribe">Takes the follower out of the store's list.</param>
internal sealed class MemoryFollower(IEnumerable<StoreChange> past, Func<int, RunRecord?> findRun, Action<MemoryFollower> unsubscribe)
    : IStoreFollower
{
    private readonly ConcurrentQueue<StoreChange> _received = new();
    private IEnumerable<StoreChange>? _past = past;
    private volatile bool _isClosed;

    public void Receive(StoreChange change) => _received.Enqueue(change);

    /// <summary>The store was closed: nothing more will happen.</summary>
    public void Close() => _isClosed = true;

    /// <inheritdoc/>
    public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
    {
        foreach (var change in _past ?? [])
            yield return change;
        _past = null;
        var wasClosed = _isClosed;
        while (_received.TryDequeue(out var change))
            yield return change;
        if (wasClosed)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreClosed, "The store was in memory and is closed: nothing more will happen in it.");
        }
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId) => findRun(runId);

    /// <inheritdoc/>
    public IReadOnlyList<string> DrainWarnings() => [];

    /// <inheritdoc/>
    public void Dispose() => unsubscribe(this);
}

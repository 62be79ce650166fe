using System;
using System.Collections.Generic;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>
/// The stores that one cmdlet works on. Those that are not open here are opened for it: to be read as snapshots, to be changed under a
/// lease; either way once, and until the cmdlet ends.
/// </summary>
internal sealed class StoreAccess(IStoreAccessHost host)
{
    private readonly StoreRegistry _registry = StoreRegistry.Instance;
    private Dictionary<TrackStore, ITrackStore>? _snapshots;
    private Dictionary<TrackStore, StoreLease>? _leases;

    /// <summary>The store to work on: the one given or the current one.</summary>
    public TrackStore GivenOrCurrent(TrackStore? given) =>
        given ?? _registry.CurrentIfOpen ?? host.ShowOpening(bar => _registry.OpenCurrent(bar, host.Cancellation));

    /// <summary>Opens a store for questions: a file that is not open here is read once, as a snapshot, without a lock.</summary>
    /// <exception cref="TrackingException">TrackStoreClosed, and those of opening it.</exception>
    public ITrackStore ForQuestion(TrackStore store)
    {
        RequireThere(store);
        if (OpenFor(store, keepOpen: false) is { } open)
            return open;
        if (store.State != StoreState.Closed && _registry.LeaseIfOpen(store) is { } lease)
            return Retain(store, lease);
        _snapshots ??= [];
        if (!_snapshots.TryGetValue(store, out var snapshot))
        {
            snapshot = host.ShowOpening(bar => store.FileKind!.OpenSnapshot(store.Path!, bar, host.Cancellation));
            _snapshots.Add(store, snapshot);
        }
        host.WriteWarnings(snapshot);
        return snapshot;
    }

    /// <summary>
    /// Puts a question to a store. A file that is not open here is read for it, and held no longer, so that of many files one is in memory
    /// at a time.
    /// </summary>
    /// <exception cref="TrackingException">TrackStoreClosed, and those of opening it.</exception>
    public void Visit(TrackStore store, Action<ITrackStore> question)
    {
        if (store.IsOpen || store.FileKind == null)
        {
            question(ForQuestion(store));
            return;
        }
        using var snapshot = host.ShowOpening(bar => store.FileKind.OpenSnapshot(store.Path!, bar, host.Cancellation));
        host.WriteWarnings(snapshot);
        question(snapshot);
    }

    /// <summary>Opens a store for changes: a file that is not open here is opened, locked, and closed when the cmdlet ends.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keepOpen">Whether a file stays open until then though someone else closes it.</param>
    /// <exception cref="TrackingException">TrackStoreClosed, and those of opening it.</exception>
    public ITrackStore ForChange(TrackStore store, bool keepOpen)
    {
        RequireThere(store);
        return OpenFor(store, keepOpen)
            ?? Retain(store, host.ShowOpening(bar => _registry.Lease(store, bar, host.Cancellation)));
    }

    /// <summary>Follows a store, whether it is open here or not.</summary>
    /// <exception cref="TrackingException">TrackStoreClosed, and those of opening it.</exception>
    public IStoreFollower ForFollowing(TrackStore store, DateTime? fromUtc)
    {
        RequireThere(store);
        return store.Opened?.Follow(fromUtc, host.Cancellation)
            ?? host.ShowOpening(bar => store.FileKind!.Follow(store.Path!, fromUtc, bar, host.Cancellation));
    }

    /// <summary>Gives back what was opened for the cmdlet.</summary>
    /// <param name="report">Receives what goes wrong with one store; the others have their turn.</param>
    public void Release(Action<TrackingException> report)
    {
        foreach (var snapshot in _snapshots?.Values ?? (IEnumerable<ITrackStore>)[])
            snapshot.Dispose();
        _snapshots = null;
        var leases = _leases;
        _leases = null;
        foreach (var lease in leases?.Values ?? (IEnumerable<StoreLease>)[])
        {
            try
            {
                lease.Dispose();
            }
            catch (TrackingException error)
            {
                report(error);
            }
        }
    }

    private static void RequireThere(TrackStore store)
    {
        if (store.Parts != null)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackOfOtherStore, $"What is piped is in {store.Parts.Count} stores. Name one of them by -Store.");
        }
        if (store.State != StoreState.Gone)
            return;
        throw store.StoreKind == StoreKinds.Distant ? DistantKind.Closed(store.ToString())
            : store.StoreKind == StoreKinds.Memory
            ? new TrackingException(TrackingErrorCode.TrackStoreClosed, "The store was in memory and is closed: what it held is gone.")
            : new TrackingException(TrackingErrorCode.TrackStoreClosed, "The store was closed.", reason: ErrorReason.Closed);
    }

    /// <summary>
    /// A store that stays open for as long as the cmdlet may need it; null when it is not open, or may be closed meanwhile.
    /// </summary>
    private ITrackStore? OpenFor(TrackStore store, bool keepOpen)
    {
        if (_leases != null && _leases.TryGetValue(store, out var lease))
            return lease.Opened;
        // A store that is no writable file has no leases.
        return store.State == StoreState.Open && (!keepOpen || store.StoreKind is not IFileStoreKind) ? store.Opened : null;
    }

    private ITrackStore Retain(TrackStore store, StoreLease lease)
    {
        (_leases ??= []).Add(store, lease);
        return lease.Opened;
    }
}

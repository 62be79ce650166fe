using System;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>A cmdlet's hold on a store, which stays open at least until it is given back.</summary>
internal sealed class StoreLease(ITrackStore opened, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public ITrackStore Opened { get; } = opened;

    /// <summary>Gives the store back; the last lease closes it, unless it is open until someone closes it.</summary>
    /// <exception cref="TrackingException">The store could not be closed properly.</exception>
    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}

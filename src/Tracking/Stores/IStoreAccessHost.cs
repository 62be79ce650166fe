using System;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>What opens stores for itself: a cmdlet, which may be stopped, and which shows progress and warnings to its user.</summary>
internal interface IStoreAccessHost
{
    /// <summary>Cancelled when the pipeline is stopped.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>Opens a store under a progress bar.</summary>
    T ShowOpening<T>(Func<IProgress<double>, T> open);

    /// <summary>Shows what the store has to warn of.</summary>
    void WriteWarnings(ITrackStore store);
}

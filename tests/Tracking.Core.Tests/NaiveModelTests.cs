using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>The model that stores are compared with keeps the contract itself.</summary>
public sealed class NaiveModelTests : TrackStoreContract
{
    /// <inheritdoc/>
    protected override ITrackStore Open() => new NaiveModel(Clock.Read);

    /// <inheritdoc/>
    protected override void Reopen()
    {
        // It lives in memory, and forgets what it is when it is closed.
    }
}

using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>The contract in a file that is closed and opened again between any two calls.</summary>
public sealed class ReopenedFileTrackStoreTests : TrackStoreContract
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    protected override int Many => 100;

    /// <inheritdoc/>
    protected override bool TriesLargeData => TestScale.IsFull;

    /// <inheritdoc/>
    protected override bool ForgetsWhoIsAtWork => true;

    /// <inheritdoc/>
    protected override ITrackStore Open() => new ReopeningStore(() => FileTrackStore.Open(_folder.File(), clock: Clock.Read));

    /// <inheritdoc/>
    protected override void Reopen()
    {
        // It does so of itself, and keeps its warnings over it.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}

using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>The contract in a file on a simulated disk, which takes no longer than memory does.</summary>
public sealed class SimulatedFileTrackStoreTests : TrackStoreContract
{
    private readonly SimulatedDisk _disk = new(pageSize: 4096);

    /// <inheritdoc/>
    protected override bool TriesLargeData => TestScale.IsFull;

    /// <inheritdoc/>
    protected override ITrackStore Open() => FileTrackStore.Open(_disk, "/store.json", new FileStoreOptions(), Clock.Read);
}

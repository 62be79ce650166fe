using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>The contract in a file that stays open.</summary>
public sealed class FileTrackStoreTests : TrackStoreContract
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    protected override ITrackStore Open() => FileTrackStore.Open(_folder.File(), clock: Clock.Read);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}

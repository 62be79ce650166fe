using System.Net;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>
/// What a file holds at one moment, without a lock and for reading only. It is chosen by whoever opens it, never by a location.
/// </summary>
internal sealed class SnapshotKind(IFileStoreKind file) : IStoreKind
{
    /// <summary>The kind of the file.</summary>
    public IFileStoreKind File { get; } = file;

    public string Name => File.Name;

    public bool Understands(string location) => false;

    public StoreLocation Locate(string location, NetworkCredential? credential = null) => File.Locate(location, credential);

    public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default) =>
        File.OpenSnapshot(location, options.Progress, cancellation);
}

using System.Net;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>Files of other machines, of which tracks were sent here. They are known by their names and cannot be opened.</summary>
internal sealed class DistantKind : IStoreKind
{
    public string Name => "File";

    public bool Understands(string location) => false;

    public StoreLocation Locate(string location, NetworkCredential? credential = null) => new(location, location);

    public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default) => throw Closed(location);

    /// <summary>The error of a question to such a store.</summary>
    public static TrackingException Closed(string location) => new(
        TrackingErrorCode.TrackStoreClosed, $"'{location}' is a file of another machine, which cannot be opened from here.");
}

using System.Net;
using System.Threading;

namespace Tracking.Seam;

/// <summary>A kind of store: what its locations look like, and how a store there is opened.</summary>
public interface IStoreKind
{
    /// <summary>The kind as users see it: File, Memory or PostgreSQL.</summary>
    string Name { get; }

    /// <summary>Whether a location is of this kind. Kinds are asked in the order in which they are registered.</summary>
    bool Understands(string location);

    /// <summary>What tells the store at a location apart from all others, and how it is called. Nothing is opened for that.</summary>
    /// <exception cref="TrackingException">TrackStorePathInvalid, TrackStoreConnectionInvalid: no store can be there.</exception>
    StoreLocation Locate(string location, NetworkCredential? credential = null);

    /// <summary>Opens the store at a location.</summary>
    /// <exception cref="TrackingException">Those of the kind.</exception>
    ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default);
}

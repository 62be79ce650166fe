using System.Linq;
using Tracking.Kinds;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>All kinds of stores. A new one is registered here, and nothing else in the cmdlets knows which there are.</summary>
internal static class StoreKinds
{
    public static readonly IStoreKind Memory = new MemoryKind();

    public static readonly IStoreKind Database = new DatabaseKind();

    /// <summary>No location is of it; tracks that were sent from another machine have such a store.</summary>
    public static readonly IStoreKind Distant = new DistantKind();

    // The last one understands every location.
    private static readonly IStoreKind[] Registered = [Memory, Database, new SessionFileKind()];

    /// <summary>The kind of a location.</summary>
    public static IStoreKind Of(string location) => Registered.First(kind => kind.Understands(location));

    /// <summary>The kind of a path that is known to be one.</summary>
    public static IFileStoreKind OfFile(string path) => Registered.OfType<IFileStoreKind>().First(kind => kind.Understands(path));
}

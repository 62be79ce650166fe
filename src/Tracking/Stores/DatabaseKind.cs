using System;
using System.Net;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>Stores in PostgreSQL databases, whose assembly is loaded when the first one is located or opened.</summary>
internal sealed class DatabaseKind : IStoreKind
{
    public string Name => "PostgreSQL";

    /// <summary>
    /// Of the two forms of a connection string only the address, <c>postgres://user@host:port/database</c>, can be told from a path.
    /// </summary>
    public bool Understands(string location) =>
        location.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    public StoreLocation Locate(string location, NetworkCredential? credential = null)
    {
        var (identity, name) = DatabaseAssembly.Identify(location, credential);
        return new StoreLocation(identity, name);
    }

    public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default) =>
        DatabaseAssembly.Open(location, options.Credential, options.Initialize, options.Progress as IProgress<string>, cancellation);
}

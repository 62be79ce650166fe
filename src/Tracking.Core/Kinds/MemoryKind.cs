using System;
using System.Net;
using System.Threading;
using Tracking.Engine;
using Tracking.Seam;

namespace Tracking.Kinds;

/// <summary>Stores that live in memory only; each that is opened is another one.</summary>
public sealed class MemoryKind : IStoreKind
{
    /// <summary>The location of every store in memory.</summary>
    public const string Location = ":memory:";

    /// <inheritdoc/>
    public string Name => "Memory";

    /// <inheritdoc/>
    public bool Understands(string location) => string.Equals(location, Location, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public StoreLocation Locate(string location, NetworkCredential? credential = null) => new(Guid.NewGuid().ToString(), Location);

    /// <inheritdoc/>
    public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default) => new MemoryTrackStore();
}

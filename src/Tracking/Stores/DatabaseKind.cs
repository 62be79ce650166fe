using System;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>Stores in PostgreSQL databases, whose assembly is loaded when the first one is located or opened.</summary>
internal sealed class DatabaseKind : IStoreKind
{
    public string Name => "PostgreSQL";

    /// <summary>An address, or two keywords at least, the first of which says where the database is: so no path begins.</summary>
    private static readonly Regex Address = new(
        @"^(postgres(ql)?://|\s*(host|hostaddr|server|data source|service|dbname|database|initial catalog)\s*=[^;=]*[;\s]\s*\w[\w ]*=)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Whether it is an address or a connection string (rule 1.12).</summary>
    public bool Understands(string location) => Address.IsMatch(location);

    public StoreLocation Locate(string location, NetworkCredential? credential = null)
    {
        var (identity, name) = DatabaseAssembly.Identify(location, credential);
        return new StoreLocation(identity, name);
    }

    public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default) =>
        DatabaseAssembly.Open(location, options.Credential, options.Initialize, options.Progress as IProgress<string>, cancellation);
}

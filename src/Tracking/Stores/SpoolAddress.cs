using System.Net;
using Tracking.Keys;
using Tracking.Seam;
using Tracking.Spool;

namespace Tracking.Stores;

/// <summary>A database whose tracks go to a spool first: a session file of this process, which is sent there (rule 15.1).</summary>
/// <param name="address">The address of the database.</param>
/// <param name="credential">User and password; null when the address or a password file says them.</param>
/// <param name="initialize">Whether the tables are made, or brought up to date, when the server is there.</param>
internal sealed class SpoolAddress(string address, NetworkCredential? credential, bool initialize)
{
    private const int HashLength = 12;

    private readonly StoreLocation _database = StoreKinds.Database.Locate(address, credential);

    /// <summary>The database's name, for people.</summary>
    public string Server => _database.Name;

    /// <summary>The spool of this process.</summary>
    public string Path => System.IO.Path.Combine(SessionStore.Home, Prefix + SessionStore.OwnName);

    private string Prefix => $"{SessionStore.SpoolPrefix}{TextHash.Of(_database.Identity).Substring(0, HashLength)}-";

    /// <summary>The spool that a location says; null where it says none.</summary>
    public static SpoolAddress? Of(string location, NetworkCredential? credential = null, bool initialize = false) =>
        StoreKinds.Of(location) == StoreKinds.Database && DatabaseAssembly.IsSpooled(location)
            ? new SpoolAddress(location, credential, initialize) : null;

    /// <summary>Begins to send the spool that is open.</summary>
    public SpoolForwarder Forward(IFileStore opened) => new(opened, new SpoolSettings
    {
        Folder = SessionStore.Home,
        Prefix = Prefix,
        Server = Server,
        Kind = StoreKinds.OfFile(Path),
        Connect = (waiting, cancellation) => StoreKinds.Database.Open(
            address, new StoreOptions { Credential = credential, Initialize = initialize, Progress = waiting }, cancellation),
    });
}

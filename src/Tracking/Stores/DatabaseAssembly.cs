using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>
/// The assembly with the PostgreSQL store, loaded when it is first used, together with all that it needs, in an AssemblyLoadContext of
/// its own: another module may have another
/// version of any of it. The context's type is in no library that this one is compiled against, and not in Windows PowerShell at all.
/// </summary>
internal static class DatabaseAssembly
{
    private const string StoreType = "Tracking.Postgres.PostgresTrackStore";

    private static readonly Lazy<Entry> Loaded = new(Load);

    /// <summary>Opens the store in a database.</summary>
    public static ITrackStore Open(
        string connectionString,
        NetworkCredential? credential,
        bool initialize,
        IProgress<string>? waiting,
        CancellationToken cancellation) =>
        Loaded.Value.Open(connectionString, credential, initialize, waiting, cancellation);

    /// <summary>What tells a database and its user apart from others, and its name for people.</summary>
    public static (string Identity, string Name) Identify(string connectionString, NetworkCredential? credential) =>
        Loaded.Value.Identify(connectionString, credential);

    /// <summary>Whether an address says that what is saved there goes to a spool first (rule 15.1).</summary>
    public static bool IsSpooled(string connectionString) => Loaded.Value.IsSpooled(connectionString);

    private static Entry Load()
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(DatabaseAssembly).Assembly.Location)!, "Postgres");
        var context = Type.GetType("System.Runtime.Loader.AssemblyLoadContext, System.Runtime.Loader");
        if (context == null)
            throw NotSupported("A database needs PowerShell 7.4 or later. In Windows PowerShell keep the tracks in a file.");
        if (!Directory.Exists(folder))
        {
            throw NotSupported(
                "The part of the module that speaks to databases is missing: the folder 'Postgres' beside Tracking.dll. "
                + "Install the module again.");
        }
        // Before anything of it runs: what a context holds already, it does not look for anywhere else.
        var loader = Activator.CreateInstance(context, "Tracking.Postgres", false)!;
        var load = (Func<string, Assembly>)Delegate.CreateDelegate(typeof(Func<string, Assembly>), loader, "LoadFromAssemblyPath");
        var type = Directory.GetFiles(folder, "*.dll").Select(load).Select(assembly => assembly.GetType(StoreType)).OfType<Type>().Single();
        return new Entry(
            Method<Func<string, NetworkCredential?, bool, IProgress<string>?, CancellationToken, ITrackStore>>(type, nameof(Open)),
            Method<Func<string, NetworkCredential?, (string, string)>>(type, nameof(Identify)),
            Method<Func<string, bool>>(type, nameof(IsSpooled)));
    }

    private static T Method<T>(Type type, string name)
        where T : Delegate =>
        (T)type.GetMethods(BindingFlags.Public | BindingFlags.Static).Single(method => method.Name == name).CreateDelegate(typeof(T));

    private static TrackingException NotSupported(string message) => new(TrackingErrorCode.TrackStoreNotSupported, message);

    private sealed class Entry(
        Func<string, NetworkCredential?, bool, IProgress<string>?, CancellationToken, ITrackStore> open,
        Func<string, NetworkCredential?, (string Identity, string Name)> identify,
        Func<string, bool> isSpooled)
    {
        public Func<string, NetworkCredential?, bool, IProgress<string>?, CancellationToken, ITrackStore> Open { get; } = open;

        public Func<string, NetworkCredential?, (string Identity, string Name)> Identify { get; } = identify;

        public Func<string, bool> IsSpooled { get; } = isSpooled;
    }
}

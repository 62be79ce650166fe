using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using Tracking.Disk;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.State;

namespace Tracking.Stores;

/// <summary>
/// The stores that are open in this process, shared by all of its runspaces: one store per file or database, one of all current (rule 1.2). A store that a cmdlet opened for itself is
/// rented, and closed when the last one that rents it gives it back.
/// </summary>
internal static class StoreRegistry
{
    private static readonly object Gate = new();
    private static readonly Dictionary<string, Entry> ByPath = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, TrackStore> ByDatabase = new(StringComparer.Ordinal);

    /// <summary>Stores that are open until they are closed, in the order in which they were opened.</summary>
    private static readonly List<TrackStore> Kept = [];
    private static volatile TrackStore? _current;
    private static TrackStore? _session;

    static StoreRegistry() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseAll();

    /// <summary>The store that cmdlets use when none is named; this session's own unless another was opened.</summary>
    /// <param name="progress">Hears of the opening, if the store has to be opened.</param>
    public static TrackStore Current(IProgress<double> progress)
    {
        lock (Gate)
        {
            var current = _current ?? (_session ??= NewSessionStore());
            if (current.Opened == null)
                Keep(EntryFor(current, new FileStoreOptions { CreateLater = IsFree(current.Path!), Progress = progress }).Store);
            return _current = current;
        }
    }

    /// <summary>The current store, if no work is left to do for it.</summary>
    public static TrackStore? CurrentIfOpen => _current is { Opened: not null } current ? current : null;

    public static bool IsCurrent(TrackStore store) => _current == store;

    /// <summary>All stores that are open here, the current one among them, in the order in which they were opened.</summary>
    public static IReadOnlyList<TrackStore> ListOpen()
    {
        lock (Gate)
            return [.. Kept];
    }

    /// <summary>The store object for a path: the open one, or one that stands for the file.</summary>
    public static TrackStore ForPath(string path)
    {
        var resolved = Resolve(path);
        lock (Gate)
            return ByPath.TryGetValue(resolved, out var entry) ? entry.Store : _session?.Path == resolved ? _session : new TrackStore(resolved);
    }

    /// <summary>Opens a file for writing until it is closed, and makes it current. One that is open already takes over a durability that is given.</summary>
    public static TrackStore Open(string path, Durability? durability, bool repair, IProgress<double>? progress)
    {
        lock (Gate)
        {
            var store = ForPath(path);
            var entry = EntryFor(store, new FileStoreOptions { Durability = durability ?? default, Repair = repair, Progress = progress });
            Keep(entry.Store);
            entry.Opened.Durability = durability ?? entry.Opened.Durability;
            return _current = store;
        }
    }

    /// <summary>Opens a snapshot of a file; it does not become current.</summary>
    public static TrackStore OpenSnapshot(string path, IProgress<double>? progress) => Add(new TrackStore(FileTrackStore.Open(path, new FileStoreOptions { ReadOnly = true, Progress = progress })));

    /// <summary>Opens an empty store in memory and makes it current.</summary>
    public static TrackStore OpenMemory() => _current = Add(new TrackStore(new MemoryTrackStore()));

    /// <summary>Opens the store in a database until it is closed, and makes it current. One that is open already for the same user stays as it is.</summary>
    public static TrackStore OpenDatabase(string connectionString, NetworkCredential? credential, bool initialize)
    {
        var (identity, name) = DatabaseAssembly.Identify(connectionString, credential);
        lock (Gate)
        {
            if (!ByDatabase.TryGetValue(identity, out var store))
                ByDatabase.Add(identity, store = Add(new TrackStore(DatabaseAssembly.Open(connectionString, credential, initialize), name)));
            return _current = store;
        }
    }

    /// <summary>Lends a store that stands for a file to a cmdlet that changes it. A file that is not there is made by the first change, not by one that is refused.</summary>
    public static ITrackStore Rent(TrackStore store, IProgress<double>? progress)
    {
        lock (Gate)
        {
            var entry = EntryFor(store, new FileStoreOptions { CreateLater = IsFree(store.Path!) && Directory.Exists(Path.GetDirectoryName(store.Path)), Progress = progress });
            entry.Rentals++;
            return entry.Opened;
        }
    }

    /// <summary>Lends a file that is open here to a cmdlet that asks questions; null when it is not open.</summary>
    public static ITrackStore? RentIfOpen(TrackStore store)
    {
        lock (Gate)
        {
            if (!ByPath.TryGetValue(store.Path!, out var entry))
                return null;
            entry.Rentals++;
            return entry.Opened;
        }
    }

    /// <summary>Takes a rented store back.</summary>
    public static void Return(TrackStore store)
    {
        lock (Gate)
        {
            var entry = ByPath[store.Path!];
            entry.Rentals--;
            CloseIfUnused(entry);
        }
    }

    /// <summary>Flushes and closes a store; this session's own is current again when it was.</summary>
    public static void Close(TrackStore store)
    {
        lock (Gate)
        {
            if (_current == store)
                _current = null;
            var wasKept = Kept.Remove(store);
            store.IsKept = false;
            if (store.Path != null && ByPath.TryGetValue(store.Path, out var entry) && entry.Store == store)
            {
                if (entry.Rentals > 0)
                    entry.Opened.Flush();
                CloseIfUnused(entry);
            }
            else if (wasKept)
            {
                if (store == _session)
                    _session = null;
                foreach (var database in ByDatabase.Where(pair => pair.Value == store).ToList())
                    ByDatabase.Remove(database.Key);
                var opened = store.Opened;
                if (store.Path == null)
                    store.IsGone = true;
                else
                    store.Opened = null;
                opened?.Dispose();
            }
        }
    }

    /// <summary>Makes an open store current, and returns the one that was.</summary>
    public static TrackStore? MakeCurrent(TrackStore store)
    {
        lock (Gate)
        {
            var former = _current;
            _current = store;
            return former;
        }
    }

    /// <summary>Makes a store current again, unless another than the expected one has become it meanwhile.</summary>
    public static void MakeCurrent(TrackStore? former, TrackStore insteadOf)
    {
        lock (Gate)
        {
            if (_current == insteadOf)
                _current = former?.Opened == null ? null : former;
        }
    }

    /// <summary>Brings all open stores to the disk and closes none.</summary>
    public static void FlushAll()
    {
        foreach (var store in ListOpen())
            store.Opened?.Flush();
    }

    /// <summary>Whether a file can be made there: a folder in its place is told at once.</summary>
    private static bool IsFree(string path) => !File.Exists(path) && !Directory.Exists(path);

    private static string Resolve(string path)
    {
        try
        {
            return StorePath.Resolve(SystemDisk.Current, path);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    private static void CloseAll()
    {
        lock (Gate)
        {
            foreach (var entry in ByPath.Values)
            {
                try
                {
                    entry.Opened.Dispose();
                }
                catch (TrackingException error)
                {
                    // The shell is going: no pipeline is left that could carry the error.
                    Console.Error.WriteLine(error.Message);
                }
            }
            ByPath.Clear();
        }
    }

    private static TrackStore NewSessionStore()
    {
        var place = SessionStore.Locate();
        if (SessionStore.IsDatabase(place))
            return OpenDatabase(place, credential: null, initialize: false);
        return place == SessionStore.MemoryName ? Add(new TrackStore(new MemoryTrackStore())) : ForPath(place);
    }

    private static TrackStore Add(TrackStore store)
    {
        lock (Gate)
            Keep(store);
        return store;
    }

    private static Entry EntryFor(TrackStore store, FileStoreOptions options)
    {
        if (ByPath.TryGetValue(store.Path!, out var known))
            return known;
        var opened = FileTrackStore.Open(store.Path!, options);
        var entry = new Entry(store, opened);
        ByPath.Add(store.Path!, entry);
        store.Opened = opened;
        return entry;
    }

    private static void Keep(TrackStore store)
    {
        if (store.IsKept)
            return;
        store.IsKept = true;
        Kept.Add(store);
    }

    private static void CloseIfUnused(Entry entry)
    {
        if (entry.Store.IsKept || entry.Rentals > 0)
            return;
        ByPath.Remove(entry.Store.Path!);
        entry.Store.Opened = null;
        entry.Opened.Dispose();
    }

    private sealed class Entry(TrackStore store, FileTrackStore opened)
    {
        public TrackStore Store { get; } = store;

        public FileTrackStore Opened { get; } = opened;

        public int Rentals { get; set; }
    }
}

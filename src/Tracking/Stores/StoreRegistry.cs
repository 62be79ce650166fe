using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>
/// Which stores are open in this process, for all its runspaces: each location once for writing, so that all who write there share one
/// store. It hands out handles, and leases of files to
/// cmdlets that need one only while they run.
/// </summary>
internal sealed class StoreRegistry
{
    private readonly object _gate = new();
    private readonly Dictionary<(IStoreKind Kind, string Identity), Opening> _openings = [];

    /// <summary>Stores that are open until they are closed, in the order in which they were opened.</summary>
    private readonly List<TrackStore> _open = [];
    private volatile TrackStore? _current;
    private TrackStore? _session;

    private StoreRegistry() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseFiles();

    /// <summary>That of this process.</summary>
    public static StoreRegistry Instance { get; } = new();

    /// <summary>The current store, if it is open; null when it has to be opened first.</summary>
    public TrackStore? CurrentIfOpen => _current is { IsOpen: true } current ? current : null;

    public bool IsCurrent(TrackStore store) => _current == store;

    /// <summary>All stores that are open here, the current one among them, in the order in which they were opened.</summary>
    public IReadOnlyList<TrackStore> ListOpen()
    {
        lock (_gate)
            return [.. _open];
    }

    /// <summary>The handle for a path: that of the store that is open, or one that stands for the file.</summary>
    public TrackStore ForPath(string path)
    {
        var kind = StoreKinds.OfFile(path);
        var location = kind.Locate(path);
        lock (_gate)
            return HandleAt(kind, location);
    }

    /// <summary>
    /// The store that cmdlets use when none is named; this session's own unless another was opened. It is opened, if need be.
    /// </summary>
    public TrackStore OpenCurrent(IProgress<double>? progress, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (CurrentIfOpen is { } current)
                return current;
            var location = SessionStore.Locate();
            var store = _current ?? (_session ??= NewHandle(location));
            var options = new StoreOptions { CreateLater = IsFree(store), FallbackFolder = SessionStore.Home, Progress = progress };
            return _current = Retain(OpeningOf(store, store.Path ?? location, options, cancellation));
        }
    }

    /// <summary>
    /// Opens a store until it is closed, and makes it current. One that is open already takes over a durability that is given.
    /// </summary>
    public TrackStore Open(IStoreKind kind, string location, StoreOptions options, CancellationToken cancellation)
    {
        var place = kind.Locate(location, options.Credential);
        lock (_gate)
        {
            var opening = OpeningOf(HandleAt(kind, place), location, options, cancellation);
            if (options.Durability is { } durability && opening.Opened is IFileStore file)
                file.Durability = durability;
            return _current = Retain(opening);
        }
    }

    /// <summary>Opens a snapshot of a file until it is closed; it does not become current.</summary>
    public TrackStore OpenSnapshot(string path, IProgress<double>? progress, CancellationToken cancellation)
    {
        var kind = new SnapshotKind(StoreKinds.OfFile(path));
        var store = new TrackStore(kind, kind.Locate(path));
        lock (_gate)
            return Retain(OpeningOf(store, path, new StoreOptions { Progress = progress }, cancellation));
    }

    /// <summary>
    /// Leases a file to a cmdlet that changes it. A file that is not there is made by the first change, not by one that is refused.
    /// </summary>
    public StoreLease Lease(TrackStore store, IProgress<double>? progress, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var handle = store.StoreKind is SnapshotKind snapshot ? HandleAt(snapshot.File, store.Location) : store;
            var createLater = IsFree(handle) && Directory.Exists(Path.GetDirectoryName(handle.Path));
            var options = new StoreOptions
            {
                CreateLater = createLater,
                IsLease = true,
                FallbackFolder = SessionStore.Home,
                Progress = progress,
            };
            return NewLease(OpeningOf(handle, handle.Path!, options, cancellation));
        }
    }

    /// <summary>Leases a file that is open here to a cmdlet that only reads; null when it is not open.</summary>
    public StoreLease? LeaseIfOpen(TrackStore store)
    {
        lock (_gate)
            return _openings.TryGetValue(store.Identity, out var opening) ? NewLease(opening) : null;
    }

    /// <summary>Flushes and closes a store; this session's own is current again when it was.</summary>
    public void Close(TrackStore store)
    {
        lock (_gate)
        {
            if (_current == store)
                _current = null;
            _open.Remove(store);
            if (!_openings.TryGetValue(store.Identity, out var opening) || opening.Store != store)
                return;
            store.Become(StoreState.Leased, opening.Opened);
            if (opening.Leases > 0)
                opening.Opened.Flush();
            CloseIfUnused(opening);
        }
    }

    /// <summary>Makes an open store current, and returns the one that was.</summary>
    public TrackStore? MakeCurrent(TrackStore store)
    {
        lock (_gate)
        {
            var former = _current;
            _current = store;
            return former;
        }
    }

    /// <summary>Makes a store current again, unless another than the expected one has become it meanwhile.</summary>
    public void MakeCurrent(TrackStore? former, TrackStore insteadOf)
    {
        lock (_gate)
        {
            if (_current == insteadOf)
                _current = former is { IsOpen: true } ? former : null;
        }
    }

    /// <summary>Brings all open stores to the disk and closes none.</summary>
    public void FlushAll()
    {
        foreach (var store in ListOpen())
            store.Opened?.Flush();
    }

    /// <summary>Whether a file can be made there: that a folder stands in its place is an error at once.</summary>
    private static bool IsFree(TrackStore store) => store.Path is { } path && !File.Exists(path) && !Directory.Exists(path);

    private TrackStore NewHandle(string location)
    {
        var kind = StoreKinds.Of(location);
        return HandleAt(kind, kind.Locate(location));
    }

    private TrackStore HandleAt(IStoreKind kind, StoreLocation location)
    {
        var handle = new TrackStore(kind, location);
        return _openings.TryGetValue(handle.Identity, out var opening) ? opening.Store
            : _session is { } session && session.Identity == handle.Identity ? session
            : handle;
    }

    /// <summary>The one opening of a store's location.</summary>
    private Opening OpeningOf(TrackStore store, string location, StoreOptions options, CancellationToken cancellation)
    {
        if (_openings.TryGetValue(store.Identity, out var known))
            return known;
        var opened = new Opening(store, store.StoreKind.Open(location, options, cancellation));
        _openings.Add(store.Identity, opened);
        store.Become(StoreState.Leased, opened.Opened);
        return opened;
    }

    /// <summary>Has a store stay open until someone closes it.</summary>
    private TrackStore Retain(Opening opening)
    {
        var store = opening.Store;
        if (store.State != StoreState.Open)
        {
            store.Become(StoreState.Open, opening.Opened);
            _open.Add(store);
        }
        return store;
    }

    private StoreLease NewLease(Opening opening)
    {
        opening.Leases++;
        return new StoreLease(opening.Opened, () => Return(opening));
    }

    private void Return(Opening opening)
    {
        lock (_gate)
        {
            opening.Leases--;
            CloseIfUnused(opening);
        }
    }

    private void CloseIfUnused(Opening opening)
    {
        var store = opening.Store;
        if (store.State == StoreState.Open || opening.Leases > 0)
            return;
        _openings.Remove(store.Identity);
        if (store.FileKind != null)
        {
            store.Become(StoreState.Closed, opened: null);
        }
        else
        {
            store.Become(StoreState.Gone, opening.Opened);
            if (_session == store)
                _session = null;
        }
        opening.Opened.Dispose();
    }

    private void CloseFiles()
    {
        lock (_gate)
        {
            foreach (var opening in _openings.Values)
            {
                if (opening.Store.StoreKind is IFileStoreKind)
                    Close(opening.Opened);
            }
            _openings.Clear();
        }
    }

    private static void Close(ITrackStore opened)
    {
        try
        {
            opened.Dispose();
        }
        catch (TrackingException error)
        {
            // The shell is going: no pipeline is left that could carry the error.
            Console.Error.WriteLine(error.Message);
        }
    }

    /// <summary>A store that is open, and how many cmdlets have a lease of it.</summary>
    private sealed class Opening(TrackStore store, ITrackStore opened)
    {
        public TrackStore Store { get; } = store;

        public ITrackStore Opened { get; } = opened;

        public int Leases { get; set; }
    }
}

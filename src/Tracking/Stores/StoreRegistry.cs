using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Seam;
using Tracking.Spool;

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

    /// <summary>
    /// The locations that are being opened or closed. That takes its time, and is done without the lock: only who wants the same location
    /// waits.
    /// </summary>
    private readonly Dictionary<(IStoreKind Kind, string Identity), Change> _changes = [];

    /// <summary>Stores that are open until they are closed, in the order in which they were opened.</summary>
    private readonly List<TrackStore> _open = [];
    private volatile bool _hasSpools;
    private volatile TrackStore? _current;
    private TrackStore? _session;

    private StoreRegistry()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseFiles();
        TerminationSignals.BeforeEnd(CompleteFiles);
    }

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
        return LockedHandleAt(kind, kind.Locate(path));
    }

    /// <summary>
    /// The handle of a store that is no file here, by what was sent of it: the store that is open, or one that is gone.
    /// </summary>
    public TrackStore ForLocation(IStoreKind kind, StoreLocation location)
    {
        lock (_gate)
        {
            var handle = HandleAt(kind, location);
            if (handle.State == StoreState.Closed)
                handle.Become(StoreState.Gone, opened: null);
            return handle;
        }
    }

    /// <summary>
    /// The store that cmdlets use when none is named; this session's own unless another was opened. It is opened, if need be.
    /// </summary>
    public TrackStore OpenCurrent(IProgress<double>? progress, CancellationToken cancellation)
    {
        TrackStore store;
        string location;
        SpoolAddress? spool;
        lock (_gate)
        {
            if (CurrentIfOpen is { } current)
                return current;
            location = SessionStore.Locate();
            spool = SpoolAddress.Of(location);
            location = spool?.Path ?? location;
            store = _current ?? (_session ??= NewHandle(location));
        }
        var options = new StoreOptions
        {
            CreateLater = IsFree(store),
            FallbackFolder = SessionStore.FallbackFolder,
            CompactionFolder = spool == null ? SessionStore.CompactionFolder : null,
            Progress = progress,
        };
        return Open(store, store.Path ?? location, options, opening =>
        {
            var opened = Retain(opening);
            if (spool != null && SessionStore.IsSpool(store.Path))
                Forward(opened, spool);
            // What someone made current meanwhile stays so.
            if (CurrentIfOpen == null)
                _current = opened;
            return opened;
        }, cancellation);
    }

    /// <summary>
    /// Opens a store until it is closed, and makes it current. One that is open already takes over a durability that is given.
    /// </summary>
    public TrackStore Open(IStoreKind kind, string location, StoreOptions options, CancellationToken cancellation)
    {
        var place = kind.Locate(location, options.Credential);
        return Open(LockedHandleAt(kind, place), location, options, opening =>
        {
            if (options.Durability is { } durability && opening.Opened is IFileStore file)
                file.Durability = durability;
            return _current = Retain(opening);
        }, cancellation);
    }

    /// <summary>
    /// Opens the spool of a database until it is closed, makes it current, and begins to send it. The server need not be there.
    /// </summary>
    public TrackStore Open(SpoolAddress spool, IProgress<double>? progress, CancellationToken cancellation)
    {
        var kind = StoreKinds.OfFile(spool.Path);
        var store = LockedHandleAt(kind, kind.Locate(spool.Path));
        var options = new StoreOptions { CreateLater = IsFree(store), FallbackFolder = SessionStore.FallbackFolder, Progress = progress };
        return Open(store, spool.Path, options, opening =>
        {
            _current = Retain(opening);
            Forward(_current, spool);
            return _current;
        }, cancellation);
    }

    /// <summary>The open spool that a store is; null where it is none.</summary>
    public TrackStore? SpoolOf(ITrackStore opened)
    {
        if (!_hasSpools)
            return null;
        lock (_gate)
            return _open.Find(store => store.Forwarder != null && store.Opened == opened);
    }

    /// <summary>Opens a snapshot of a file until it is closed; it does not become current.</summary>
    public TrackStore OpenSnapshot(string path, IProgress<double>? progress, CancellationToken cancellation)
    {
        var kind = new SnapshotKind(StoreKinds.OfFile(path));
        var store = new TrackStore(kind, kind.Locate(path));
        return Open(store, path, new StoreOptions { Progress = progress }, Retain, cancellation);
    }

    /// <summary>
    /// Leases a file to a cmdlet that changes it. A file that is not there is made by the first change, not by one that is refused.
    /// </summary>
    public StoreLease Lease(TrackStore store, IProgress<double>? progress, CancellationToken cancellation)
    {
        var handle = store.StoreKind is SnapshotKind snapshot ? LockedHandleAt(snapshot.File, store.Location) : store;
        var createLater = IsFree(handle) && Directory.Exists(Path.GetDirectoryName(handle.Path));
        var options = new StoreOptions
        {
            CreateLater = createLater,
            IsLease = true,
            FallbackFolder = SessionStore.FallbackFolder,
            Progress = progress,
        };
        return Open(handle, handle.Path!, options, NewLease, cancellation);
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
        Opening? opening;
        bool isUnused;
        EndForwarding(store);
        lock (_gate)
        {
            if (_current == store)
                _current = null;
            _open.Remove(store);
            if (!_openings.TryGetValue(store.Identity, out opening) || opening.Store != store)
                return;
            store.Become(StoreState.Leased, opening.Opened);
            isUnused = RemoveIfUnused(opening);
            if (!isUnused)
                opening.Leases++;
        }
        if (isUnused)
        {
            Close(opening);
            return;
        }
        try
        {
            opening.Opened.Flush();
        }
        finally
        {
            Return(opening);
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
        FollowMoved();
        var handle = new TrackStore(kind, location);
        return _openings.TryGetValue(handle.Identity, out var opening) ? opening.Store
            : _session is { } session && session.Identity == handle.Identity ? session
            : handle;
    }

    /// <summary>Has files that someone moved be known by the path at which their stores go on.</summary>
    private void FollowMoved()
    {
        foreach (var opening in _openings.Values.Where(opening => opening.HasMoved).ToList())
        {
            _openings.Remove(opening.Store.Identity);
            opening.Store.MoveTo(opening.Opened.Path!);
            _openings[opening.Store.Identity] = opening;
        }
    }

    private TrackStore LockedHandleAt(IStoreKind kind, StoreLocation location)
    {
        lock (_gate)
            return HandleAt(kind, location);
    }

    /// <summary>
    /// Opens a store, unless its location is open. Whoever wants the same location meanwhile waits, and uses what comes of it: the store,
    /// or that another process holds the file.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="use">Takes the one opening of the location, under the lock, so that nobody closes it before.</param>
    /// <param name="cancellation">Ends the wait and the opening.</param>
    private T Open<T>(
        TrackStore store, string location, StoreOptions options, Func<Opening, T> use, CancellationToken cancellation)
    {
        var change = new Change(isClosing: false);
        lock (_gate)
        {
            while (_changes.TryGetValue(store.Identity, out var other))
            {
                Await(other, cancellation);
                other.ThrowIfHeldByOther();
            }
            if (_openings.TryGetValue(store.Identity, out var known))
                return use(known);
            _changes.Add(store.Identity, change);
        }
        Opening? opening = null;
        try
        {
            opening = new Opening(store, store.StoreKind.Open(location, options, cancellation));
        }
        catch (TrackingException error)
        {
            change.Failure = error;
            throw;
        }
        finally
        {
            if (opening == null)
                End(store, change);
        }
        lock (_gate)
        {
            _openings.Add(store.Identity, opening);
            store.Become(StoreState.Leased, opening.Opened);
            End(store, change);
            return use(opening);
        }
    }

    /// <summary>Waits for a change that another thread makes. Called under the lock, which is free meanwhile.</summary>
    private void Await(Change change, CancellationToken cancellation)
    {
        const int LookAgainMilliseconds = 50;
        while (!change.HasEnded)
        {
            cancellation.ThrowIfCancellationRequested();
            Monitor.Wait(_gate, LookAgainMilliseconds);
        }
    }

    private void End(TrackStore store, Change change)
    {
        lock (_gate)
        {
            change.HasEnded = true;
            _changes.Remove(store.Identity);
            Monitor.PulseAll(_gate);
        }
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
        bool isUnused;
        lock (_gate)
        {
            opening.Leases--;
            isUnused = RemoveIfUnused(opening);
        }
        if (isUnused)
            Close(opening);
    }

    /// <summary>Removes what nobody uses; who is told that it was removed closes it, without the lock.</summary>
    private bool RemoveIfUnused(Opening opening)
    {
        var store = opening.Store;
        if (store.State == StoreState.Open || opening.Leases > 0)
            return false;
        _openings.Remove(store.Identity);
        _changes.Add(store.Identity, opening.Closing);
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
        return true;
    }

    private void Close(Opening opening)
    {
        try
        {
            (opening.Opened as IFileStore)?.CompactIfDue();
            opening.Opened.Dispose();
        }
        finally
        {
            End(opening.Store, opening.Closing);
        }
    }

    private void CloseFiles()
    {
        lock (_gate)
        {
            foreach (var closing in _changes.Values.Where(change => change.IsClosing).ToList())
                Await(closing, CancellationToken.None);
            foreach (var opening in _openings.Values)
            {
                if (opening.Store.StoreKind is IFileStoreKind)
                    AtEnd(opening.Opened.Dispose);
            }
            _openings.Clear();
        }
    }

    private void Forward(TrackStore store, SpoolAddress spool)
    {
        _hasSpools = true;
        store.Forwarder ??= spool.Forward((IFileStore)store.Opened!);
    }

    private void EndForwarding(TrackStore store)
    {
        SpoolForwarder? forwarder;
        lock (_gate)
        {
            forwarder = store.Forwarder;
            store.Forwarder = null;
        }
        forwarder?.Dispose();
    }

    /// <summary>Brings all files to the disk, as they are closed, and closes none: the process may survive.</summary>
    private void CompleteFiles()
    {
        IFileStore[] files;
        lock (_gate)
            files = [.. _openings.Values.Select(opening => opening.Opened).OfType<IFileStore>()];
        foreach (var file in files)
            AtEnd(file.Complete);
    }

    private static void AtEnd(Action work)
    {
        try
        {
            work();
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

        /// <summary>Whether the file is not where it was when it was opened.</summary>
        public bool HasMoved => Store.FileKind != null && Opened.Path is { } path && path != Store.Location.Path;

        public int Leases { get; set; }

        public Change Closing { get; } = new(isClosing: true);
    }

    /// <summary>The opening or closing of a location, which others wait for.</summary>
    private sealed class Change(bool isClosing)
    {
        public bool IsClosing { get; } = isClosing;

        public bool HasEnded { get; set; }

        public TrackingException? Failure { get; set; }

        /// <summary>Waiting for the other process again, each after the other, would tell nobody more.</summary>
        public void ThrowIfHeldByOther()
        {
            if (Failure is { Code: TrackingErrorCode.TrackStoreLocked } failure)
                throw new TrackingException(failure.Code, failure.Message, failure, failure.Reason);
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Spool;
using Tracking.Stores;

namespace Tracking;

/// <summary>
/// A store as the cmdlets give and take it. One that stands for a file can be used like its path: a cmdlet that finds it closed opens it
/// for
/// itself, and closes it again.
/// </summary>
public sealed class TrackStore
{
    private volatile ITrackStore? _opened;

    internal TrackStore(IStoreKind kind, StoreLocation location)
    {
        StoreKind = kind;
        FileKind = kind as IFileStoreKind ?? (kind as SnapshotKind)?.File;
        Location = location;
    }

    /// <summary>Makes a handle that stands for several stores: those of a task or user that was found in all of them (rule 3.26).</summary>
    internal TrackStore(IReadOnlyList<TrackStore> parts)
        : this(parts[0].StoreKind, new StoreLocation(string.Join(", ", parts), string.Join(", ", parts.Select(part => part.Name))))
    {
        FileKind = null;
        Parts = parts;
    }

    /// <summary>The file, with links resolved; null for a store without one. It changes when someone moves a file that is open.</summary>
    public string? Path => _opened?.Path ?? Location.Path;

    /// <summary>The file's name without its folder; host and database; <c>:memory:</c> for a store in memory.</summary>
    public string Name => Location.Name;

    /// <summary>What the store is: File, Memory or PostgreSQL.</summary>
    public string Kind => StoreKind.Name;

    /// <summary>Whether the store is open in this session.</summary>
    public bool IsOpen => State is StoreState.Open or StoreState.Leased;

    /// <summary>Whether it is the one that cmdlets use when none is named.</summary>
    public bool IsCurrent => StoreRegistry.Instance.IsCurrent(this);

    /// <summary>Whether it was opened as a snapshot that is never written, or in a database where its user may only read.</summary>
    public bool IsReadOnly => _opened?.IsReadOnly ?? false;

    /// <summary>Whether a process, this one or another, holds the file for writing now.</summary>
    public bool IsLocked => FileKind?.IsLocked(Path!) ?? false;

    /// <summary>When what was acknowledged also survives the machine; null where there is no file or it is not open.</summary>
    public Durability? Durability => (_opened as IFileStore)?.Durability;

    /// <summary>How many tracks it holds; null when it is not open, and its file has no summary.</summary>
    public long? TrackCount => IsOpen ? Counts?.Tracks : ReadSummary()?.TrackCount;

    /// <summary>How many runs it holds; null when it is not open, and its file has no summary.</summary>
    public long? RunCount => IsOpen ? Counts?.Runs : ReadSummary()?.RunCount;

    /// <summary>How many steps it holds; null where it has no file, and when it is not open and its file has no summary.</summary>
    public long? StepCount => Summary?.StepCount;

    /// <summary>How many tasks have tracks in it; null when it is not open, and its file has no summary, or has more tasks.</summary>
    public long? TaskCount =>
        IsOpen ? Counts?.Tasks : ReadSummary() is { LacksTasks: false } summary ? summary.Tasks.Count(task => task.TrackCount > 0) : null;

    /// <summary>How many users have tracks in it; null when it is not open.</summary>
    public long? UserCount => Counts?.Users;

    /// <summary>
    /// The earliest time of its tracks and runs, local; null where it has no file or nothing in it, and when it is not open and its file
    /// has no summary.
    /// </summary>
    public DateTime? FirstTime => Summary?.FirstUtc?.ToLocalTime();

    /// <summary>The latest time of its tracks and runs, local; null as for FirstTime.</summary>
    public DateTime? LastTime => Summary?.LastUtc?.ToLocalTime();

    /// <summary>The file's length in bytes; null where there is no file.</summary>
    public long? Length => (_opened as IFileStore)?.Length ?? (File is { Exists: true } file ? file.Length : null);

    /// <summary>When the file was written last, local; null where there is no file.</summary>
    public DateTime? LastWriteTime => File is { Exists: true } file ? file.LastWriteTime : null;

    /// <summary>What -Repair has done when the file was opened; null where nothing was repaired.</summary>
    public StoreCheck? Repair => (_opened as IFileStore)?.Repair;

    /// <summary>
    /// How many changes of a spool are still to be sent to the database; null for a store that is no spool. A save that begins a run is
    /// two.
    /// </summary>
    public long? Unsent => Forwarder is { } forwarder ? forwarder.Progress.Left : SessionStore.IsSpool(Path) ? ReadUnsent() : null;

    /// <summary>Host and database that a spool which is open here is sent to; null for all other stores.</summary>
    public string? SentTo => Forwarder?.Server;

    /// <summary>What sends the spool; null where nothing does.</summary>
    internal SpoolForwarder? Forwarder { get; set; }

    /// <summary>How many changes -Verbose has said were sent.</summary>
    internal long ReportedSent { get; set; }

    /// <summary>The stores that the handle stands for; null when it is one.</summary>
    internal IReadOnlyList<TrackStore>? Parts { get; }

    /// <summary>Whether the handle came with an answer of all sessions, and stands for a file that was not open here (rule 3.26).</summary>
    internal bool IsOfOtherSession { get; set; }

    internal StoreLocation Location { get; private set; }

    internal IStoreKind StoreKind { get; }

    /// <summary>The kind of its file, be it a snapshot or not; null for a store without one.</summary>
    internal IFileStoreKind? FileKind { get; }

    /// <summary>What tells the store apart from all others, whatever its kind.</summary>
    internal (IStoreKind Kind, string Identity) Identity => (StoreKind, Location.Identity);

    internal StoreState State { get; private set; }

    /// <summary>The store itself: null while it is closed; one that is gone answers that it was closed.</summary>
    internal ITrackStore? Opened => _opened;

    /// <summary>
    /// What the file says at its end of what it holds; null when it is open here, which knows better, and where the file has to be read.
    /// </summary>
    internal StoreSummary? ReadSummary()
    {
        try
        {
            return IsOpen || Path is not { } path ? null : FileKind?.ReadSummary(path);
        }
        catch (TrackingException)
        {
            // Whoever reads the file is told.
            return null;
        }
    }

    private long? ReadUnsent()
    {
        try
        {
            if (_opened is IFileStore opened)
                return SpoolForwarder.LeftOf(opened);
            if (File is not { Exists: true } file)
                return null;
            if (SpoolForwarder.IsSent(file.FullName))
                return 0;
            using var snapshot = FileKind!.OpenSnapshot(file.FullName);
            return SpoolForwarder.LeftOf((IFileStore)snapshot);
        }
        catch (TrackingException)
        {
            // Whoever reads the file is told.
            return null;
        }
    }

    private StoreSummary? Summary => IsOpen ? (_opened as IFileStore)?.Summarize() : ReadSummary();

    private StoreCounts? Counts => IsOpen ? _opened?.Count() : null;

    private FileInfo? File => Path == null ? null : new FileInfo(Path);

    /// <summary>Whether another handle stands for the same store.</summary>
    internal bool IsSame(TrackStore other) => this == other || (Path != null && Path == other.Path);

    /// <summary>The store's path, its host and database, or <c>:memory:</c>.</summary>
    public override string ToString() => Location.ToString();

    /// <summary>Says where the store's file is by now. Only the registry does this, under its lock.</summary>
    internal void MoveTo(string path) => Location = new StoreLocation(path, System.IO.Path.GetFileName(path), path);

    /// <summary>Changes how the store is open. Only the registry does this, under its lock.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="opened">The store itself; null when it is closed.</param>
    internal void Become(StoreState state, ITrackStore? opened)
    {
        _opened = opened;
        State = state;
    }
}

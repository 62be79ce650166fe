using System;
using System.IO;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.Stores;

namespace Tracking;

/// <summary>
/// A store as the cmdlets give and take it. One that stands for a file is as good as its path: a cmdlet that finds it closed opens it for itself, and closes it again.
/// </summary>
public sealed class TrackStore
{
    private readonly string? _database;
    private volatile ITrackStore? _opened;

    internal TrackStore(string? path) => Path = path;

    internal TrackStore(ITrackStore opened)
    {
        Path = opened.Path;
        _opened = opened;
    }

    internal TrackStore(ITrackStore opened, string database)
    {
        _database = database;
        _opened = opened;
    }

    /// <summary>The file, with links resolved; null for a store without one.</summary>
    public string? Path { get; }

    /// <summary>The file's name without its folder; host and database; <c>:memory:</c> for a store in memory.</summary>
    public string Name => _database ?? (Path == null ? SessionStore.MemoryName : System.IO.Path.GetFileName(Path));

    /// <summary>What the store is: File, Memory or PostgreSQL.</summary>
    public string Kind => _database != null ? "PostgreSQL" : Path == null ? "Memory" : "File";

    /// <summary>Whether the store is open in this session.</summary>
    public bool IsOpen => _opened != null && !IsGone;

    /// <summary>Whether it is the one that cmdlets use when none is named.</summary>
    public bool IsCurrent => StoreRegistry.IsCurrent(this);

    /// <summary>Whether it was opened as a snapshot that is never written, or in a database where its user may only read.</summary>
    public bool IsReadOnly => _opened?.IsReadOnly ?? false;

    /// <summary>Whether a process, this one or another, holds the file for writing now.</summary>
    public bool IsLocked => Path != null && FileTrackStore.IsLocked(Path);

    /// <summary>When what was acknowledged also survives the machine; null where there is no file or it is not open.</summary>
    public Durability? Durability => (_opened as FileTrackStore)?.Durability;

    /// <summary>How many tracks it holds; null when it is not open.</summary>
    public long? TrackCount => Counts?.Tracks;

    /// <summary>How many runs it holds; null when it is not open.</summary>
    public long? RunCount => Counts?.Runs;

    /// <summary>How many tasks have tracks in it; null when it is not open.</summary>
    public long? TaskCount => Counts?.Tasks;

    /// <summary>How many users have tracks in it; null when it is not open.</summary>
    public long? UserCount => Counts?.Users;

    /// <summary>The file's length in bytes; null where there is no file.</summary>
    public long? Length => _opened is FileTrackStore open ? open.Length : File is { Exists: true } file ? file.Length : null;

    /// <summary>When the file was written last, local; null where there is no file.</summary>
    public DateTime? LastWriteTime => File is { Exists: true } file ? file.LastWriteTime : null;

    internal ITrackStore? Opened
    {
        get => _opened;
        set => _opened = value;
    }

    /// <summary>Whether it stays open until someone closes it; one that is open and not kept is closed when the last cmdlet that rents it gives it back.</summary>
    internal bool IsKept { get; set; }

    /// <summary>Whether it has no file and is closed, and says so to whoever still uses it.</summary>
    internal bool IsGone { get; set; }

    private StoreCounts? Counts => IsGone ? null : _opened?.Count();

    private FileInfo? File => Path == null ? null : new FileInfo(Path);

    /// <summary>The store's path, its host and database, or <c>:memory:</c>.</summary>
    public override string ToString() => Path ?? Name;
}

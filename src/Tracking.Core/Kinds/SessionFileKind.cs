using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Threading;
using Tracking.Disk;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Kinds;

/// <summary>Stores that are session files. Every location that no other kind claims is a path of one.</summary>
public sealed class SessionFileKind : IFileStoreKind
{
    /// <inheritdoc/>
    public string Name => "File";

    /// <inheritdoc/>
    public bool Understands(string location) => true;

    /// <inheritdoc/>
    public StoreLocation Locate(string location, NetworkCredential? credential = null)
    {
        try
        {
            var path = StorePath.Resolve(SystemDisk.Current, location);
            return new StoreLocation(path, Path.GetFileName(path), path);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, location);
        }
    }

    /// <inheritdoc/>
    public ITrackStore Open(string location, StoreOptions options, CancellationToken cancellation = default) => FileTrackStore.Open(
        location,
        new FileStoreOptions
        {
            Durability = options.Durability ?? default,
            Repair = options.Repair,
            CreateLater = options.CreateLater,
            IsLease = options.IsLease,
            FallbackFolder = options.FallbackFolder,
            CompactionFolder = options.CompactionFolder,
            Progress = options.Progress,
            Cancellation = cancellation,
        });

    /// <inheritdoc/>
    public ITrackStore OpenSnapshot(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        FileTrackStore.Open(path, new FileStoreOptions { ReadOnly = true, Progress = progress, Cancellation = cancellation });

    /// <inheritdoc/>
    public IStoreFollower Follow(
        string path, DateTime? fromUtc, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        FileTrackStore.Follow(path, fromUtc, progress, cancellation);

    /// <inheritdoc/>
    public StoreSummary? ReadSummary(string path) => FileTrackStore.ReadSummary(path);

    /// <inheritdoc/>
    public bool IsLocked(string path) => FileTrackStore.IsLocked(path);

    /// <inheritdoc/>
    public StoreCheck Check(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        FileTrackStore.Check(path, progress, cancellation);

    /// <inheritdoc/>
    public bool Delete(string path, long? length = null) => FileTrackStore.Delete(path, length);

    /// <inheritdoc/>
    public IReadOnlyList<string> FindRewritten(string folder) => FileTrackStore.FindRewritten(folder);

    /// <inheritdoc/>
    public IReadOnlyList<string> ClearLeftovers(string path) => FileTrackStore.ClearLeftovers(path);
}

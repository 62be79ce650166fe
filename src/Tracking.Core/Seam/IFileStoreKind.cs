using System;
using System.Collections.Generic;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// A kind whose stores are files. They are there whether or not anyone has them open, so that whoever needs one opens it, reads a snapshot
/// of it, or follows it.
/// </summary>
public interface IFileStoreKind : IStoreKind
{
    /// <summary>Reads what is in a file now. Nothing is locked, and nothing can be changed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Receives how much is read, 0 to 1, on the thread that works.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="TrackingException">TrackStoreNotFound and others, when it cannot be read.</exception>
    ITrackStore OpenSnapshot(string path, IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <summary>Follows a file that need not be open here.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fromUtc">As for <see cref="ITrackStore.Follow"/>.</param>
    /// <param name="progress">Receives how far the first reading is, 0 to 1.</param>
    /// <param name="cancellation">Ends the first reading.</param>
    /// <exception cref="TrackingException">As <see cref="OpenSnapshot"/>.</exception>
    IStoreFollower Follow(string path, DateTime? fromUtc, IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <summary>
    /// What a file says at its end of what it holds, so that whoever asks many files need not read those that cannot hold an answer; null
    /// where it says nothing, and only reading it tells.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TrackingException">TrackStoreNotFound and others, when it cannot be opened.</exception>
    StoreSummary? ReadSummary(string path);

    /// <summary>Whether a process, this one or another, holds the file for writing now.</summary>
    bool IsLocked(string path);

    /// <summary>
    /// Looks at every line of a file and says how it stands, and what a repair would take of it. Nothing is opened for writing or changed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Receives how much is read, 0 to 1, on the thread that works.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="TrackingException">As <see cref="OpenSnapshot"/>; a damaged file is none.</exception>
    StoreCheck Check(string path, IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <summary>Deletes a file that is a store and that nobody holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">The length that it must still have, in bytes; null for any.</param>
    /// <returns>False, and nothing is deleted, when it has another length.</returns>
    /// <exception cref="TrackingException">TrackStoreNotFound, TrackStoreNotTracking, TrackStoreLocked, TrackStoreAccessDenied.</exception>
    bool Delete(string path, long? length = null);

    /// <summary>The files in a folder of which a new version is being written, or was when a process was killed.</summary>
    /// <param name="folder">The folder, which is there.</param>
    /// <exception cref="TrackingException">TrackStoreAccessDenied.</exception>
    IReadOnlyList<string> FindRewritten(string folder);

    /// <summary>
    /// Removes what killed processes left beside a file that nobody holds, and gives what the file lacks a name of its own.
    /// </summary>
    /// <param name="path">The file, which need not be there.</param>
    /// <returns>What was kept, for people.</returns>
    /// <exception cref="TrackingException">TrackStorePathInvalid, TrackStoreAccessDenied.</exception>
    IReadOnlyList<string> ClearLeftovers(string path);
}

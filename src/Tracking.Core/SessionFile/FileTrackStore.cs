using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>A store in a session file: the engine over the file's log, and what can be done with a file by its path.</summary>
public sealed class FileTrackStore : TrackEngine, IFileStore
{
    private readonly ISessionFileLog _log;
    private readonly IDisk _disk;
    private readonly EventKinds _kinds;

    private FileTrackStore(ISessionFileLog log, TrackState? state, WarningList warnings, StoreClock clock, IDisk disk,
        EventKinds kinds)
        : base(log, state, warnings, clock) => (_log, _disk, _kinds) = (log, disk, kinds);

    /// <summary>The file, with links resolved.</summary>
    public new string Path => base.Path!;

    /// <inheritdoc/>
    public Durability Durability
    {
        get => _log.Durability;
        set => _log.Durability = value;
    }

    /// <summary>The session that made the file.</summary>
    public Guid Session => _log.Header.Session;

    /// <summary>How many times the file was rewritten, from 1.</summary>
    public int Generation => _log.Header.Generation;

    /// <inheritdoc/>
    public long Length => _log.Length;

    /// <inheritdoc/>
    public long LastEvent => _log.LastEvent;

    /// <inheritdoc/>
    public StoreCheck? Repair => _log.Repair;

    /// <summary>Opens a session file, and makes it if there is none and it is not opened read-only.</summary>
    /// <param name="path">The file; links are resolved.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="clock">Gives the time in UTC; the system's clock when null.</param>
    /// <exception cref="TrackingException">
    /// TrackStoreNotFound, TrackStorePathInvalid, TrackStoreAccessDenied, TrackStoreNotTracking, TrackStoreVersionTooNew,
    /// TrackStoreDamaged, TrackStoreLocked.
    /// </exception>
    public static FileTrackStore Open(string path, FileStoreOptions? options = null, Func<DateTime>? clock = null) =>
        Open(SystemDisk.Current, path, options, clock);

    /// <summary>Whether a process holds the file for writing now.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            return FileLock.IsHeld(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path));
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <summary>
    /// Looks at every line of a session file and says how it stands, and what a repair would take of it. Nothing is opened for writing,
    /// locked, changed or left.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Receives how much is read, 0 to 1, on the thread that works.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="TrackingException">
    /// TrackStoreNotFound, TrackStorePathInvalid, TrackStoreAccessDenied, TrackStoreNotTracking, TrackStoreVersionTooNew.
    /// </exception>
    public static StoreCheck Check(string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            var context = new ReadContext(EventKinds.Current, new ProgressMeter(progress, cancellation));
            return FileOpening.Check(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path), context);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <summary>Deletes a session file that nobody holds.</summary>
    /// <param name="path">The file; links are resolved.</param>
    /// <param name="length">The length that it must still have, in bytes; null for any.</param>
    /// <returns>False, and nothing is deleted, when it has another length.</returns>
    /// <exception cref="TrackingException">TrackStoreNotFound, TrackStoreNotTracking, TrackStoreLocked, TrackStoreAccessDenied.</exception>
    public static bool Delete(string path, long? length = null)
    {
        try
        {
            return FileOpening.Delete(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path), length);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <summary>Follows a session file that need not be open here.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fromUtc">As for <see cref="Follow(DateTime?, CancellationToken)"/>.</param>
    /// <param name="progress">Receives how far the first reading is, 0 to 1.</param>
    /// <param name="cancellation">Ends the first reading.</param>
    /// <exception cref="TrackingException">As opening it read-only.</exception>
    public static IStoreFollower Follow(
        string path, DateTime? fromUtc = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            var context = new ReadContext(EventKinds.Current, new ProgressMeter(progress, cancellation));
            return FileFollower.Begin(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path), fromUtc, mustExist: true, context);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <summary>The session files in a folder of which a new version is being written, or was when a process was killed.</summary>
    /// <param name="folder">The folder, which is there.</param>
    /// <exception cref="TrackingException">TrackStoreAccessDenied.</exception>
    public static IReadOnlyList<string> FindRewritten(string folder)
    {
        try
        {
            return [.. FileRewriter.OriginalsIn(folder)];
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, folder);
        }
    }

    /// <summary>
    /// Removes what killed processes left beside a session file that nobody holds, and gives what the file lacks a name of its own
    /// (format 9.1).
    /// </summary>
    /// <param name="path">The file, which need not be there.</param>
    /// <returns>What was kept, for people.</returns>
    /// <exception cref="TrackingException">TrackStorePathInvalid, TrackStoreAccessDenied.</exception>
    public static IReadOnlyList<string> ClearLeftovers(string path)
    {
        try
        {
            var kept = new List<string>();
            FileOpening.ClearLeftovers(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path), kept.Add);
            return kept;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <inheritdoc/>
    public StoreSummary Summarize() => SummarizeState();

    /// <summary>
    /// What the closing line of a session file says of it, with the statuses of runs as they are seen now; null where it says nothing that
    /// belongs to the file as it is, so that who wants to know reads the file. Of the file, its header and its last 4 KB are read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TrackingException">TrackStoreNotFound, TrackStorePathInvalid, TrackStoreAccessDenied.</exception>
    public static StoreSummary? ReadSummary(string path)
    {
        try
        {
            return ReadSummary(SystemDisk.Current, path, EventKinds.Current.Version);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    internal static StoreSummary? ReadSummary(IDisk disk, string path, int version)
    {
        StoreSummary? summary;
        using (var file = disk.Open(path, writable: false))
            summary = SummaryReader.ReadEnd(file, version);
        if (summary?.Runs.Any(run => run.Status == RunStatus.Running) != true)
            return summary;
        // Only the whole file says who holds it, and so which runs are at work.
        if (FileLock.SeemsHeld(disk, path) != false)
            return null;
        var hash = SummarizedRun.HashOf(StorePath.Resolve(disk, path));
        return summary with { Runs = [.. summary.Runs.Select(run => Observed(run, hash))] };
    }

    /// <inheritdoc/>
    public FileChanges? ReadChanges(FilePosition? from, int most, CancellationToken cancellation = default)
    {
        // Under the lock, so that all that is read of the file was applied.
        var (path, length, last) = Answer(() => (Path, _log.Length, _log.LastEvent));
        if (length == 0 || (from != null && from.Event == last && from.Session == Session && from.Generation == Generation))
            return null;
        try
        {
            using var file = _disk.Open(path, writable: false);
            var read = FileEvents.Read(file, Math.Min(length, file.Length), last, from, most,
                new ReadContext(_kinds, new ProgressMeter(progress: null, cancellation)));
            return read is { } part ? Gather(part.Changed, part.Position, () => _log.LastEvent) : null;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <inheritdoc/>
    public void Complete() => Complete(_log.Complete);

    /// <summary>Follows the file, whoever writes it; a follower outlives the store.</summary>
    /// <inheritdoc/>
    public override IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default) =>
        FileFollower.Begin(_disk, Path, fromUtc, mustExist: false,
            new ReadContext(_kinds, new ProgressMeter(progress: null, cancellation)));

    internal static FileTrackStore Open(IDisk disk, string path, FileStoreOptions? options, Func<DateTime>? clock) =>
        OpenAt(disk, path, options, StoreClock.Of(clock));

    internal static FileTrackStore OpenAt(IDisk disk, string path, FileStoreOptions? options, StoreClock clock)
    {
        options ??= new FileStoreOptions();
        var warnings = new WarningList();
        try
        {
            var resolved = StorePath.Resolve(disk, path);
            var (log, state) = options.ReadOnly
                ? SnapshotLog.Read(disk, resolved, options, warnings)
                : OpenLog(disk, resolved, options, warnings);
            var store = new FileTrackStore(log, state, warnings, clock, disk, options.Kinds);
            try
            {
                store.BecomeOwner(!options.IsLease, (log as FileLog)?.FormerWriter);
                return store;
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
        catch (FlushFailedException error)
        {
            throw StoreFaults.Flushing(error, path);
        }
    }

    /// <summary>How a run stands that nobody has stopped, in a file that nobody holds (rule 4.16).</summary>
    private static SummarizedRun Observed(SummarizedRun run, string storeHash) => run.Status != RunStatus.Running ? run : run with
    {
        Status = run.IsCopy || (run.WriterHost != null && !HostName.IsCurrent(run.WriterHost))
            || (run.StoreHash != null && run.StoreHash != storeHash) ? RunStatus.Unknown : RunStatus.Abandoned,
    };

    private static (ISessionFileLog Log, TrackState? State) OpenLog(IDisk disk, string path, FileStoreOptions options, WarningList warnings)
    {
        var log = new FileLog(disk, path, options, warnings);
        try
        {
            return (log, options.CreateLater ? null : log.Open());
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }
}

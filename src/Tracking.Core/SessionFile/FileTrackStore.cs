using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>The memory store plus a session file: each event is written to the file before memory takes it over.</summary>
public sealed class FileTrackStore : MemoryTrackStore, IFileStore
{
    private const int FlushDelayMilliseconds = 900;

    private readonly IDisk _disk;
    private readonly FileStoreOptions _options;
    private readonly Guid _writer = Guid.NewGuid();
    private readonly Timer _flushTimer;
    private readonly object _optimizing = new();
    private IDisposable? _lock;
    private FileHeader _header;
    private FileAppender? _appender;
    private bool _announced;
    private bool _flushIsDue;
    private Exception? _flushFailure;
    private List<TrackEvent>? _catchUp;
    private bool _hasWriter = true;

    private FileTrackStore(IDisk disk, string path, FileStoreOptions options, Func<DateTime>? clock)
        : base(clock)
    {
        _disk = disk;
        _options = options;
        Durability = options.Durability;
        _flushTimer = new Timer(_ => FlushInTime());
        _header = NewHeader();
        Path = path;
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override bool IsReadOnly => _options.ReadOnly;

    /// <summary>When what was acknowledged also survives the machine; a change of it holds from the next save on.</summary>
    public Durability Durability { get; set; }

    /// <summary>The session that made the file.</summary>
    public Guid Session => _header.Session;

    /// <summary>How many times the file was rewritten, from 1.</summary>
    public int Generation => _header.Generation;

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    public long Length { get; private set; }

    private bool HasGivenIds => State.NextRunId > 1;

    private string ToldOfDeletion => $"'{Path}' {StoreWarnings.FileDeleted} It was written anew from memory and holds all that was saved.";

    /// <summary>Opens a session file, and makes it if there is none and it is not opened read-only.</summary>
    /// <param name="path">The file; links are resolved.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="clock">Gives the time in UTC; the system's clock when null.</param>
    /// <exception cref="TrackingException">TrackStoreNotFound, TrackStorePathInvalid, TrackStoreAccessDenied, TrackStoreNotTracking,
    /// TrackStoreVersionTooNew, TrackStoreDamaged, TrackStoreLocked.</exception>
    public static FileTrackStore Open(string path, FileStoreOptions? options = null, Func<DateTime>? clock = null) => Open(SystemDisk.Current, path, options, clock);

    /// <summary>Whether a process holds the file for writing now.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            return SystemDisk.Current.IsLocked(FileLock.PathFor(StorePath.Resolve(SystemDisk.Current, path)));
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    /// <summary>Deletes a session file that nobody holds; the lock beside it stays.</summary>
    /// <exception cref="TrackingException">TrackStoreNotFound, TrackStoreNotTracking, TrackStoreLocked, TrackStoreAccessDenied.</exception>
    public static void Delete(string path)
    {
        try
        {
            FileOpening.Delete(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path));
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
    public static IStoreFollower Follow(string path, DateTime? fromUtc = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            return FileFollower.Begin(SystemDisk.Current, StorePath.Resolve(SystemDisk.Current, path), fromUtc, mustExist: true, new ReadContext(EventKinds.Current, new ProgressMeter(progress, cancellation)));
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, path);
        }
    }

    internal static FileTrackStore Open(IDisk disk, string path, FileStoreOptions? options, Func<DateTime>? clock)
    {
        FileTrackStore? store = null;
        try
        {
            store = new FileTrackStore(disk, StorePath.Resolve(disk, path), options ?? new FileStoreOptions(), clock);
            if (store.IsReadOnly)
                store.LoadSnapshot();
            else if (!store._options.CreateLater)
                store.OpenFile();
            return store;
        }
        catch (Exception error)
        {
            store?.Dispose();
            throw StoreFaults.IsOfTheSystem(error) ? StoreFaults.Opening(error, path) : error is FlushFailedException ? StoreFaults.Flushing(error, path) : error;
        }
    }

    /// <inheritdoc/>
    public override IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default) => FileFollower.Begin(_disk, Path, fromUtc, mustExist: false, new ReadContext(_options.Kinds, new ProgressMeter(progress: null, cancellation)));

    /// <inheritdoc/>
    public override OptimizeResult Optimize(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        lock (_optimizing)
        {
            try
            {
                FileHeader header;
                IEnumerable<TrackEvent> least;
                FileAppender? original;
                lock (Gate)
                {
                    RequireOpen();
                    RequireWritable();
                    original = _appender;
                    if (original == null)
                        return new OptimizeResult(0, 0);
                    ClaimPlace(original);
                    (header, least) = NextGeneration(original);
                    _catchUp = [];
                    // This writer may have no line in the new file; what comes now begins with one.
                    _announced = false;
                }
                var before = Length;
                using var rewriter = new FileRewriter(_disk, Path, header, original.File);
                rewriter.Write(least.Select(new DataCheck().Require), new ProgressMeter(progress, cancellation), header.KeptEvents);
                rewriter.Flush();
                lock (Gate)
                {
                    RequireOpen();
                    rewriter.Write(_catchUp);
                    Swap(rewriter, header);
                }
                return new OptimizeResult(before, Length);
            }
            catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
            {
                throw StoreFaults.Writing(error, Path);
            }
            catch (FlushFailedException error)
            {
                lock (Gate)
                    _flushFailure = error;
                throw StoreFaults.Flushing(error, Path);
            }
            finally
            {
                lock (Gate)
                    _catchUp = null;
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            FileAppender? appender;
            lock (Gate)
            {
                RequireOpen();
                if (_flushFailure != null)
                    throw StoreFaults.Flushing(_flushFailure, Path);
                _flushIsDue = false;
                RewriteIfNeeded(looks: true);
                appender = _appender;
                appender?.MendEnd();
            }
            appender?.Flush();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error) || error is FlushFailedException)
        {
            lock (Gate)
                _flushFailure = error;
            throw StoreFaults.Flushing(error, Path);
        }
        catch (ObjectDisposedException)
        {
            // The file was rewritten or closed meanwhile, and flushed for that.
        }
    }

    /// <inheritdoc/>
    private protected override bool HasWriter => _hasWriter;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A rewrite that is under way is let through: it holds the file's place, and the lock must outlast it.
        lock (_optimizing)
        {
            lock (Gate)
            {
                base.Dispose(disposing);
                CloseFile();
            }
        }
    }

    private protected override void Keep(IReadOnlyList<TrackEvent> decided)
    {
        RequireWritable();
        try
        {
            if (_appender == null)
                MakeFile();
            var flush = Durability == Durability.Always
                || (Durability == Durability.EverySecond && decided.Count == 1 && decided[0] is RunStopped);
            RewriteIfNeeded(looks: flush);
            Append(decided, flush);
            if (!flush && Durability == Durability.EverySecond && !_flushIsDue)
            {
                _flushIsDue = true;
                _flushTimer.Change(FlushDelayMilliseconds, Timeout.Infinite);
            }
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Writing(error, Path);
        }
        catch (FlushFailedException error)
        {
            _flushFailure = error;
            throw StoreFaults.Flushing(error, Path);
        }
    }

    private void CloseFile()
    {
        _flushTimer.Dispose();
        try
        {
            if (_appender != null)
                CloseAppender(_appender);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error) || error is FlushFailedException)
        {
            throw StoreFaults.Flushing(error, Path);
        }
        finally
        {
            _appender?.Dispose();
            _appender = null;
            _lock?.Dispose();
            _lock = null;
        }
    }

    /// <summary>
    /// Brings everything to the disk; when a flush failed, now or before, by writing the file anew, since whoever opens it next cannot
    /// know that something in it is lost, and so when someone deleted it.
    /// </summary>
    private void CloseAppender(FileAppender appender)
    {
        try
        {
            if (_flushFailure == null)
                appender.Close();
        }
        catch (FlushFailedException error)
        {
            _flushFailure = error;
        }
        if (DeletedFile.Is(appender.File))
        {
            CloseDeleted(appender);
        }
        else if (_flushFailure is { } failure)
        {
            Rewrite(appender);
            throw new TrackingException(TrackingErrorCode.TrackStoreFlushFailed, $"'{Path}' could not be brought to the disk: {failure.Message} It was written anew from memory on closing and is safe. Look after the disk.", failure);
        }
    }

    private void CloseDeleted(FileAppender appender)
    {
        if (!HasGivenIds)
            return;
        try
        {
            Rewrite(appender);
            Warn(ToldOfDeletion);
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error) || error is FlushFailedException)
        {
            throw new TrackingException(TrackingErrorCode.TrackStoreFlushFailed, $"'{Path}' could not be written anew on closing: {error.Message} What it held {KeepBeside(appender)}.", error);
        }
    }

    /// <summary>Writes what memory holds to a file of its own, and tells what became of it.</summary>
    private string KeepBeside(FileAppender appender)
    {
        var side = $"{Path}.deleted-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfffffff}";
        try
        {
            var (header, least) = NextGeneration(appender);
            using var rewriter = new FileRewriter(_disk, side, header, appender.File);
            rewriter.Write(least);
            rewriter.Place().Dispose();
            FileOpening.FlushFolderOf(_disk, side);
            return $"was kept as '{side}'";
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error) || error is FlushFailedException)
        {
            return "is lost";
        }
    }

    private static FileHeader NewHeader()
    {
        using var self = Process.GetCurrentProcess();
        return new FileHeader
        {
            Session = Guid.NewGuid(),
            Generation = 1,
            FirstEvent = 1,
            NextTrack = 1,
            NextRun = 1,
            CreatedUtc = DateTime.UtcNow,
            Host = Environment.MachineName,
            User = Environment.UserName,
            Process = self.Id,
        };
    }

    private void Append(IReadOnlyList<TrackEvent> decided, bool flush)
    {
        if (_announced)
        {
            _appender!.Append(decided, flush);
            _catchUp?.AddRange(decided);
        }
        else
        {
            using var self = Process.GetCurrentProcess();
            var opened = new WriterOpened(new WriterRecord(_writer, DateTime.UtcNow, self.Id, Environment.MachineName));
            _appender!.Append([opened, .. decided], flush);
            _catchUp?.AddRange([opened, .. decided]);
            opened.Apply(State);
            _announced = true;
        }
        Length = _appender.Length;
    }

    private protected override void RequireWritable()
    {
        if (IsReadOnly)
            throw new TrackingException(TrackingErrorCode.TrackStoreReadOnly, $"'{Path}' was opened read-only.", reason: ErrorReason.OpenedReadOnly);
    }

    /// <summary>Makes the file that was left for the first change, and its folder.</summary>
    private void MakeFile()
    {
        _disk.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
        OpenFile();
        if (HasGivenIds)
            throw new TrackingException(TrackingErrorCode.TrackStoreWriteFailed, $"'{Path}' was made by someone else meanwhile, and nothing was stored. What is in it is open now; save again.");
    }

    /// <summary>Takes the lock and opens the file for writing, or makes it.</summary>
    private void OpenFile()
    {
        FileOpening.RequireStore(_disk, Path, _options.Repair, _options.Context);
        _lock ??= FileLock.Take(_disk, Path);
        FileRewriter.DeleteLeftover(_disk, Path);
        if (FileOpening.OpenWritable(_disk, Path, _options.Repair, _options.Context, Warn) is { } opened)
        {
            _header = opened.Content.Header;
            State = opened.Content.State;
            if (opened.Content.IsDamaged)
            {
                using (opened.Appender)
                    Rewrite(opened.Appender);
            }
            else
            {
                _appender = opened.Appender;
                Length = _appender.Length;
            }
        }
        else
        {
            using var rewriter = new FileRewriter(_disk, Path, _header, original: null);
            Swap(rewriter, _header);
        }
    }

    private void LoadSnapshot()
    {
        var content = FileOpening.ReadSnapshot(_disk, Path, _options.Context, out var length);
        if (content == null)
            return;
        _header = content.Header;
        State = content.State;
        Length = length;
        // Asked after the reading: whoever wrote what was read is gone when nobody holds the lock now.
        _hasWriter = State.Indexes.Runs.Values.All(run => run.Status != RunStatus.Running) || MayBeLocked();
        foreach (var warning in content.Warnings.Listed)
            Warn($"'{Path}': {warning}");
    }

    private bool MayBeLocked()
    {
        try
        {
            return _disk.IsLocked(FileLock.PathFor(Path));
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // Who may not see the lock cannot say that nobody holds it.
            return true;
        }
    }

    private (FileHeader Header, IEnumerable<TrackEvent> Least) NextGeneration(FileAppender original)
    {
        var (events, count) = Compaction.EventsOf(State);
        var header = new FileHeader
        {
            Session = _header.Session,
            Generation = Math.Min(_header.Generation, int.MaxValue - 1) + 1,
            FirstEvent = original.NextEvent,
            KeptEvents = count,
            NextTrack = State.NextNumber,
            NextRun = State.NextRunId,
            ClockUtc = State.LastClockTicks == 0 ? null : new DateTime(State.LastClockTicks, DateTimeKind.Utc),
            CreatedUtc = _header.CreatedUtc,
            Host = _header.Host,
            User = _header.User,
            Process = _header.Process,
        };
        return (header, events);
    }

    /// <summary>Rewrites the file from memory, while nothing else happens.</summary>
    private void Rewrite(FileAppender original)
    {
        ClaimPlace(original);
        var (header, least) = NextGeneration(original);
        using var rewriter = new FileRewriter(_disk, Path, header, original.File);
        rewriter.Write(least);
        Swap(rewriter, header);
    }

    /// <summary>Puts the rewritten file in its place and goes on with it.</summary>
    private void Swap(FileRewriter rewriter, FileHeader header)
    {
        if (_appender != null && DeletedFile.Is(_appender.File))
            DeletedFile.RequireFree(_disk, Path);
        var fresh = rewriter.Place();
        _appender?.Dispose();
        _appender = fresh;
        _header = header;
        _flushFailure = null;
        // Its last writer may have no line in it; the next change says anew who writes.
        _announced = false;
        Length = fresh.Length;
        FileOpening.FlushFolderOf(_disk, Path);
    }

    /// <summary>Writes the file anew when a flush failed before or, where it is looked for, someone deleted it.</summary>
    private void RewriteIfNeeded(bool looks)
    {
        if (_appender == null || (_flushFailure == null && !looks))
            return;
        var isDeleted = DeletedFile.Is(_appender.File);
        if (_flushFailure == null && !isDeleted)
            return;
        if (_catchUp != null)
            throw new FlushFailedException(_flushFailure ?? new IOException("it was deleted while it was open here, and is being written anew."));
        Rewrite(_appender);
        Warn(isDeleted ? ToldOfDeletion : $"'{Path}' could not be brought to the disk before: the system refused a flush. It was written anew from memory and is safe again.");
    }

    /// <summary>Before a file that was deleted is written anew: makes sure that no other process writes there.</summary>
    private void ClaimPlace(FileAppender original)
    {
        if (!DeletedFile.Is(original.File))
            return;
        _lock?.Dispose();
        _lock = null;
        _lock = DeletedFile.TakeLock(_disk, Path);
        DeletedFile.RequireFree(_disk, Path);
    }

    private void FlushInTime()
    {
        try
        {
            Flush();
        }
        catch (TrackingException)
        {
            // Remembered: the next change rewrites the file first, or says that it cannot; closed meanwhile: flushed for that.
        }
    }
}

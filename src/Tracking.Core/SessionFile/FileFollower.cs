using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Disk;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// Follows a session file, whoever writes it: keeps the state that its events give, and reads what is appended. A file that was
/// optimised, replaced or cut is read anew and compared with that state, so that nothing is lost or comes twice. The file is read only,
/// without a lock; between two looks nothing is done.
/// </summary>
internal sealed class FileFollower : IStoreFollower
{
    /// <summary>So many looks may find a line that is not whole yet before the file is read anew.</summary>
    private const int MostLooksAtTornEnd = 5;

    private static readonly TimeSpan BetweenLooksForOwner = TimeSpan.FromMilliseconds(250);

    private readonly IDisk _disk;
    private readonly string _path;
    private ReadContext _context;
    private readonly List<string> _warnings = [];

    /// <summary>What was read and not delivered yet: a look that fails delivers nothing.</summary>
    private List<StoreChange> _changes = [];

    private readonly Dictionary<int, RunStatus> _told = [];
    private readonly Stopwatch _sinceOwnerWasSeen = Stopwatch.StartNew();
    private IEnumerable<StoreChange>? _past;
    private IDiskFile? _file;
    private FileContent? _content;
    private FileStamp _settled;
    private int _looksAtTornEnd;
    private int _warningsTaken;

    private FileFollower(IDisk disk, string path, ReadContext context) => (_disk, _path, _context) = (disk, path, context);

    private TrackState State => _content?.State ?? new TrackState();

    /// <summary>Begins to follow a file.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="path">Its path, with links resolved.</param>
    /// <param name="fromUtc">From when on what is there already is changes too; null for nothing of it.</param>
    /// <param name="mustExist">Whether it has to be there; else it may be made later.</param>
    /// <param name="context">With what it is read.</param>
    public static FileFollower Begin(IDisk disk, string path, DateTime? fromUtc, bool mustExist, ReadContext context)
    {
        var follower = new FileFollower(disk, path, context);
        try
        {
            if (mustExist)
                disk.Open(path, writable: false).Dispose();
            follower.ReadAnew();
            // Whoever waited for the first reading waits no longer.
            follower._context = context with { Meter = null };
            follower.Untold();
            follower._past = fromUtc is { } from ? StoreChanges.Since(follower.State, from, follower.Observed) : null;
            return follower;
        }
        catch (Exception error)
        {
            follower.Dispose();
            throw StoreFaults.IsOfTheSystem(error) ? StoreFaults.Opening(error, path) : error;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
    {
        if (_past is { } past)
        {
            _past = null;
            return past;
        }
        try
        {
            return Look();
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            throw StoreFaults.Opening(error, _path);
        }
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId) => State.Indexes.Runs.TryGetValue(runId, out var run) ? Observed(State.Record(run)) : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> DrainWarnings()
    {
        string[] taken = [.. _warnings];
        _warnings.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private List<StoreChange> Look()
    {
        if (!ReadOn(_changes))
        {
            var before = State;
            if (ReadAnew())
                _changes.AddRange(StoreChanges.Between(before, State));
        }
        AddAbandoned(_changes);
        var changes = _changes;
        _changes = [];
        return changes;
    }

    /// <summary>Reads what was appended; false when the file goes on in another way, and has to be read anew.</summary>
    private bool ReadOn(List<StoreChange> changes)
    {
        if (_file == null || _content == null)
            return false;
        // First, so that a look that fails leaves the changes for the next one; and what was appended before the file was replaced is read.
        var isInPlace = IsInPlace(_file);
        var stamp = _file.Stamp;
        // The system's clock may stand still while an event takes the place of a summary of the same length.
        if (stamp == _settled && !(_content.HasSummary && Behind(_content, _file) is (byte)',' or (byte)'{'))
            return isInPlace;
        var length = stamp.Length;
        if (length < _content.End || _content.IsDamaged || (length > _content.End && Behind(_content, _file) == null))
            return false;
        var isWhole = length > _content.End + 1 && ReadAppended(_content, _file, length, changes);
        AddWarningsOf(_content);
        if (isWhole)
        {
            (_settled, _looksAtTornEnd) = (stamp, 0);
            return isInPlace;
        }
        return ++_looksAtTornEnd < MostLooksAtTornEnd;
    }

    /// <summary>
    /// What the line behind the last event begins with, 0 where none does; null where that event does not end there any more.
    /// </summary>
    private static byte? Behind(FileContent content, IDiskFile file)
    {
        var behind = new byte[3];
        var count = file.Read(content.End, behind, 0, behind.Length);
        var at = behind[0] == '\r' ? 1 : 0;
        return count == 0 || behind[at] == '\n' ? behind[at + 1] : null;
    }

    /// <summary>Whether the file is the one that stands at the path. Where none does, it is still the last one that did.</summary>
    private bool IsInPlace(IDiskFile file) => _disk.Find(_path) is not { } there || there == file.Identity;

    private bool ReadAppended(FileContent content, IDiskFile file, long length, List<StoreChange> changes)
    {
        try
        {
            return FileReader.ReadOn(content, file, length, _context, happened => changes.AddRange(happened.Changes(content.State)));
        }
        catch (TrackingException error)
        {
            throw StoreFaults.In(error, _path);
        }
    }

    /// <summary>Reads the whole file as it is now; false when there is none, or an empty one.</summary>
    private bool ReadAnew()
    {
        _file?.Dispose();
        _file = null;
        while (true)
        {
            IDiskFile? file = null;
            try
            {
                file = _disk.Open(_path, writable: false);
                var stamp = file.Stamp;
                var content = FileOpening.ReadSnapshot(_disk, _path, _context, out _);
                if (content == null)
                    return false;
                // Else another one was put in its place meanwhile, and it cannot be told which one was read.
                if (_disk.Find(_path) == file.Identity)
                {
                    (_file, file, _content, _settled, _looksAtTornEnd, _warningsTaken) = (file, null, content, stamp, 0, 0);
                    AddWarningsOf(content);
                    return true;
                }
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                // It is made later or, if it was deleted under its writer, written anew.
                return false;
            }
            finally
            {
                file?.Dispose();
            }
        }
    }

    private void AddWarningsOf(FileContent content)
    {
        for (; _warningsTaken < content.Warnings.Listed.Count; _warningsTaken++)
            _warnings.Add($"'{_path}': {content.Warnings.Listed[_warningsTaken]}");
    }

    /// <summary>Looks now and then whether the file's owner is still there.</summary>
    private void AddAbandoned(List<StoreChange> changes)
    {
        if (_sinceOwnerWasSeen.Elapsed < BetweenLooksForOwner)
            return;
        _sinceOwnerWasSeen.Restart();
        changes.AddRange(Untold().Select(run => new StoreChange(Track: null, run)));
    }

    /// <summary>The runs that were not ended, and of which it shows only now that they are not at work.</summary>
    private List<RunRecord> Untold()
    {
        // Of a copy it was said when it came.
        var running = State.Indexes.Runs.Values.Where(run => run.Status == RunStatus.Running && !State.IsCopiedRun(run.RunId)).ToList();
        if (running.Count == 0)
            return [];
        var observer = Observer();
        var seen = running.ConvertAll(run => observer.Observe(State.Record(run)))
            .FindAll(run => run.Status != RunStatus.Running && !(_told.TryGetValue(run.RunId, out var told) && told == run.Status));
        seen.ForEach(run => _told[run.RunId] = run.Status);
        return seen;
    }

    private RunRecord Observed(RunRecord run) => run.Status == RunStatus.Running ? Observer().Observe(run) : run;

    private RunObserver Observer() =>
        new(State, new LogOwner(State.LastWriter?.Writer, FileLock.SeemsHeld(_disk, _path), _path));
}

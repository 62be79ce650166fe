using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Files;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Spool;

/// <summary>
/// A session file whose changes are sent to another store, in the order of its events, each once (rules 15.3 to 15.6). What was sent is
/// known by a position in the file, which is written down behind each part; what is sent again changes nothing, since the other store knows
/// it by its origin. To be used by one thread, which holds the file.
/// </summary>
/// <param name="file">The file, which is open here.</param>
/// <param name="server">The name of the other store, for people.</param>
/// <param name="warn">Receives what the user should hear of.</param>
public sealed class ForwardedSpool(IFileStore file, string server, Action<string> warn)
{
    /// <summary>How many events are sent at once, unless they have many bytes.</summary>
    public const int MostEvents = 1000;

    /// <summary>After so many refusals in a row the other store seems to refuse everything.</summary>
    private const int MostInRow = 3;

    private readonly string _path = file.Path!;
    private SpoolRecord _record = SpoolRecord.Read(file.Path!);

    /// <summary>How many changes are still to be sent.</summary>
    public long Left => Math.Max(0, file.LastEvent - (Volatile.Read(ref _record).Position?.Event ?? 0));

    /// <summary>How many changes were refused and set aside.</summary>
    public int RefusedCount => Volatile.Read(ref _record).Refused.Count;

    /// <summary>Whether what was refused was tried last before a time, in UTC.</summary>
    public bool WasRefusedBefore(DateTime timeUtc) => _record.Refused.Any(refused => refused.TimeUtc < timeUtc);

    /// <summary>Has everything sent again, from the file's beginning.</summary>
    public void Restart() => Write(new SpoolRecord());

    /// <summary>Sends the next part.</summary>
    /// <param name="destination">The other store.</param>
    /// <param name="cancellation">Ends the call; what was sent is sent again then.</param>
    /// <returns>How many events were sent; 0 where nothing was left.</returns>
    /// <exception cref="TrackingException">The other store takes nothing now; the part is still to be sent.</exception>
    public long Forward(ITrackStore destination, CancellationToken cancellation = default)
    {
        if (destination == null)
            throw new ArgumentNullException(nameof(destination));
        Verify(() => destination, cancellation);
        var before = _record.Position?.Event ?? 0;
        if (file.ReadChanges(_record.Position, MostEvents, cancellation) is not { } changes)
            return 0;
        var part = new Part(destination, _record.Refused, cancellation);
        part.Send(changes);
        part.Remove(changes.RemovedRuns, changes.RemovedTracks);
        foreach (var refused in part.Refused.Except(_record.Refused))
            warn(RefusedWarning(refused));
        var next = _record with { Position = changes.Position, Refused = part.Refused, Length = null, SentUtc = null };
        Write(StillHere(WithLast(next, changes)));
        return Math.Max(1, changes.Position.Event - before);
    }

    /// <summary>
    /// Has everything sent again where the other store does not have what was sent to it last: it may have been restored from a backup
    /// (rule 15.7).
    /// </summary>
    /// <param name="connect">Gives the other store, which is not needed where nothing was sent.</param>
    /// <param name="cancellation">Ends the call.</param>
    public void Verify(Func<ITrackStore> connect, CancellationToken cancellation = default)
    {
        if (connect == null)
            throw new ArgumentNullException(nameof(connect));
        var record = StillHere(_record);
        if ((record.LastRun ?? record.LastTrack) == null || HaveLast(connect(), [record], cancellation)[0])
            return;
        warn(RestartedWarning(_path, server));
        Restart();
    }

    /// <summary>
    /// Tells the other store of the runs of a process that is gone that nobody can stop any more. Nothing else is left to be sent.
    /// </summary>
    /// <param name="connect">Gives the other store, which is not needed where there are no such runs.</param>
    /// <param name="cancellation">Ends the call.</param>
    public void ForwardAbandoned(Func<ITrackStore> connect, CancellationToken cancellation = default)
    {
        if (connect == null)
            throw new ArgumentNullException(nameof(connect));
        var runs = file.ExportRuns(runIds: null, cancellation).Where(run => run.Run.Status == RunStatus.Abandoned).ToList();
        if (runs.Count > 0)
            connect().Import(runs, [], steps: null, cancellation);
    }

    /// <summary>Writes down that everything was sent and nobody holds the file any more.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="nowUtc">The time.</param>
    public static void MarkSent(string path, long length, DateTime nowUtc) =>
        (SpoolRecord.Read(path) with { Length = length, SentUtc = nowUtc }).Write(path);

    /// <summary>Of which spools another store has what was sent to it last (rule 15.7).</summary>
    public static IReadOnlyList<bool> HaveLast(
        ITrackStore destination, IReadOnlyList<SpoolRecord> records, CancellationToken cancellation = default)
    {
        if (destination == null)
            throw new ArgumentNullException(nameof(destination));
        var runs = records.Select(record => record.LastRun).OfType<Origin>().ToList();
        var tracks = records.Select(record => record.LastTrack).OfType<Origin>().ToList();
        if (runs.Count + tracks.Count == 0)
            return [.. records.Select(_ => true)];
        var found = destination.FindOrigins(runs, tracks, cancellation);
        return
        [
            .. records.Select(record => (record.LastRun is not { } run || found.Runs.ContainsKey(run))
                && (record.LastTrack is not { } track || found.Tracks.ContainsKey(track))),
        ];
    }

    /// <summary>What is said when a server has lost what was sent to it.</summary>
    public static string RestartedWarning(string path, string server) =>
        $"'{server}' does not have what '{path}' sent to it last: it was restored from a backup, or the last of it was removed there. All "
            + "that the spool holds is sent again.";

    private string RefusedWarning(RefusedChange refused) =>
        $"'{server}' refused the {refused.Kind.Replace('-', ' ')} {refused.Origin} of '{_path}', which is set aside: {refused.Reason}";

    /// <summary>The last track and run of a part.</summary>
    private static SpoolRecord WithLast(SpoolRecord record, FileChanges changes)
    {
        var refused = new HashSet<Origin>(record.Refused.Select(each => each.Origin));
        var tracks = changes.Tracks.Where(track => !refused.Contains(track.Origin)).ToList();
        var runs = changes.Runs.Where(run => !refused.Contains(run.Origin)).ToList();
        return record with
        {
            LastTrack = tracks.Count > 0 ? tracks[tracks.Count - 1].Origin : record.LastTrack,
            LastRun = runs.Count > 0 ? runs[runs.Count - 1].Origin : record.LastRun,
        };
    }

    /// <summary>Without a last track and run that were removed here, and so may be gone there.</summary>
    private SpoolRecord StillHere(SpoolRecord record)
    {
        var found = file.FindOrigins(
            record.LastRun is { } run ? [run] : [], record.LastTrack is { } track ? [track] : []);
        return record with
        {
            LastRun = found.Runs.Count > 0 ? record.LastRun : null,
            LastTrack = found.Tracks.Count > 0 ? record.LastTrack : null,
        };
    }

    private void Write(SpoolRecord record)
    {
        Volatile.Write(ref _record, record);
        record.Write(_path);
    }

    /// <summary>One part on its way.</summary>
    private sealed class Part(ITrackStore destination, IReadOnlyList<RefusedChange> refused, CancellationToken cancellation)
    {
        private readonly List<RefusedChange> _refused = [.. refused];
        private TrackingException? _refusal;
        private int _inRow;
        private bool _hasChanged;

        public IReadOnlyList<RefusedChange> Refused => _refused;

        /// <summary>Sends all at once and, where that is refused, ever smaller parts, so that the rest goes through.</summary>
        public void Send(FileChanges changes)
        {
            object[] items = [.. changes.Runs.Cast<object>(), .. changes.Steps.Cast<object>(), .. changes.Tracks.Cast<object>()];
            if (items.Length == 0)
                return;
            Send(new ArraySegment<object>(items));
            // Who takes nothing at all, as where a disk is full, is tried again later.
            if (_refusal != null && !_hasChanged)
                throw _refusal;
        }

        public void Remove(IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks)
        {
            if (runs.Count + tracks.Count == 0)
                return;
            var found = destination.FindOrigins(runs, tracks, cancellation);
            foreach (var track in tracks.Distinct().Where(found.Tracks.ContainsKey))
                Remove("removal-of-track", track, () => destination.Remove(found.Tracks[track], cancellation));
            foreach (var run in runs.Distinct().Where(found.Runs.ContainsKey))
                Remove("removal-of-run", run, () => destination.RemoveRun(found.Runs[run], cancellation));
        }

        private void Remove(string kind, Origin origin, Action remove)
        {
            try
            {
                remove();
            }
            catch (TrackingException error) when (error.Code is TrackingErrorCode.TrackNotFound or TrackingErrorCode.TrackRunNotFound)
            {
                // Someone else was faster.
            }
            catch (TrackingException error) when (IsRefusal(error))
            {
                Add(kind, origin, error);
            }
        }

        private void Send(ArraySegment<object> items)
        {
            ImportResult result;
            try
            {
                result = destination.Import(
                    [.. items.OfType<RunExport>()], [.. items.OfType<TrackExport>()], [.. items.OfType<StepExport>()], cancellation);
            }
            catch (TrackingException error) when (IsRefusal(error))
            {
                if (items.Count == 1)
                {
                    Refuse(items.Array![items.Offset], error);
                    return;
                }
                var half = items.Count / 2;
                Send(new ArraySegment<object>(items.Array!, items.Offset, half));
                Send(new ArraySegment<object>(items.Array!, items.Offset + half, items.Count - half));
                return;
            }
            _inRow = 0;
            _hasChanged |= result.Runs.Any(run => IsChange(run.Outcome)) || result.Steps.Any(step => IsChange(step.Outcome))
                || result.Tracks.Any(track => IsChange(track.Outcome));
            foreach (var (outcome, item) in result.Runs.Select(run => run.Outcome).Concat(result.Steps.Select(step => step.Outcome))
                .Concat(result.Tracks.Select(track => track.Outcome)).Zip(items, (outcome, item) => (outcome, item)))
            {
                if (outcome == ImportOutcome.Conflicting)
                {
                    Add(KindOf(item), OriginOf(item), new TrackingException(
                        TrackingErrorCode.TrackCopyConflict, "Another one with the same origin is there."));
                }
            }
        }

        private void Refuse(object item, TrackingException error)
        {
            Add(KindOf(item), OriginOf(item), error);
            if (IsOfItem(error))
                return;
            _refusal = error;
            if (++_inRow >= MostInRow && !_hasChanged)
                throw error;
        }

        private void Add(string kind, Origin origin, TrackingException error)
        {
            _refused.RemoveAll(known => known.Origin == origin && known.Kind == kind);
            _refused.Add(new RefusedChange(kind, origin, DateTime.UtcNow, $"{error.Code}: {error.Message}"));
        }

        private static bool IsChange(ImportOutcome outcome) => outcome is ImportOutcome.Added or ImportOutcome.Updated;

        private static string KindOf(object item) => item is RunExport ? "run" : item is StepExport ? "step" : "track";

        private static Origin OriginOf(object item) => item switch
        {
            RunExport run => run.Origin,
            StepExport step => step.Step.Identity,
            _ => ((TrackExport)item).Origin,
        };

        /// <summary>Whether the error may concern what was sent, and not the other store or the way to it.</summary>
        private static bool IsRefusal(TrackingException error) => IsOfItem(error)
            || error.Code is TrackingErrorCode.TrackStoreWriteFailed or TrackingErrorCode.TrackRunClaimed
            || (error.Code == TrackingErrorCode.TrackStoreAccessDenied
                && error.Reason is not (ErrorReason.WrongPassword or ErrorReason.NoPassword));

        /// <summary>Whether the error would come from every store.</summary>
        private static bool IsOfItem(TrackingException error) => error.Code is TrackingErrorCode.TrackNameInvalid
            or TrackingErrorCode.TrackDataInvalid or TrackingErrorCode.TrackDataTooLarge or TrackingErrorCode.TrackDataUnreadable
            or TrackingErrorCode.TrackRunInvalid or TrackingErrorCode.TrackRunNotFound or TrackingErrorCode.TrackRunContinued
            or TrackingErrorCode.TrackStepInvalid or TrackingErrorCode.TrackTimeInvalid;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.State;

/// <summary>
/// The whole state of a store in memory. A change is decided as an event, written by whoever keeps events, and then applied; deciding changes nothing and applying never fails,
/// so that a failed write leaves the state as it was.
/// </summary>
internal sealed class TrackState : IImportTarget
{
    /// <summary>How much of the opening of a log is done when its last event is read and the lists by time are still to be built.</summary>
    public const double ReplayEnds = 0.75;

    private readonly List<(WriterOpened Opened, long FirstNumber, int FirstRunId)> _writers = [];
    private readonly OriginMap _trackOrigins;
    private readonly OriginMap _runOrigins;

    /// <param name="isReplay">Whether events of the past are applied first, until <see cref="EndReplay"/>: a track that they change many times is put into the lists by time once.</param>
    /// <param name="writer">Who wrote what no event of a writer stands before; someone new when null.</param>
    public TrackState(bool isReplay = false, Guid? writer = null)
    {
        Indexes = new TrackIndexes(withoutTimeLists: isReplay);
        var first = writer ?? Guid.NewGuid();
        _trackOrigins = new OriginMap(first);
        _runOrigins = new OriginMap(first);
    }

    public TrackIndexes Indexes { get; private set; }

    public long NextNumber { get; private set; } = 1;

    public int NextRunId { get; private set; } = 1;

    /// <summary>The last time that the clock made in this store, in UTC ticks; 0 when it made none.</summary>
    public long LastClockTicks { get; private set; }

    /// <summary>What a clock that reads <paramref name="now"/> stands for here: never before the last time, unless it stepped back by more than a day (rule 4.5).</summary>
    public DateTime ReadClock(DateTime now, out bool steppedBack) =>
        new(ClockRule.Read(now.Ticks, LastClockTicks, out steppedBack), DateTimeKind.Utc);

    /// <param name="draft">What is to be saved.</param>
    /// <param name="time">The draft's time or, where it has none, the clock's.</param>
    public TrackEvent DecideSave(TrackDraft draft, DateTime time)
    {
        SaveRule.RequireDraft(draft);
        var run = draft.RunId == 0 ? CurrentRun(draft.TaskId) : RequireRun(draft.RunId);
        if (draft.Mode != SaveMode.Add && run != null && Indexes.FindLast(draft.TaskId, run.RunId, draft.UserName) is { } last)
            return new TrackUpdated(SaveRule.Replace(draft, last, time));
        Refusal.RequireIds(NextNumber <= StoreLimits.MaxTrackNumber && (run != null || NextRunId <= StoreLimits.MaxRunId));
        return new TrackSaved(SaveRule.Add(draft, NextNumber, run?.RunId ?? NextRunId, time), startsRun: run == null);
    }

    public TrackRemoved DecideRemove(long number) =>
        Indexes.Find(number) != null
            ? new TrackRemoved(number)
            : throw Refusal.NoTrack(number);

    public RunStarted DecideStart(string? taskId, DateTime time, bool timeIsGiven)
    {
        if (taskId != null)
            Refusal.RequireName(taskId, "task id");
        Refusal.RequireIds(NextRunId <= StoreLimits.MaxRunId);
        return new RunStarted(NextRunId, taskId, time, timeIsGiven);
    }

    public RunStopped DecideStop(string? taskId, int runId, RunStatus status, string? message, DateTime time, bool timeIsGiven)
    {
        RunRule.RequireStop(taskId, runId, status, message);
        var run = runId != 0 ? RequireRun(runId) : CurrentRun(taskId!) ?? throw Refusal.NothingToStop();
        return new RunStopped(run.RunId, status, message, time, timeIsGiven);
    }

    public RunResumed DecideResume(int runId, DateTime time)
    {
        RunRule.RequireResumable(runId, RequireRun(runId).Status, isCopy: _runOrigins.CopyOf(runId) != null);
        return new RunResumed(runId, time);
    }

    public void Apply(TrackEvent happened)
    {
        switch (happened)
        {
            case TrackSaved saved:
                ApplySave(saved);
                break;
            case TrackUpdated updated:
                Touch(Indexes.Replace(Indexes.Find(updated.Record.Number)!, updated.Record), updated.Record);
                break;
            case TrackRemoved removed:
                Indexes.Remove(Indexes.Find(removed.Number)!);
                break;
            case RunStarted started:
                AddRun(started.RunId, started.TaskId, started.TimeUtc.Ticks, isCurrent: true);
                RememberClock(started.TimeUtc.Ticks, started.TimeIsGiven);
                break;
            case RunStopped stopped:
                var run = Indexes.Runs[stopped.RunId];
                run.Status = stopped.Status;
                run.StatusTicks = RunRecord.NextStatusTicks(run.StatusTicks, stopped.TimeUtc);
                run.Message = stopped.Message;
                run.EndTicks = Math.Max(run.EndTicks, stopped.TimeUtc.Ticks);
                Indexes.EndCurrent(run);
                RememberClock(stopped.TimeUtc.Ticks, stopped.TimeIsGiven);
                break;
            case RunResumed resumed:
                var again = Indexes.Runs[resumed.RunId];
                again.Status = RunStatus.Running;
                again.StatusTicks = RunRecord.NextStatusTicks(again.StatusTicks, resumed.TimeUtc);
                again.Message = null;
                Indexes.MakeCurrent(again);
                RememberClock(resumed.TimeUtc.Ticks, given: false);
                break;
            case RunKept kept:
                ApplyKeep(kept.Record);
                break;
            case WriterOpened opened:
                _writers.Add((opened, NextNumber, NextRunId));
                _trackOrigins.AddWriter(opened.Writer, NextNumber);
                _runOrigins.AddWriter(opened.Writer, NextRunId);
                break;
        }
    }

    /// <summary>Tells why an event cannot follow on this state, or null when it can. What this state decided itself always can.</summary>
    public string? Contradiction(TrackEvent next) => next switch
    {
        TrackSaved { StartsRun: true } saved when saved.Record.RunId < NextRunId => "it starts a run whose id was given before",
        TrackSaved { StartsRun: true } saved when CurrentRun(saved.Record.TaskId) != null => "it starts a run where the task has a current one",
        TrackSaved { StartsRun: false } saved when !Indexes.Runs.ContainsKey(saved.Record.RunId) => "it saves to a run that does not exist",
        TrackSaved saved when saved.Record.Number < NextNumber => "it saves a track whose id was given before",
        TrackUpdated updated => Indexes.Find(updated.Record.Number) switch
        {
            null => "it updates a track that does not exist",
            { } old when old.RunId != updated.Record.RunId || !NameRule.IsSame(old.TaskId, updated.Record.TaskId) || !NameRule.IsSame(old.UserName, updated.Record.UserName) => "it updates a track of another task, run or user",
            { } old when old.Version > updated.Record.Version => "it updates a track to an earlier version than it had",
            _ => null,
        },
        TrackRemoved removed when Indexes.Find(removed.Number) == null => "it removes a track that does not exist",
        RunStarted started when started.RunId < NextRunId => "it starts a run whose id was given before",
        RunKept kept when kept.Record.RunId < NextRunId && !IsCopiedAgain(kept.Record) => "it keeps a run whose id was given before",
        RunKept { Record: { IsCurrent: true } kept } when kept.Status != RunStatus.Running || kept.TaskId == null || kept.Origin != null || CurrentRun(kept.TaskId) != null => "it keeps a run as current that cannot be it",
        RunKept kept when kept.Record.EndUtc < kept.Record.StartUtc => "it keeps a run that ended before it started",
        RunStopped stopped when !Indexes.Runs.ContainsKey(stopped.RunId) => "it stops a run that does not exist",
        RunResumed resumed => !Indexes.Runs.TryGetValue(resumed.RunId, out var run) ? "it takes up a run that does not exist"
            : run.Status == RunStatus.Finished ? "it takes up a run that has finished"
            : _runOrigins.CopyOf(run.RunId) != null ? "it takes up a run that was copied"
            : null,
        _ => null,
    };

    /// <summary>Takes over what an optimised file says beside its events: the counters, which may be ahead of them, and the clock.</summary>
    public void SetCounters(long nextNumber, int nextRunId, long lastClockTicks)
    {
        NextNumber = Math.Max(NextNumber, nextNumber);
        NextRunId = Math.Max(NextRunId, nextRunId);
        LastClockTicks = lastClockTicks;
    }

    /// <summary>The least events that give this state, but for the counters and the clock. What is read later is the state of now.</summary>
    public (IEnumerable<TrackEvent> Events, long Count) LeastEvents()
    {
        var runs = Indexes.Runs.Values.Select(Record).ToList();
        var tracks = Indexes.ByNumber.SliceAll();
        // A writer of which nothing is left is worth no line.
        var writers = _writers.Where((writer, i) => i + 1 < _writers.Count ? IsAnyBetween(writer, _writers[i + 1]) : IsAnyBetween(writer, (null!, NextNumber, NextRunId))).ToList();
        return (LeastEvents(runs, writers, tracks, _trackOrigins.Snapshot()), runs.Count + writers.Count + tracks.Count);
    }

    public void EndReplay(ProgressMeter? meter = null) => Indexes.BuildTimeLists(meter?.Part(ReplayEnds, 1));

    public void RebuildIndexes(ProgressMeter? meter = null) => Indexes = Indexes.Rebuild(meter);

    public RunNode? CurrentRun(string taskId) => Indexes.Tasks.TryGetValue(taskId, out var task) ? task.CurrentRun : null;

    public RunRecord Record(RunNode run) =>
        new(run.RunId, run.TaskId, new DateTime(run.StartTicks, DateTimeKind.Utc), new DateTime(run.EndTicks, DateTimeKind.Utc), run.Status, Indexes.IsCurrent(run), run.Message)
        {
            StatusUtc = new DateTime(run.StatusTicks, DateTimeKind.Utc),
            Origin = _runOrigins.CopyOf(run.RunId),
        };

    public TrackExport Export(TrackRecord track) => new(track, _trackOrigins.Of(track.Number), _runOrigins.Of(track.RunId));

    public Origin OriginOfRun(int runId) => _runOrigins.Of(runId);

    /// <inheritdoc/>
    public TrackRecord? FindTrack(Origin origin) =>
        _trackOrigins.FindCopy(origin) is { } copy && Indexes.Find(copy) is { } copied ? copied
        : Indexes.Find(origin.Number) is { } own && _trackOrigins.IsOwn(origin) ? own
        : null;

    /// <inheritdoc/>
    public RunRecord? FindRun(Origin origin) =>
        _runOrigins.FindCopy(origin) is { } copy ? Record(Indexes.Runs[(int)copy])
        : origin.Number <= StoreLimits.MaxRunId && Indexes.Runs.TryGetValue((int)origin.Number, out var own) && _runOrigins.IsOwn(origin) ? Record(own)
        : null;

    /// <summary>
    /// Each writer before what it saved and started, so that the origins stay what they were; but each run before its tracks, which in a file that was repaired may seem to be older.
    /// </summary>
    private static IEnumerable<TrackEvent> LeastEvents(List<RunRecord> runs, List<(WriterOpened Opened, long FirstNumber, int FirstRunId)> writers, TrackSlice tracks, Func<long, Origin?> copyOf)
    {
        var (run, writer) = (0, 0);
        foreach (var record in tracks.Read(descending: false))
        {
            for (; writer < writers.Count && writers[writer].FirstNumber <= record.Number; writer++)
            {
                foreach (var kept in RunsBefore(writers[writer].FirstRunId))
                    yield return kept;
                yield return writers[writer].Opened;
            }
            foreach (var kept in RunsBefore(writer < writers.Count ? Math.Max(writers[writer].FirstRunId, record.RunId + 1) : int.MaxValue))
                yield return kept;
            yield return copyOf(record.Number) is { } origin ? new TrackCopied(record, origin) : new TrackSaved(record, startsRun: false);
        }
        for (; writer < writers.Count; writer++)
        {
            foreach (var kept in RunsBefore(writers[writer].FirstRunId))
                yield return kept;
            yield return writers[writer].Opened;
        }
        foreach (var kept in RunsBefore(int.MaxValue))
            yield return kept;

        IEnumerable<RunKept> RunsBefore(int firstRunId)
        {
            for (; run < runs.Count && runs[run].RunId < firstRunId; run++)
                yield return new RunKept(runs[run]);
        }
    }

    private RunNode RequireRun(int runId)
    {
        RunRule.RequireRunId(runId);
        return Indexes.Runs.TryGetValue(runId, out var run) ? run : throw Refusal.NoRun(runId);
    }

    private void ApplySave(TrackSaved saved)
    {
        if (saved.StartsRun)
            AddRun(saved.Record.RunId, saved.Record.TaskId, saved.Record.TimeTicks, isCurrent: true);
        var run = Indexes.Add(saved.Record);
        if (saved is TrackCopied copied)
            _trackOrigins.AddCopy(copied.Record.Number, copied.Origin);
        NextNumber = Math.Max(NextNumber, saved.Record.Number + 1);
        Touch(run, saved.Record);
    }

    private void ApplyKeep(RunRecord record)
    {
        if (!Indexes.Runs.TryGetValue(record.RunId, out var run))
        {
            run = AddRun(record.RunId, record.TaskId, record.StartUtc.Ticks, record.IsCurrent);
            if (record.Origin is { } origin)
                _runOrigins.AddCopy(record.RunId, origin);
        }
        run.EndTicks = record.EndUtc.Ticks;
        run.Status = record.Status;
        run.StatusTicks = record.StatusUtc.Ticks;
        run.Message = record.Message;
    }

    /// <summary>Whether it is a run that is here and comes from the same origin, as it went on there. One that is current here goes on here.</summary>
    private bool IsCopiedAgain(RunRecord record) =>
        record.Origin is { } origin && Indexes.Runs.TryGetValue(record.RunId, out var run) && _runOrigins.Of(run.RunId) == origin && !Indexes.IsCurrent(run)
        && (record.Status != RunStatus.Abandoned || _runOrigins.CopyOf(run.RunId) != null)
        && record.StartUtc.Ticks == run.StartTicks && record.EndUtc.Ticks >= run.EndTicks && record.StatusUtc.Ticks >= run.StatusTicks && string.Equals(record.TaskId, run.TaskId, StringComparison.Ordinal);

    private bool IsAnyBetween((WriterOpened Opened, long FirstNumber, int FirstRunId) writer, (WriterOpened Opened, long FirstNumber, int FirstRunId) next) =>
        Indexes.ByNumber.CountBetween(new SortKey(writer.FirstNumber, 0), new SortKey(next.FirstNumber - 1, 0)) > 0 || next.FirstRunId > writer.FirstRunId;

    private RunNode AddRun(int runId, string? taskId, long startTicks, bool isCurrent)
    {
        NextRunId = Math.Max(NextRunId, runId + 1);
        return Indexes.AddRun(runId, taskId, startTicks, isCurrent);
    }

    private void Touch(RunNode run, TrackRecord record)
    {
        run.EndTicks = Math.Max(run.EndTicks, record.TimeTicks);
        RememberClock(record.TimeTicks, record.TimeIsGiven);
    }

    private void RememberClock(long ticks, bool given)
    {
        if (!given)
            LastClockTicks = ticks;
    }
}

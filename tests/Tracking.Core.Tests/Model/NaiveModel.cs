using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>
/// The contract in plain lists and LINQ, written from RULES.md alone: slow, and simple enough to be seen right. It takes the
/// contract tests itself, and the stores have to agree with it.
/// </summary>
public sealed class NaiveModel(Func<DateTime> clock) : ITrackStore
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;
    private readonly List<TrackRecord> _tracks = [];
    private readonly List<Run> _runs = [];
    private readonly List<StepRecord> _steps = [];
    private readonly Dictionary<string, Run> _current = new(Names);
    private readonly List<string> _warnings = [];
    private readonly List<StoreChange> _changes = [];
    private readonly Dictionary<long, Origin> _copies = [];
    private readonly Guid _writer = Guid.NewGuid();
    private long _lastNumber;
    private int _lastRun;
    private int _lastStep;
    private DateTime? _lastClock;
    private TimeSpan _behind;
    private bool _closed;

    public string? Path => null;

    public bool IsReadOnly => false;

    public bool PrefersBatches => false;

    public StoreCounts Count(CancellationToken cancellation = default)
    {
        Check();
        return new(_tracks.Count, _runs.Count, _tracks.DistinctBy(t => t.TaskId, Names).Count(),
            _tracks.DistinctBy(t => t.UserName, Names).Count());
    }

    public TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default)
    {
        lock (_tracks)
            return Save(draft);
    }

    private TrackRecord Save(TrackDraft draft)
    {
        Check();
        if (draft.Number != 0)
            return SaveOver(_tracks.Find(t => t.Number == draft.Number) ?? throw Error(TrackingErrorCode.TrackNotFound), draft);
        CheckName(draft.TaskId);
        CheckName(draft.UserName);
        if (draft.RunId < 0 || (draft.RunId != 0 && draft.RunKey is not null))
            throw Error(TrackingErrorCode.TrackRunInvalid);
        CheckKey(draft.RunKey);
        var run = draft.RunKey is not null
            ? _runs.Where(r => Names.Equals(r.TaskId, draft.TaskId) && r.Key == draft.RunKey).OrderBy(r => (r.Start, r.Id)).LastOrDefault()
            : draft.RunId == 0 ? _current.GetValueOrDefault(draft.TaskId)
            : _runs.Find(r => r.Id == draft.RunId) ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        if (draft.StepId != 0 && (run is null || _steps.Find(s => s.StepId == draft.StepId)?.RunId != run.Id))
            throw Error(TrackingErrorCode.TrackStepInvalid);
        var there = Sorted(_tracks.Where(t => Names.Equals(t.TaskId, draft.TaskId) && t.RunId == run?.Id
            && Names.Equals(t.UserName, draft.UserName)
            && (draft.Mode == SaveMode.Add || NaiveData.HasKey(t.Data, draft.ReplacesThoseWith))))
            .LastOrDefault();
        if (there is not null && IsNeedless(draft, there))
            return there;
        var old = draft.Mode == SaveMode.Add ? null : there;
        var data = old is not null && draft.Mode == SaveMode.Merge ? NaiveMerge.Over(old.Data, draft.Data) : draft.Data;
        // A line is at most 64 MiB, and something of it is no data.
        if (data.Json.LongLength + (data.Types?.LongLength ?? 0) >= 64 << 20)
            throw Error(TrackingErrorCode.TrackDataTooLarge);

        var time = draft.TimeUtc ?? Now();
        if (run is null && draft.RunKey is not null)
        {
            run = new Run(++_lastRun, draft.TaskId, time) { End = time, Status = RunStatus.Open, Key = draft.RunKey };
            _runs.Add(run);
            Tell(run);
        }
        if (run is null)
        {
            run = Start(draft.TaskId, time);
            run.Status = RunStatus.Open;
            Tell(run);
        }
        Extend(run, time);
        var track = TrackRecord.Of(
            old?.Number ?? ++_lastNumber, old?.TaskId ?? draft.TaskId, run.Id, old?.UserName
                ?? draft.UserName, time, draft.TimeUtc is not null, data, old is null ? 0 : old.Version + 1, old?.StepId ?? draft.StepId);
        _tracks.RemoveAll(t => t.Number == track.Number);
        _tracks.Add(track);
        _changes.Add(new StoreChange(track, Run: null));
        return track;
    }

    // Rule 10.5.
    private TrackRecord SaveOver(TrackRecord old, TrackDraft draft)
    {
        if (IsNeedless(draft, old))
            return old;
        var data = draft.Mode == SaveMode.Merge ? NaiveMerge.Over(old.Data, draft.Data) : draft.Data;
        var time = draft.TimeUtc ?? old.TimeUtc;
        Extend(_runs.Single(r => r.Id == old.RunId), time);
        var track = TrackRecord.Of(
            old.Number, old.TaskId, old.RunId, old.UserName, time, timeIsGiven: true, data, old.Version + 1, old.StepId);
        _tracks.Remove(old);
        _tracks.Add(track);
        _changes.Add(new StoreChange(track, Run: null));
        return track;
    }

    // Rule 10.4.
    private static bool IsNeedless(TrackDraft draft, TrackRecord there) => draft.OnlyIfChanged
        && NaiveData.IsSame(draft.Mode == SaveMode.Merge ? NaiveMerge.Over(there.Data, draft.Data) : draft.Data, there.Data);

    // A run that has nothing on record but its key begins with the earliest of its tracks: rule 10.3.
    private void Extend(Run run, DateTime time)
    {
        run.End = Later(run.End, time);
        if (BeginsWithTracks(run) && time < run.Start)
            run.Start = time;
    }

    private bool BeginsWithTracks(Run run) =>
        run is { Key: not null, Facts: null, Continues: null, CarriedSteps: 0 } && !IsCurrent(run);

    public void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default)
    {
        Check();
        foreach (var draft in drafts)
            acknowledge(Save(draft, cancellation));
    }

    public TrackRecord Remove(long number, CancellationToken cancellation = default)
    {
        Check();
        var track = _tracks.Find(t => t.Number == number) ?? throw Error(TrackingErrorCode.TrackNotFound);
        _tracks.Remove(track);
        var run = _runs.Single(r => r.Id == track.RunId);
        if (run is { Status: RunStatus.Open, Key: null, Facts: null, Continues: null, CarriedSteps: 0 }
            && !_tracks.Exists(t => t.RunId == run.Id) && !_steps.Exists(s => s.RunId == run.Id))
        {
            Forget(run);
        }
        return track;
    }

    public RunRecord RemoveRun(int runId, CancellationToken cancellation = default)
    {
        Check();
        if (runId < 0)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        var run = _runs.Find(r => r.Id == runId) ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        var shown = Show(run);
        if (shown.Status == RunStatus.Running || (shown.Status == RunStatus.Open
            && _steps.Exists(s => s.RunId == runId && s.Origin is null && s.Status == StepStatus.Running)))
        {
            throw Error(TrackingErrorCode.TrackRunClaimed);
        }
        Forget(run);
        return shown;
    }

    public RunRecord Start(RunDraft draft, CancellationToken cancellation = default)
    {
        Check();
        if (draft.TaskId is not null)
            CheckName(draft.TaskId);
        CheckKey(draft.Key);
        Dictionary<int, int> ids = [];
        List<StepRecord> carried = [];
        foreach (var step in draft.Carried)
        {
            CheckStep(step);
            if (step.ParentId != 0 && !ids.ContainsKey(step.ParentId))
                throw Error(TrackingErrorCode.TrackStepInvalid);
            ids[step.StepId] = _lastStep + carried.Count + 1;
            carried.Add(step with
            {
                StepId = ids[step.StepId],
                RunId = _lastRun + 1,
                ParentId = step.ParentId == 0 ? 0 : ids[step.ParentId],
                CarriedFrom = step.CarriedFrom ?? step.Identity,
                Origin = null,
            });
        }
        var time = draft.TimeUtc ?? Now();
        var run = Start(draft.TaskId, time);
        run.Status = draft.IsOpen ? RunStatus.Open : RunStatus.Running;
        (run.Key, run.Facts, run.Continues, run.CarriedSteps) = (draft.Key, draft.Facts, draft.Continues, draft.Carried.Count);
        Tell(run);
        carried.ForEach(step => Put(step));
        return Show(run);
    }

    public StepRecord SaveStep(StepRecord record, CancellationToken cancellation = default)
    {
        Check();
        CheckStep(record);
        var run = _runs.Find(r => r.Id == record.RunId) ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        var known = _steps.Find(s => s.StepId == record.StepId);
        if (record.StepId == 0 ? record.ParentId != 0 && _steps.Find(s => s.StepId == record.ParentId)?.RunId != run.Id
            : known is null || (known.RunId, known.ParentId, known.Name, known.Key) != (record.RunId, record.ParentId, record.Name,
                record.Key))
        {
            throw Error(TrackingErrorCode.TrackStepInvalid);
        }
        return Put(known is null ? record with { StepId = _lastStep + 1, Origin = null } : record with { Origin = known.Origin });
    }

    public IReadOnlyList<StepRecord> ListSteps(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default)
    {
        Check();
        return [.. _steps.Where(s => runIds is null || runIds.Contains(s.RunId)).OrderBy(s => s.StepId).Select(Show)];
    }

    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null,
        DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        Check();
        if (runId < 0)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        var run = (runId != 0 ? _runs.Find(r => r.Id == runId) : taskId is null ? null : _current.GetValueOrDefault(taskId))
            ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        foreach (var unsaid in new[] { RunStatus.Running, RunStatus.Open, RunStatus.Abandoned, RunStatus.Unknown })
            ArgumentOutOfRangeException.ThrowIfEqual(status, unsaid);
        CheckText(message ?? "");
        if (message?.Length > 8192)
            throw Error(TrackingErrorCode.TrackDataTooLarge);
        var time = timeUtc ?? Now();
        run.End = Later(run.End, time);
        (run.Status, run.Message, run.Since) = (status, message, Later(run.Since.AddTicks(1), time));
        if (IsCurrent(run))
            _current.Remove(run.TaskId!);
        return Tell(run);
    }

    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        Check();
        if (query is { First: < 0 } or { Last: < 0 } or { Skip: < 0 } or { First: not null, Last: not null } || query.FromUtc > query.ToUtc)
            throw Error(TrackingErrorCode.TrackQueryInvalid);
        IEnumerable<TrackRecord> found = [.. Sorted(_tracks.Where(t =>
            Matches(query.Tasks, t.TaskId)
            && Matches(query.Users, t.UserName)
            && (query.RunIds is null || query.RunIds.Contains(t.RunId))
            && (query.Numbers is null || query.Numbers.Contains(t.Number))
            && !(t.TimeUtc < query.FromUtc)
            && !(t.TimeUtc > query.ToUtc)))];
        return Page(query.Where is null ? found : found.Where(query.Where), query);
    }

    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default) =>
        Search(query, cancellation).Select(t => new TrackExport(t, OriginOf(t), OriginOf(_runs.Single(r => r.Id == t.RunId)),
            _steps.Find(s => s.StepId == t.StepId)?.Identity));

    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default)
    {
        Check();
        return [.. _runs.Where(r => runIds is null || runIds.Contains(r.Id)).OrderBy(r => r.Id)
            .Select(r => new RunExport(Show(r), OriginOf(r)))];
    }

    public OriginIds FindOrigins(
        IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks, CancellationToken cancellation = default)
    {
        Check();
        return new(
            _runs.Where(r => runs.Contains(OriginOf(r))).ToDictionary(OriginOf, r => r.Id),
            _tracks.Where(t => tracks.Contains(OriginOf(t))).ToDictionary(OriginOf, t => t.Number));
    }

    public ImportResult Import(IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, IReadOnlyList<StepExport>? steps = null,
        CancellationToken cancellation = default)
    {
        Check();
        var there = _runs.Select(OriginOf).ToHashSet();
        foreach (var run in runs.Where(r => there.Add(r.Origin) && r.Run.TaskId is not null))
            CheckName(run.Run.TaskId!);
        if (runs.Any(r => r.Run.Message?.Length > 8192))
            throw Error(TrackingErrorCode.TrackDataTooLarge);
        if (steps?.Any(s => !there.Contains(s.RunOrigin)) is true)
            throw Error(TrackingErrorCode.TrackRunNotFound);
        foreach (var step in steps ?? [])
            CheckContent(step.Step);
        var known = _tracks.Select(OriginOf).ToHashSet();
        foreach (var track in tracks.Where(t => !known.Contains(t.Origin)))
        {
            CheckName(track.Track.TaskId);
            CheckName(track.Track.UserName);
            if (!there.Contains(track.RunOrigin))
                throw Error(TrackingErrorCode.TrackRunNotFound);
        }
        return new(runs.Select(Import).ToList(), (steps ?? []).Select(Import).ToList(), tracks.Select(Import).ToList());
    }

    public RunRecord? FindRun(int runId, CancellationToken cancellation = default)
    {
        Check();
        return _runs.Find(r => r.Id == runId) is { } run ? Show(run) : null;
    }

    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default)
    {
        Check();
        return _current.TryGetValue(taskId, out var run) ? Show(run) : null;
    }

    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default)
    {
        Check();
        return [.. _runs
            .Where(r => taskId is null || Names.Equals(r.TaskId, taskId)
                || _tracks.Exists(t => t.RunId == r.Id && Names.Equals(t.TaskId, taskId)))
            .OrderBy(r => r.Id)
            .Select(Show)];
    }

    public IReadOnlyList<RunRecord> ListLastRuns(RunQuery query, CancellationToken cancellation = default)
    {
        Check();
        return [.. _runs.Select(Show)
            .Where(r => Names.Equals(r.TaskId, query.TaskId) && (query.Key == null || r.Key == query.Key)
                && (query.FromUtc == null || r.StartUtc >= query.FromUtc) && (query.Continues == null || r.Continues == query.Continues))
            .OrderByDescending(r => r.StartUtc).ThenByDescending(r => r.RunId)
            .Take(query.Most ?? int.MaxValue)];
    }

    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default)
    {
        Check();
        return [.. Sorted(_tracks.Where(t => Matches(tasks, t.TaskId)))
            .GroupBy(t => t.TaskId, Names)
            .OrderBy(g => g.Key, Names)
            .Select(g => new TaskSummary
            {
                TaskId = g.Last().TaskId,
                TrackCount = g.Count(),
                UserNames = [.. g.GroupBy(t => t.UserName, Names).OrderBy(u => u.Key, Names).Select(u => u.Last().UserName)],
                CurrentRunId = _current.GetValueOrDefault(g.Key)?.Id,
                LastTimeUtc = g.Last().TimeUtc,
            })];
    }

    public IReadOnlyList<UserSummary> ListUsers(IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null,
        CancellationToken cancellation = default)
    {
        Check();
        return [.. from task in Sorted(_tracks.Where(t => Matches(tasks, t.TaskId))).GroupBy(t => t.TaskId, Names)
            .OrderBy(g => g.Key, Names)
                   from user in task.GroupBy(t => t.UserName, Names).OrderBy(g => g.Key, Names)
                   where Matches(users, user.Key)
                   select new UserSummary
                   {
                       TaskId = task.Last().TaskId,
                       UserName = user.Last().UserName,
                       TrackCount = user.Count(),
                       LastTimeUtc = user.Last().TimeUtc,
                   }];
    }

    public IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default)
    {
        Check();
        var past = _tracks.Where(t => t.TimeUtc >= fromUtc)
            .Select(t => (Time: t.TimeUtc, Rank: 2, t.Number, Change: new StoreChange(t, Run: null)))
            .Concat(_runs.Select(Show).Select(r => !r.HasEnded
                ? (Time: r.StartUtc, Rank: 0, Number: (long)r.RunId, Change: new StoreChange(Track: null, r))
                : (Time: r.EndUtc, Rank: 3, Number: (long)r.RunId, Change: new StoreChange(Track: null, r)))
                .Where(r => fromUtc is not null && (r.Rank == 0 || r.Time >= fromUtc)))
            .Concat(_steps.Select(Show).Where(s => fromUtc is not null && (s.EndUtc ?? DateTime.MaxValue) >= fromUtc)
                .Select(s => (Time: s.EndUtc ?? s.StartUtc, Rank: s.HasEnded ? 4 : 1, Number: (long)s.StepId,
                    Change: new StoreChange(Track: null, Run: null, s))));
        return new Follower(this, [.. past.OrderBy(one => (one.Time, one.Rank, one.Number)).Select(one => one.Change)]);
    }

    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default) => Check();

    public OptimizeResult Optimize(
        IProgress<double>? progress = null, bool acceptEdits = false, CancellationToken cancellation = default)
    {
        Check();
        return new(0, 0);
    }

    public void Flush() => Check();

    public IReadOnlyList<string> DrainWarnings()
    {
        List<string> taken = [.. _warnings];
        _warnings.Clear();
        return taken;
    }

    public void Dispose() => _closed = true;

    private static IEnumerable<TrackRecord> Sorted(IEnumerable<TrackRecord> tracks) => tracks.OrderBy(t => t.TimeUtc).ThenBy(t => t.Number);

    private static IEnumerable<TrackRecord> Page(IEnumerable<TrackRecord> found, TrackQuery query)
    {
        if (query.Last is { } last)
        {
            var newest = found.Reverse().Skip(Clip(query.Skip)).Take(Clip(last));
            return query.Descending ? newest : newest.Reverse();
        }

        var page = (query.Descending ? found.Reverse() : found).Skip(Clip(query.Skip));
        return query.First is { } first ? page.Take(Clip(first)) : page;
    }

    private static int Clip(long count) => (int)Math.Min(count, int.MaxValue);

    private static bool Matches(IReadOnlyList<NameCriterion>? criteria, string name) =>
        criteria is null || criteria.Any(c => Names.Equals(c.Text, name) || (c.Pattern?.Invoke(name) ?? false));

    private static void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw Error(TrackingErrorCode.TrackNameInvalid);
        CheckText(name);
    }

    private static void CheckText(string text)
    {
        if (text.Where((c, i) =>
            (char.IsHighSurrogate(c) && !(i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])))
            || (char.IsLowSurrogate(c) && !(i > 0 && char.IsHighSurrogate(text[i - 1])))).Any())
        {
            throw Error(TrackingErrorCode.TrackNameInvalid);
        }
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private static TrackingException Error(TrackingErrorCode code) => new(code, "The model says so.");

    private void Check()
    {
        if (_closed)
            throw Error(TrackingErrorCode.TrackStoreClosed);
    }

    private DateTime Now()
    {
        var now = clock();
        var behind = TimeSpan.Zero;
        if (now < _lastClock && _lastClock - now > TimeSpan.FromHours(24))
        {
            _warnings.Add("The clock stepped back.");
        }
        else if (now < _lastClock)
        {
            var expected = Later(now + _behind, _lastClock.Value);
            (behind, now) = (expected - now, expected);
            if (behind > _behind + TimeSpan.FromSeconds(1))
                _warnings.Add("The clock was set back.");
        }
        // A second more or less is none.
        if (behind <= TimeSpan.FromSeconds(1))
            behind = TimeSpan.Zero;
        if (behind == TimeSpan.Zero || _behind == TimeSpan.Zero || (behind - _behind).Duration() > TimeSpan.FromSeconds(1))
            _behind = behind;
        _lastClock = now;
        return now;
    }

    private Run Start(string? taskId, DateTime time)
    {
        var run = new Run(++_lastRun, taskId, time) { End = time };
        _runs.Add(run);
        if (taskId is not null)
            _current[taskId] = run;
        return run;
    }

    private void Forget(Run run)
    {
        _tracks.RemoveAll(t => t.RunId == run.Id);
        _steps.RemoveAll(s => s.RunId == run.Id);
        if (IsCurrent(run))
            _current.Remove(run.TaskId!);
        _runs.Remove(run);
    }

    private Origin OriginOf(TrackRecord track) => _copies.TryGetValue(track.Number, out var origin) ? origin : new(_writer, track.Number);

    private Origin OriginOf(Run run) => run.Origin ?? new(_writer, run.Id);

    private ImportedRun Import(RunExport given)
    {
        if (_runs.Find(r => OriginOf(r) == given.Origin) is not { } run)
        {
            run = new Run(++_lastRun, given.Run.TaskId, given.Run.StartUtc)
            {
                End = given.Run.EndUtc,
                Status = given.Run.Status,
                Since = given.Run.StatusUtc,
                Message = given.Run.Message,
                Origin = given.Origin,
                Key = given.Run.Key,
                Facts = given.Run.Facts,
                Continues = given.Run.Continues,
                CarriedSteps = given.Run.CarriedSteps,
            };
            _runs.Add(run);
            return new(Tell(run), ImportOutcome.Added);
        }

        if ((run.Start != given.Run.StartUtc && !BeginsWithTracks(run)) || !Names.Equals(run.TaskId, given.Run.TaskId))
            return new(Show(run), ImportOutcome.Conflicting);
        if (IsCurrent(run))
            return new(Show(run), ImportOutcome.Unchanged);
        var status = run.Origin is null && given.Run.Status is RunStatus.Abandoned or RunStatus.Unknown ? RunStatus.Running
            : given.Run.Status;
        var areAtWork = Rank(run.Status) < 2 && Rank(status) < 2;
        var before = (run.Since, areAtWork ? run.End : default, Rank(run.Status));
        var isFurther = (given.Run.StatusUtc, areAtWork ? given.Run.EndUtc : default, Rank(status))
            .CompareTo(before) switch
        {
            0 => string.CompareOrdinal(given.Run.Message, run.Message) > 0,
            var order => order > 0,
        };
        if (!isFurther && given.Run.EndUtc <= run.End && given.Run.StartUtc >= run.Start)
            return new(Show(run), ImportOutcome.Unchanged);
        if (isFurther)
            (run.Status, run.Message, run.Since) = (status, given.Run.Message, given.Run.StatusUtc);
        run.End = Later(run.End, given.Run.EndUtc);
        if (given.Run.StartUtc < run.Start)
            run.Start = given.Run.StartUtc;
        return new(Tell(run), ImportOutcome.Updated);
    }

    // Rule 4.20.
    private static int Rank(RunStatus status) => status switch
    {
        RunStatus.Running or RunStatus.Open or RunStatus.Unknown => 0,
        RunStatus.Abandoned => 1,
        RunStatus.Stopped => 2,
        RunStatus.Failed => 3,
        _ => 4,
    };

    private ImportedStep Import(StepExport given)
    {
        var run = _runs.Single(r => OriginOf(r) == given.RunOrigin);
        var step = given.Step;
        if (_steps.Find(s => s.Identity == step.Identity) is not { } known)
        {
            var parent = _steps.Find(s => s.Identity == given.ParentOrigin && s.RunId == run.Id);
            return new(Put(step with { StepId = _lastStep + 1, RunId = run.Id, ParentId = parent?.StepId ?? 0, Origin = step.Identity }),
                ImportOutcome.Added);
        }
        if (known.RunId != run.Id || known.Path != step.Path)
            return new(known, ImportOutcome.Conflicting);
        if ((step.Attempt, step.HasEnded, step.EndUtc ?? default).CompareTo((known.Attempt, known.HasEnded, known.EndUtc ?? default)) <= 0)
            return new(known, ImportOutcome.Unchanged);
        if (known.Origin is null && step.Status == StepStatus.Abandoned)
            step = step with { Status = StepStatus.Running };
        return new(Put(step with { StepId = known.StepId, RunId = known.RunId, ParentId = known.ParentId, Origin = known.Origin }),
            ImportOutcome.Updated);
    }

    private ImportedTrack Import(TrackExport given)
    {
        var old = _tracks.Find(t => OriginOf(t) == given.Origin);
        if (old is not null
            && (_runs.Find(r => OriginOf(r) == given.RunOrigin)?.Id != old.RunId || !Names.Equals(old.TaskId, given.Track.TaskId)
            || !Names.Equals(old.UserName, given.Track.UserName)))
        {
            return new(old, ImportOutcome.Conflicting);
        }
        if (old is not null
            && ((given.Track.Version, given.Track.TimeUtc).CompareTo((old.Version, old.TimeUtc)) is var order && order < 0
            || (order == 0 && string.CompareOrdinal(Bytes(given.Track), Bytes(old)) <= 0)))
        {
            return new(old, ImportOutcome.Unchanged);
        }
        var run = _runs.Single(r => old is null ? OriginOf(r) == given.RunOrigin : r.Id == old.RunId);
        var track = TrackRecord.Of(old?.Number ?? ++_lastNumber, old?.TaskId ?? given.Track.TaskId, run.Id,
            old?.UserName ?? given.Track.UserName, given.Track.TimeUtc, timeIsGiven: true, given.Track.Data, given.Track.Version,
            old?.StepId ?? _steps.Find(s => s.Identity == given.StepOrigin && s.RunId == run.Id)?.StepId ?? 0);
        Extend(run, track.TimeUtc);
        _tracks.RemoveAll(t => t.Number == track.Number);
        _tracks.Add(track);
        if (old is null)
            _copies.Add(track.Number, given.Origin);
        _changes.Add(new StoreChange(track, Run: null));
        return new(track, old is null ? ImportOutcome.Added : ImportOutcome.Updated);
    }

    private static string Bytes(TrackRecord track) =>
        $"{Convert.ToHexString(track.Data.Json)} {Convert.ToHexString(track.Data.Types ?? [])}";

    private bool IsCurrent(Run run) => run.TaskId is not null && _current.GetValueOrDefault(run.TaskId) == run;

    /// <summary>The run as it is seen: of a copy it cannot be judged whether it is still at work (rule 4.16).</summary>
    private RunRecord Show(Run run) =>
        new(run.Id, run.TaskId, run.Start, run.End, run.Status == RunStatus.Running && run.Origin is not null ? RunStatus.Unknown
            : run.Status,
            IsCurrent(run), run.Message)
        {
            Origin = run.Origin,
            Identity = OriginOf(run),
            StatusUtc = run.Since,
            Key = run.Key,
            Facts = run.Facts,
            Continues = run.Continues,
            CarriedSteps = run.CarriedSteps,
        };

    /// <summary>The step as it is seen: what has no end in a run that has one was abandoned (rule 7.3).</summary>
    private StepRecord Show(StepRecord step) => step.Status == StepStatus.Running && Show(_runs.Single(r => r.Id == step.RunId)).HasEnded
        ? step with { Status = StepStatus.Abandoned } : step;

    private StepRecord Put(StepRecord step)
    {
        var parent = _steps.Find(s => s.StepId == step.ParentId);
        step = step with
        {
            Path = NaivePath.Of(parent?.Path, step.Name, step.Key),
            Identity = step.Origin ?? new Origin(_writer, step.StepId),
        };
        if (step is { CarriedFrom: null, Origin: null })
        {
            var (run, time) = (_runs.Single(r => r.Id == step.RunId), step.EndUtc ?? step.StartUtc);
            (run.End, _lastClock) = (Later(run.End, time), Later(_lastClock ?? default, time));
        }
        _steps.RemoveAll(s => s.StepId == step.StepId);
        _steps.Add(step);
        _lastStep = Math.Max(_lastStep, step.StepId);
        _changes.Add(new StoreChange(Track: null, Run: null, step));
        return step;
    }

    private static void CheckStep(StepRecord step)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(step.Status, StepStatus.Abandoned);
        ArgumentOutOfRangeException.ThrowIfLessThan(step.Attempt, 1);
        if (step.RunId <= 0)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        CheckContent(step);
    }

    private static void CheckContent(StepRecord step)
    {
        CheckName(step.Name);
        if (step.Name.Length > 8192)
            throw Error(TrackingErrorCode.TrackDataTooLarge);
        CheckKey(step.Key);
        if ((step.Facts?.Json.LongLength ?? 0) + (step.Output?.Json.LongLength ?? 0) >= 64 << 20)
            throw Error(TrackingErrorCode.TrackDataTooLarge);
    }

    private static void CheckKey(string? key)
    {
        CheckText(key ?? "");
        if (key?.Length > 8192)
            throw Error(TrackingErrorCode.TrackDataTooLarge);
    }

    private RunRecord Tell(Run run)
    {
        _changes.Add(new StoreChange(Track: null, Show(run)));
        return Show(run);
    }

    private sealed class Follower(NaiveModel model, List<StoreChange> past) : IStoreFollower
    {
        private int _heard = model._changes.Count;

        public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
        {
            StoreChange[] heard = [.. past, .. model._changes.Skip(_heard)];
            past.Clear();
            _heard = model._changes.Count;
            return heard;
        }

        public RunRecord? FindRun(int runId) => model.FindRun(runId);

        public IReadOnlyList<string> DrainWarnings() => [];

        public void Dispose()
        {
        }
    }

    private sealed class Run(int id, string? taskId, DateTime start)
    {
        public int Id { get; } = id;

        public string? TaskId { get; } = taskId;

        public DateTime Start { get; set; } = start;

        public DateTime End { get; set; }

        public RunStatus Status { get; set; }

        public DateTime Since { get; set; } = start;

        public string? Message { get; set; }

        public Origin? Origin { get; init; }

        public string? Key { get; set; }

        public TrackData? Facts { get; set; }

        public Origin? Continues { get; set; }

        public int CarriedSteps { get; set; }
    }
}

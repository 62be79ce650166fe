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
    private readonly Dictionary<string, Run> _current = new(Names);
    private readonly List<string> _warnings = [];
    private readonly List<StoreChange> _changes = [];
    private readonly Dictionary<long, Origin> _copies = [];
    private readonly Guid _writer = Guid.NewGuid();
    private long _lastNumber;
    private DateTime? _lastClock;
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
        Check();
        CheckName(draft.TaskId);
        CheckName(draft.UserName);
        if (draft.RunId < 0)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        var run = draft.RunId == 0
            ? _current.GetValueOrDefault(draft.TaskId)
            : _runs.Find(r => r.Id == draft.RunId) ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        var old = draft.Mode == SaveMode.Add
            ? null
            : Sorted(_tracks.Where(t => Names.Equals(t.TaskId, draft.TaskId) && t.RunId == run?.Id
                && Names.Equals(t.UserName, draft.UserName))).LastOrDefault();
        var data = old is not null && draft.Mode == SaveMode.Merge ? NaiveMerge.Over(old.Data, draft.Data) : draft.Data;
        // A line is at most 64 MiB, and something of it is no data.
        if (data.Json.LongLength + (data.Types?.LongLength ?? 0) >= 64 << 20)
            throw Error(TrackingErrorCode.TrackDataTooLarge);

        var time = draft.TimeUtc ?? Now();
        if (run is null)
        {
            run = Start(draft.TaskId, time);
            Tell(run);
        }
        run.End = Later(run.End, time);
        var track = new TrackRecord(
            old?.Number ?? ++_lastNumber, old?.TaskId ?? draft.TaskId, run.Id, old?.UserName
                ?? draft.UserName, time, draft.TimeUtc is not null, data, old is null ? 0 : old.Version + 1);
        _tracks.RemoveAll(t => t.Number == track.Number);
        _tracks.Add(track);
        _changes.Add(new StoreChange(track, Run: null));
        return track;
    }

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
        return track;
    }

    public RunRecord StartRun(string? taskId, DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        Check();
        if (taskId is not null)
            CheckName(taskId);
        return Tell(Start(taskId, timeUtc ?? Now()));
    }

    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null,
        DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        Check();
        if (runId < 0)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        var run = (runId != 0 ? _runs.Find(r => r.Id == runId) : taskId is null ? null : _current.GetValueOrDefault(taskId))
            ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        ArgumentOutOfRangeException.ThrowIfEqual(status, RunStatus.Running);
        ArgumentOutOfRangeException.ThrowIfEqual(status, RunStatus.Abandoned);
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

    public RunRecord ResumeRun(int runId, CancellationToken cancellation = default)
    {
        Check();
        if (runId < 0)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        var run = _runs.Find(r => r.Id == runId) ?? throw Error(TrackingErrorCode.TrackRunNotFound);
        if (run.Status == RunStatus.Finished || run.Origin is not null)
            throw Error(TrackingErrorCode.TrackRunInvalid);
        (run.Status, run.Message, run.Since) = (RunStatus.Running, null, Later(run.Since.AddTicks(1), Now()));
        if (run.TaskId is not null)
            _current[run.TaskId] = run;
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
        Search(query, cancellation).Select(t => new TrackExport(t, OriginOf(t), OriginOf(_runs.Single(r => r.Id == t.RunId))));

    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default)
    {
        Check();
        return [.. _runs.Where(r => runIds is null || runIds.Contains(r.Id)).OrderBy(r => r.Id)
            .Select(r => new RunExport(Show(r), OriginOf(r)))];
    }

    public ImportResult Import(IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, CancellationToken cancellation = default)
    {
        Check();
        var there = _runs.Select(OriginOf).ToHashSet();
        foreach (var run in runs.Where(r => there.Add(r.Origin) && r.Run.TaskId is not null))
            CheckName(run.Run.TaskId!);
        if (runs.Any(r => r.Run.Message?.Length > 8192))
            throw Error(TrackingErrorCode.TrackDataTooLarge);
        var known = _tracks.Select(OriginOf).ToHashSet();
        foreach (var track in tracks.Where(t => !known.Contains(t.Origin)))
        {
            CheckName(track.Track.TaskId);
            CheckName(track.Track.UserName);
            if (!there.Contains(track.RunOrigin))
                throw Error(TrackingErrorCode.TrackRunNotFound);
        }
        return new(runs.Select(Import).ToList(), tracks.Select(Import).ToList());
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
            .Select(t => (Time: t.TimeUtc, Rank: 1, t.Number, Change: new StoreChange(t, Run: null)))
            .Concat(_runs.Select(Show).Select(r => r.Status == RunStatus.Running
                ? (Time: r.StartUtc, Rank: 0, Number: (long)r.RunId, Change: new StoreChange(Track: null, r))
                : (Time: r.EndUtc, Rank: 2, Number: (long)r.RunId, Change: new StoreChange(Track: null, r)))
                .Where(r => fromUtc is not null && (r.Rank == 0 || r.Time >= fromUtc)));
        return new Follower(this, [.. past.OrderBy(one => (one.Time, one.Rank, one.Number)).Select(one => one.Change)]);
    }

    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default) => Check();

    public OptimizeResult Optimize(IProgress<double>? progress = null, CancellationToken cancellation = default)
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
        if (now < _lastClock)
        {
            if (_lastClock - now > TimeSpan.FromHours(24))
                _warnings.Add("The clock stepped back.");
            else
                now = _lastClock.Value;
        }

        _lastClock = now;
        return now;
    }

    private Run Start(string? taskId, DateTime time)
    {
        var run = new Run(_runs.Count + 1, taskId, time) { End = time };
        _runs.Add(run);
        if (taskId is not null)
            _current[taskId] = run;
        return run;
    }

    private Origin OriginOf(TrackRecord track) => _copies.TryGetValue(track.Number, out var origin) ? origin : new(_writer, track.Number);

    private Origin OriginOf(Run run) => run.Origin ?? new(_writer, run.Id);

    private ImportedRun Import(RunExport given)
    {
        if (_runs.Find(r => OriginOf(r) == given.Origin) is not { } run)
        {
            run = new Run(_runs.Count + 1, given.Run.TaskId, given.Run.StartUtc)
            {
                End = given.Run.EndUtc,
                Status = given.Run.Status,
                Since = given.Run.StatusUtc,
                Message = given.Run.Message,
                Origin = given.Origin
            };
            _runs.Add(run);
            return new(Tell(run), ImportOutcome.Added);
        }

        if (run.Start != given.Run.StartUtc || !Names.Equals(run.TaskId, given.Run.TaskId))
            return new(Show(run), ImportOutcome.Conflicting);
        if (IsCurrent(run))
            return new(Show(run), ImportOutcome.Unchanged);
        var status = run.Origin is null && given.Run.Status == RunStatus.Abandoned ? RunStatus.Running : given.Run.Status;
        RunStatus[] byRank = [RunStatus.Running, RunStatus.Abandoned, RunStatus.Stopped, RunStatus.Failed, RunStatus.Finished];
        var areAtWork = Array.IndexOf(byRank, run.Status) < 2 && Array.IndexOf(byRank, status) < 2;
        var before = (run.Since, areAtWork ? run.End : default, Array.IndexOf(byRank, run.Status));
        var isFurther = (given.Run.StatusUtc, areAtWork ? given.Run.EndUtc : default, Array.IndexOf(byRank, status))
            .CompareTo(before) switch
        {
            0 => string.CompareOrdinal(given.Run.Message, run.Message) > 0,
            var order => order > 0,
        };
        if (!isFurther && given.Run.EndUtc <= run.End)
            return new(Show(run), ImportOutcome.Unchanged);
        if (isFurther)
            (run.Status, run.Message, run.Since) = (status, given.Run.Message, given.Run.StatusUtc);
        run.End = Later(run.End, given.Run.EndUtc);
        return new(Tell(run), ImportOutcome.Updated);
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
        var track = new TrackRecord(old?.Number ?? ++_lastNumber, old?.TaskId ?? given.Track.TaskId, run.Id,
            old?.UserName ?? given.Track.UserName, given.Track.TimeUtc, timeIsGiven: true, given.Track.Data, given.Track.Version);
        run.End = Later(run.End, track.TimeUtc);
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

    private RunRecord Show(Run run) =>
        new(run.Id, run.TaskId, run.Start, run.End, run.Status, IsCurrent(run), run.Message) { Origin = run.Origin, StatusUtc = run.Since };

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

        public DateTime Start { get; } = start;

        public DateTime End { get; set; }

        public RunStatus Status { get; set; }

        public DateTime Since { get; set; } = start;

        public string? Message { get; set; }

        public Origin? Origin { get; init; }
    }
}

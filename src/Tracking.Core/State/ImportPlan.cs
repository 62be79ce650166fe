using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.State;

/// <summary>
/// Decides what a store takes over of another store's runs and tracks. What is known by its origin is compared: of two versions of a track the one that was replaced more often stands, and of two states of a run
/// the one that was said later, whichever comes first, so that copies in any order come to the same. What has the same origin and is visibly something else is left as it is.
/// </summary>
internal sealed class ImportPlan
{
    /// <summary>The rank up to which a run was not stopped.</summary>
    private const int AtWork = 1;

    private readonly IImportTarget _target;
    private readonly List<TrackEvent> _events = [];

    // What these events will have made: the store knows nothing of it yet.
    private readonly Dictionary<Origin, RunRecord> _runs = [];
    private readonly Dictionary<Origin, TrackRecord> _tracks = [];
    private long _nextNumber;
    private int _nextRunId;

    public ImportPlan(IImportTarget target, IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks)
    {
        _target = target;
        _nextNumber = target.NextNumber;
        _nextRunId = target.NextRunId;
        Result = new ImportResult(runs.Select(Take).ToList(), tracks.Select(Take).ToList());
    }

    public IReadOnlyList<TrackEvent> Events => _events;

    public ImportResult Result { get; }

    private ImportedRun Take(RunExport given)
    {
        var (run, origin) = given;
        if (FindRun(origin) is not { } known)
        {
            Refusal.RequireRun(run.TaskId, run.Message);
            Refusal.RequireIds(_nextRunId <= TrackState.MaxRunId);
            return Keep(run with { RunId = _nextRunId++, IsCurrent = false, Origin = origin }, origin, ImportOutcome.Added);
        }
        if (known.StartUtc != run.StartUtc || !TrackState.IsSameName(known.TaskId, run.TaskId))
            return new ImportedRun(known, ImportOutcome.Conflicting);
        // That a run of this store's own is abandoned shows here, and is nothing to be told.
        if (known.Origin == null && run.Status == RunStatus.Abandoned)
            run = run with { Status = RunStatus.Running };
        // One that is current here is at work here, and its state is told here.
        var isFurther = !known.IsCurrent && Compare(run, known) > 0;
        if (!isFurther && (known.IsCurrent || run.EndUtc <= known.EndUtc))
            return new ImportedRun(known, ImportOutcome.Unchanged);
        var told = isFurther ? run : known;
        Refusal.RequireRun(known.TaskId, told.Message);
        return Keep(known with { Status = told.Status, StatusUtc = told.StatusUtc, Message = told.Message, EndUtc = run.EndUtc > known.EndUtc ? run.EndUtc : known.EndUtc }, origin, ImportOutcome.Updated);
    }

    private ImportedTrack Take(TrackExport given)
    {
        var track = given.Track;
        if (FindTrack(given.Origin) is not { } known)
        {
            Refusal.RequireTrack(track.TaskId, track.UserName, track.Data);
            Refusal.RequireIds(_nextNumber <= TrackState.MaxTrackNumber);
            var run = FindRun(given.RunOrigin) ?? throw new TrackingException(TrackingErrorCode.TrackRunNotFound, "The run of a track that is to be copied is not here. Copy it first.");
            var added = With(track, _nextNumber++, track.TaskId, run.RunId, track.UserName);
            return Keep(new TrackCopied(added, given.Origin), added, given.Origin, ImportOutcome.Added);
        }
        if (FindRun(given.RunOrigin)?.RunId != known.RunId || !TrackState.IsSameName(known.TaskId, track.TaskId) || !TrackState.IsSameName(known.UserName, track.UserName))
            return new ImportedTrack(known, ImportOutcome.Conflicting);
        if (Compare(track, known) <= 0)
            return new ImportedTrack(known, ImportOutcome.Unchanged);
        Refusal.RequireTrack(known.TaskId, known.UserName, track.Data);
        var updated = With(track, known.Number, known.TaskId, known.RunId, known.UserName);
        return Keep(new TrackUpdated(updated), updated, given.Origin, ImportOutcome.Updated);
    }

    /// <summary>The time is given, whoever made it there: it binds no clock here (rule 4.5).</summary>
    private static TrackRecord With(TrackRecord track, long number, string taskId, int runId, string userName) =>
        new(number, taskId, runId, userName, track.TimeUtc, timeIsGiven: true, track.Data, track.Version);

    /// <summary>
    /// Which of two versions of a track is the later one: the one that was replaced more often, whatever its time, which may have been given. Where both were replaced, apart from each
    /// other, their times decide, and at last their data, so that all stores come to the same.
    /// </summary>
    private static int Compare(TrackRecord a, TrackRecord b)
    {
        var order = a.Version.CompareTo(b.Version);
        if (order == 0)
            order = a.TimeTicks.CompareTo(b.TimeTicks);
        return order != 0 ? order : a.Data.CompareTo(b.Data);
    }

    /// <summary>
    /// Which of two states of a run is further on: the one that was said later. A run that is at work shows by its next track whether it still is.
    /// </summary>
    private static int Compare(RunRecord a, RunRecord b)
    {
        var order = a.StatusUtc.CompareTo(b.StatusUtc);
        if (order == 0 && Rank(a.Status) <= AtWork && Rank(b.Status) <= AtWork)
            order = a.EndUtc.CompareTo(b.EndUtc);
        if (order == 0)
            order = Rank(a.Status).CompareTo(Rank(b.Status));
        return order != 0 ? order : string.CompareOrdinal(a.Message, b.Message);
    }

    private static int Rank(RunStatus status) => status switch
    {
        RunStatus.Running => 0,
        RunStatus.Abandoned => AtWork,
        RunStatus.Stopped => 2,
        RunStatus.Failed => 3,
        _ => 4,
    };

    private RunRecord? FindRun(Origin origin) => _runs.TryGetValue(origin, out var run) ? run : _target.FindRun(origin);

    private TrackRecord? FindTrack(Origin origin) => _tracks.TryGetValue(origin, out var track) ? track : _target.FindTrack(origin);

    private ImportedRun Keep(RunRecord run, Origin origin, ImportOutcome outcome)
    {
        _events.Add(new RunKept(run with { Origin = origin }));
        _runs[origin] = run;
        return new ImportedRun(run, outcome);
    }

    private ImportedTrack Keep(TrackEvent decided, TrackRecord track, Origin origin, ImportOutcome outcome)
    {
        _events.Add(decided);
        _tracks[origin] = track;
        return new ImportedTrack(track, outcome);
    }
}

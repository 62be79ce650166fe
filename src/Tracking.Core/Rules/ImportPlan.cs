using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>
/// Decides what a store takes over of another store's runs and tracks (rules 4.18 to 4.22). What is known by its origin is compared: of two
/// versions of a track the one that was replaced more often stands, and of two states of a run the one that was said later, whichever comes
/// first, so that copies in any order come to the same. What has the same origin and is visibly something else is left as it is.
/// </summary>
public sealed class ImportPlan
{
    private readonly IImportTarget _target;

    // What was decided before: the store knows nothing of it yet.
    private readonly Dictionary<Origin, RunRecord> _runs = [];
    private readonly Dictionary<Origin, StepRecord> _steps = [];
    private readonly Dictionary<Origin, TrackRecord> _tracks = [];
    private long _nextNumber;
    private int _nextRunId;
    private int _nextStepId;

    /// <param name="target">What is known of the store.</param>
    /// <param name="runs">The other store's runs.</param>
    /// <param name="steps">The other store's steps, outer ones before those inside them.</param>
    /// <param name="tracks">The other store's tracks. The run of one that is new is among the runs, or in the store already.</param>
    /// <exception cref="TrackingException">TrackRunNotFound and those of a save.</exception>
    public ImportPlan(
        IImportTarget target, IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, IReadOnlyList<StepExport> steps)
    {
        _target = target;
        _nextNumber = target.NextNumber;
        _nextRunId = target.NextRunId;
        _nextStepId = target.NextStepId;
        Result = new ImportResult(runs.Select(Decide).ToList(), steps.Select(Decide).ToList(), tracks.Select(Decide).ToList());
    }

    /// <summary>What becomes of each run and each track, in their order.</summary>
    public ImportResult Result { get; }

    private ImportedRun Decide(RunExport given)
    {
        var (run, origin) = given;
        if (FindRun(origin) is not { } known)
        {
            StoreErrors.RequireRun(run.TaskId, run.Message);
            StoreErrors.RequireIds(_nextRunId <= StoreLimits.MaxRunId);
            return Retain(run with { RunId = _nextRunId++, IsCurrent = false, Origin = origin, Host = null }, origin, ImportOutcome.Added);
        }
        // One that begins with its tracks may have had earlier ones there, or here.
        var mayHaveBegunEarlier = known.Key == run.Key && RunRule.BeginsWithItsTracks(known, known.IsCurrent)
            && RunRule.BeginsWithItsTracks(run, run.IsCurrent);
        if ((known.StartUtc != run.StartUtc && !mayHaveBegunEarlier) || !NameRule.IsSame(known.TaskId, run.TaskId))
            return new ImportedRun(known, ImportOutcome.Conflicting);
        // That a run of this store's own is abandoned shows here, and is not said by a copy.
        if (known.Origin == null && run.Status is RunStatus.Abandoned or RunStatus.Unknown)
            run = run with { Status = RunStatus.Running };
        // One that is current here is at work here, and its state here stands.
        var isFurther = !known.IsCurrent && Versions.Compare(run, known) > 0;
        if (!isFurther && (known.IsCurrent || (run.EndUtc <= known.EndUtc && run.StartUtc >= known.StartUtc)))
            return new ImportedRun(known, ImportOutcome.Unchanged);
        var later = isFurther ? run : known;
        StoreErrors.RequireRun(known.TaskId, later.Message);
        var end = run.EndUtc > known.EndUtc ? run.EndUtc : known.EndUtc;
        var updated = known with
        {
            StartUtc = run.StartUtc < known.StartUtc ? run.StartUtc : known.StartUtc,
            Status = later.Status,
            StatusUtc = later.StatusUtc,
            Message = later.Message,
            EndUtc = end,
        };
        return Retain(updated, origin, ImportOutcome.Updated);
    }

    private ImportedTrack Decide(TrackExport given)
    {
        var track = given.Track;
        if (FindTrack(given.Origin) is not { } known)
        {
            StoreErrors.RequireTrack(track.TaskId, track.UserName, track.Data);
            StoreErrors.RequireIds(_nextNumber <= StoreLimits.MaxTrackNumber);
            var run = FindRun(given.RunOrigin) ?? throw new TrackingException(
                TrackingErrorCode.TrackRunNotFound, "The run of a track that is to be copied is not here. Copy it first.");
            var stepId = FindStepOf(run, given.StepOrigin)?.StepId ?? 0;
            var added = With(track, _nextNumber++, track.TaskId, run.RunId, track.UserName, stepId);
            return Retain(added, given.Origin, ImportOutcome.Added);
        }
        var isSameKey = FindRun(given.RunOrigin)?.RunId == known.RunId
            && NameRule.IsSame(known.TaskId, track.TaskId)
            && NameRule.IsSame(known.UserName, track.UserName);
        if (!isSameKey)
            return new ImportedTrack(known, ImportOutcome.Conflicting);
        if (Versions.Compare(track, known) <= 0)
            return new ImportedTrack(known, ImportOutcome.Unchanged);
        StoreErrors.RequireTrack(known.TaskId, known.UserName, track.Data);
        var updated = With(track, known.Number, known.TaskId, known.RunId, known.UserName, known.StepId);
        return Retain(updated, given.Origin, ImportOutcome.Updated);
    }

    private ImportedStep Decide(StepExport given)
    {
        var (step, origin) = (given.Step, given.Step.Identity);
        var run = FindRun(given.RunOrigin) ?? throw new TrackingException(
            TrackingErrorCode.TrackRunNotFound, "The run of a step that is to be copied is not here. Copy it first.");
        if (FindStep(origin) is not { } known)
        {
            StepRule.RequireContent(step);
            StoreErrors.RequireIds(_nextStepId <= StoreLimits.MaxStepId);
            var parentId = FindStepOf(run, given.ParentOrigin)?.StepId ?? 0;
            var added = step with { StepId = _nextStepId++, RunId = run.RunId, ParentId = parentId, Origin = origin, Host = null };
            return Retain(added, origin, ImportOutcome.Added);
        }
        if (known.RunId != run.RunId || known.Path != step.Path)
            return new ImportedStep(known, ImportOutcome.Conflicting);
        // That a step of this store's own is abandoned shows here, and is not said by a copy.
        if (known.Origin == null && step.Status == StepStatus.Abandoned)
            step = step with { Status = StepStatus.Running };
        if (Versions.Compare(step, known) <= 0)
            return new ImportedStep(known, ImportOutcome.Unchanged);
        StepRule.RequireContent(step);
        var updated = step with
        {
            StepId = known.StepId,
            RunId = known.RunId,
            ParentId = known.ParentId,
            Origin = known.Origin,
            Host = null,
        };
        return Retain(updated, origin, ImportOutcome.Updated);
    }

    /// <summary>The time is given, whoever made it there: it binds no clock here (rule 4.5).</summary>
    private static TrackRecord With(TrackRecord track, long number, string taskId, int runId, string userName, int stepId) =>
        TrackRecord.Of(number, taskId, runId, userName, track.TimeUtc, timeIsGiven: true, track.Data, track.Version, stepId);

    private RunRecord? FindRun(Origin origin) => _runs.TryGetValue(origin, out var run) ? run : _target.FindRun(origin);

    private StepRecord? FindStep(Origin origin) => _steps.TryGetValue(origin, out var step) ? step : _target.FindStep(origin);

    /// <summary>The step of a run, and no other: a run's steps and tracks are within it alone.</summary>
    private StepRecord? FindStepOf(RunRecord run, Origin? origin) =>
        origin is { } known && FindStep(known) is { } step && step.RunId == run.RunId ? step : null;

    private TrackRecord? FindTrack(Origin origin) => _tracks.TryGetValue(origin, out var track) ? track : _target.FindTrack(origin);

    private ImportedRun Retain(RunRecord run, Origin origin, ImportOutcome outcome)
    {
        _runs[origin] = run;
        return new ImportedRun(run, outcome);
    }

    private ImportedStep Retain(StepRecord step, Origin origin, ImportOutcome outcome)
    {
        _steps[origin] = step;
        return new ImportedStep(step, outcome);
    }

    private ImportedTrack Retain(TrackRecord track, Origin origin, ImportOutcome outcome)
    {
        _tracks[origin] = track;
        return new ImportedTrack(track, outcome);
    }
}

using System;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>
/// Collects step attempts from the tracks that Invoke-TrackStep saves: one when an attempt begins, one when it ends.
/// </summary>
internal sealed class StepCollector
{
    private readonly Newest<RunStep> _ended = new(ReportLimits.Steps, (a, b) => b.Attempt.EndUtc.CompareTo(a.Attempt.EndUtc));
    private readonly Newest<RunStep> _started = new(ReportLimits.Steps, (a, b) => b.Attempt.StartUtc.CompareTo(a.Attempt.StartUtc));

    /// <summary>How many attempts ended.</summary>
    public long Count { get; private set; }

    public void Add(ReportStore store, TrackRecord track, StepData step)
    {
        switch (step.Mark)
        {
            case StepMark.Started:
                _started.Add(new(store, track.RunId, new(step.Name, track.TimeUtc, track.TimeUtc, StepOutcome.Unfinished)));
                break;
            case StepMark.Completed:
                AddEnd(store, track, step, StepOutcome.Completed, null);
                break;
            case StepMark.Failed:
                AddEnd(store, track, step, StepOutcome.Failed, step.Error);
                break;
        }
    }

    /// <summary>The newest attempts, by run and then by start time.</summary>
    public ILookup<(ReportStore Store, int RunId), StepAttempt> ToLookup()
    {
        var ended = _ended.ToList();
        // The clock is read once for the track of the start and once for the end's record, so the two differ a little: a start belongs to
        // the first end of the same name that is not before it.
        var ends = ended.ToLookup(step => (step.Store, step.RunId, step.Attempt.Name), step => step.Attempt);
        var unfinished = _started.ToList().Where(step =>
            !ends[(step.Store, step.RunId, step.Attempt.Name)].Any(end => end.EndUtc >= step.Attempt.StartUtc));
        return ended.Concat(unfinished)
            .OrderBy(step => step.Attempt.StartUtc)
            .ToLookup(step => (step.Store, step.RunId), step => step.Attempt);
    }

    private void AddEnd(ReportStore store, TrackRecord track, StepData step, StepOutcome outcome, string? error)
    {
        Count++;
        var end = track.TimeUtc;
        var took = step.Duration is { } duration && duration >= TimeSpan.Zero && duration < end - DateTime.MinValue
            ? duration
            : TimeSpan.Zero;
        _ended.Add(new(store, track.RunId, new(step.Name, end - took, end, outcome, error)));
    }

    private sealed record RunStep(ReportStore Store, int RunId, StepAttempt Attempt);
}

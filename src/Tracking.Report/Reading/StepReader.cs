using System;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Reads the steps of runs from the tracks that Invoke-TrackStep leaves: one when an attempt begins, one when it ends.</summary>
internal sealed class StepReader
{
    private readonly Newest<Attempt> _ended = new(ReportLimits.Steps, (a, b) => b.Item.EndUtc.CompareTo(a.Item.EndUtc));
    private readonly Newest<Attempt> _begun = new(ReportLimits.Steps, (a, b) => b.Item.StartUtc.CompareTo(a.Item.StartUtc));

    /// <summary>How many attempts ended.</summary>
    public long Count { get; private set; }

    public void Add(ReportStore store, TrackRecord track, StepData step)
    {
        switch (step.Mark)
        {
            case StepMark.Started:
                _begun.Add(new(store, track.RunId, new(step.Name, track.TimeUtc, track.TimeUtc, StepOutcome.Open)));
                break;
            case StepMark.Completed:
                AddEnd(store, track, step, StepOutcome.Completed);
                break;
            case StepMark.Failed:
                AddEnd(store, track, step, StepOutcome.Failed);
                break;
        }
    }

    /// <summary>The attempts that are remembered, by run and then by their starts.</summary>
    public ILookup<(ReportStore Store, int RunId), StepItem> ToLookup()
    {
        var ended = _ended.ToList();
        // The clock of a start's track and that of the end's record are read one after the other: a start belongs to the first end of its name that is not before it.
        var ends = ended.ToLookup(a => (a.Store, a.RunId, a.Item.Name), a => a.Item);
        var open = _begun.ToList().Where(a => !ends[(a.Store, a.RunId, a.Item.Name)].Any(end => end.EndUtc >= a.Item.StartUtc));
        return ended.Concat(open).OrderBy(a => a.Item.StartUtc).ToLookup(a => (a.Store, a.RunId), a => a.Item);
    }

    private void AddEnd(ReportStore store, TrackRecord track, StepData step, StepOutcome outcome)
    {
        Count++;
        var took = step.Duration is { } duration && duration >= TimeSpan.Zero && duration < track.TimeUtc - DateTime.MinValue ? duration : TimeSpan.Zero;
        var error = outcome == StepOutcome.Failed ? step.Error : null;
        _ended.Add(new(store, track.RunId, new(step.Name, track.TimeUtc - took, track.TimeUtc, outcome, error)));
    }

    private sealed record Attempt(ReportStore Store, int RunId, StepItem Item);
}

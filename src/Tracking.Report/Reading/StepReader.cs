using System;
using System.Collections.Specialized;
using System.Linq;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Reads the steps of runs from the tracks that Invoke-TrackStep leaves: one when an attempt begins, one when it ends.</summary>
internal sealed class StepReader
{
    private const string Step = "Step";
    private const string Outcome = "Outcome";

    private readonly Newest<Attempt> _ended = new(ReportLimits.Steps, (a, b) => b.Item.EndUtc.CompareTo(a.Item.EndUtc));
    private readonly Newest<Attempt> _begun = new(ReportLimits.Steps, (a, b) => b.Item.StartUtc.CompareTo(a.Item.StartUtc));

    /// <summary>How many attempts ended.</summary>
    public long Count { get; private set; }

    /// <summary>Whether data are a step's record: what is numeric in them is no measurement of the user's.</summary>
    public static bool IsStep(OrderedDictionary data) => data[Step] is string && data[Outcome] is string;

    public void Add(ReportStore store, TrackRecord track, OrderedDictionary data)
    {
        var name = (string)data[Step]!;
        switch (data[Outcome])
        {
            case "Started":
                _begun.Add(new(store, track.RunId, new(name, track.TimeUtc, track.TimeUtc, StepOutcome.Open)));
                break;
            case "Completed":
                AddEnd(store, track, data, new(name, track.TimeUtc, track.TimeUtc, StepOutcome.Completed));
                break;
            case "Failed":
                AddEnd(store, track, data, new(name, track.TimeUtc, track.TimeUtc, StepOutcome.Failed, data["Error"] as string));
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

    private void AddEnd(ReportStore store, TrackRecord track, OrderedDictionary data, StepItem step)
    {
        Count++;
        var took = data["Duration"] is TimeSpan duration && duration >= TimeSpan.Zero && duration < step.EndUtc - DateTime.MinValue ? duration : TimeSpan.Zero;
        _ended.Add(new(store, track.RunId, step with { StartUtc = step.EndUtc - took }));
    }

    private sealed record Attempt(ReportStore Store, int RunId, StepItem Item);
}

using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Runs;

/// <summary>
/// The runs of many stores, each once: of copies the one that was stopped later counts (rule 4.20), and of equal ones that of the first
/// store, in whatever order the stores are read.
/// </summary>
internal sealed class RunCopies
{
    private readonly Dictionary<Origin, (TrackRun Run, int Place)> _runs = [];

    /// <summary>What there is of each run.</summary>
    public IEnumerable<TrackRun> Runs => _runs.Values.Select(each => each.Run);

    /// <summary>Adds runs of a store, which may be closed afterwards.</summary>
    public void Add(IEnumerable<RunRecord> runs, TrackStore store, int place)
    {
        foreach (var run in runs)
            Add(run, store, place);
    }

    /// <summary>Adds a run of a store, which may be closed afterwards.</summary>
    /// <param name="run">The run.</param>
    /// <param name="store">The store.</param>
    /// <param name="place">The place of the store among all.</param>
    public void Add(RunRecord run, TrackStore store, int place)
    {
        if (IsLater(run, place))
            _runs[run.Identity] = (new TrackRun(Alone(run), store), place);
    }

    /// <summary>Takes over what others have of the same runs.</summary>
    public void Update(RunCopies others)
    {
        foreach (var identity in _runs.Keys.Where(others._runs.ContainsKey).ToList())
        {
            if (others._runs[identity] is var other && IsLater(other.Run.Record, other.Place))
                _runs[identity] = other;
        }
    }

    /// <summary>The run without what else its store has in the same array.</summary>
    private static RunRecord Alone(RunRecord run) => run.Facts is { } facts ? run with { Facts = facts.Alone() } : run;

    private bool IsLater(RunRecord run, int place)
    {
        if (!_runs.TryGetValue(run.Identity, out var known))
            return true;
        var order = Versions.Compare(run, known.Run.Record);
        return order > 0 || (order == 0 && place < known.Place);
    }
}

using System.Collections.Generic;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>Which runs were started within which others, hooks at their end included (rule 11.4).</summary>
internal sealed class RunNesting
{
    /// <summary>Runs within runs so deep stand for themselves: no page has room for more.</summary>
    private const int MostDepth = 8;

    private readonly Dictionary<(ReportStore Store, int RunId), ReportRun> _around = [];
    private readonly Dictionary<(ReportStore Store, int RunId), List<ReportRun>> _within = [];

    private RunNesting()
    {
    }

    /// <summary>Finds out for runs that are listed by start time. A run whose outer one is not among them stands for itself.</summary>
    public static RunNesting Of(IReadOnlyList<ReportRun> runs)
    {
        var nesting = new RunNesting();
        var inner = runs.Where(run => run.Around != null).ToList();
        if (inner.Count == 0)
            return nesting;
        var byIdentity = runs.ToLookup(run => run.Record.Identity.ToString());
        foreach (var run in inner)
        {
            // A copy of the outer run may be in another store.
            var candidates = byIdentity[run.Around!].ToList();
            if ((candidates.Find(one => one.Store == run.Store) ?? candidates.FirstOrDefault()) is { } around
                && nesting.HasRoomAround(run, around))
            {
                nesting.Add(run, around);
            }
        }
        return nesting;
    }

    /// <summary>The run that a run was started within; null where none is here.</summary>
    public ReportRun? Around(ReportRun run) => _around.TryGetValue(run.Place, out var around) ? around : null;

    /// <summary>The runs that were started within a run, by start time, without those within these.</summary>
    public IReadOnlyList<ReportRun> Within(ReportRun run) => _within.TryGetValue(run.Place, out var within) ? within : [];

    /// <summary>All runs that were started within a run, and within these.</summary>
    public IEnumerable<ReportRun> AllWithin(ReportRun run) => Within(run).SelectMany(inner => AllWithin(inner).Prepend(inner));

    private void Add(ReportRun run, ReportRun around)
    {
        _around[run.Place] = around;
        if (!_within.TryGetValue(around.Place, out var within))
            _within.Add(around.Place, within = []);
        within.Add(run);
    }

    /// <summary>Whether the outer run is not within the inner one, whatever their records say, and not too deep.</summary>
    private bool HasRoomAround(ReportRun run, ReportRun around)
    {
        var depth = 1;
        for (var outer = around; outer != null; outer = Around(outer), depth++)
        {
            if (outer.Place == run.Place || depth > MostDepth)
                return false;
        }
        return true;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>Which files of dead sessions go into the archive (rule 3.24).</summary>
/// <param name="olderThan">How long ago the last thing happened in such a file.</param>
/// <param name="smallerThan">Below which length, in bytes.</param>
/// <param name="nowUtc">The time.</param>
internal sealed class ArchiveRule(TimeSpan olderThan, long smallerThan, DateTime nowUtc)
{
    /// <summary>Whether a file is small, and nothing has happened in it for long.</summary>
    /// <param name="store">The file, which nobody holds.</param>
    /// <param name="runs">What runs it had.</param>
    public bool IsDue(TrackStore store, IReadOnlyCollection<TrackRun> runs)
    {
        var last = runs.Count > 0 ? runs.Max(run => run.Record.EndUtc) : store.LastWriteTime?.ToUniversalTime() ?? nowUtc;
        return store.Length < smallerThan && nowUtc - last > olderThan;
    }

    /// <summary>Whether too much or too recent is in a file by its summary for it to be due; false where it has no runs.</summary>
    public bool IsTooRecent(TrackStore store, StoreSummary summary) =>
        store.Length >= smallerThan || nowUtc - summary.LastRunUtc <= olderThan;

    /// <summary>
    /// The runs that Invoke-TrackRun -Resume would continue: of each task, key and host the last one, if it did not finish. In a copy they
    /// could not be continued.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="others">Runs of other files, in short, which may be later ones.</param>
    public static HashSet<TrackRun> Continuable(IEnumerable<TrackRun> runs, IEnumerable<SummarizedRun> others)
    {
        var later = others.Where(run => run is { TaskId: not null, CanBeContinued: true })
            .ToLookup(run => (run.TaskId!.ToUpperInvariant(), run.KeyHash, run.Host?.ToUpperInvariant()), run => run.StartUtc);
        return Continuable(runs, run => later[(run.TaskId!.ToUpperInvariant(), run.Key == null ? null : SummarizedRun.HashOf(run.Key),
            run.Host?.ToUpperInvariant())].Any(start => start > run.Record.StartUtc));
    }

    private static HashSet<TrackRun> Continuable(IEnumerable<TrackRun> runs, Func<TrackRun, bool> hasLater) =>
        new(runs.Where(run => run.TaskId != null && RunFacts.Of(run.Record).CanBeContinued)
            .GroupBy(run => (run.TaskId!.ToUpperInvariant(), run.Key, run.Host?.ToUpperInvariant()))
            .Select(same => same.OrderBy(run => run.Record.StartUtc).ThenBy(run => run.RunId).Last())
            .Where(run => run.Record.Origin == null && run.Status != RunStatus.Finished && !hasLater(run)));
}

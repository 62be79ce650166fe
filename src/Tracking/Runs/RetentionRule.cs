using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>Which runs have been there for long enough (rule 3.23).</summary>
internal sealed record RetentionRule
{
    /// <summary>In <see cref="Later"/>, the runs of no task; no task has this name.</summary>
    public const string NoTask = "";

    /// <summary>How long ago a run ended that goes.</summary>
    public TimeSpan OlderThan { get; init; }

    /// <summary>How long ago one ended that goes though it did not finish without errors; it is never less than the other one.</summary>
    public TimeSpan FailedOlderThan { get; init; }

    /// <summary>How many of the newest runs of each task stay, however old they are.</summary>
    public int Last { get; init; }

    /// <summary>Which tasks; null for all, and for the runs of no task.</summary>
    public IReadOnlyList<NameCriterion>? Tasks { get; init; }

    /// <summary>How many runs of each task started after all those of which the rule is asked, and are not among them.</summary>
    public IReadOnlyDictionary<string, long> Later { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether no run goes that started at a time or later, since none of them ended before that.</summary>
    public bool SparesAllSince(DateTime startUtc, DateTime nowUtc) => nowUtc - startUtc <= OlderThan;

    /// <summary>
    /// The runs that go, in their order. Those of all stores are one history: the newest of each task are counted over all, and copies of
    /// one run count once.
    /// </summary>
    public IEnumerable<TrackRun> Select(IReadOnlyList<TrackRun> runs, DateTime nowUtc)
    {
        var newest = new HashSet<string>(runs.GroupBy(run => run.TaskId, StringComparer.OrdinalIgnoreCase!).SelectMany(task => task
            .OrderByDescending(run => run.Record.StartUtc).ThenByDescending(run => run.RunId)
            .Select(run => run.Identity).Distinct().Take((int)Math.Max(0, Last - LaterOf(task.Key)))));
        return runs.Where(run =>
            (Tasks == null || NameCriterion.AnyMatches(Tasks, run.TaskId))
            && run.Status != RunStatus.Running
            && nowUtc - run.Record.EndUtc > (IsGood(run.Status) ? OlderThan : FailedOlderThan)
            && !newest.Contains(run.Identity));
    }

    private long LaterOf(string? taskId) => Later.TryGetValue(taskId ?? NoTask, out var count) ? count : 0;

    /// <summary>Whether nothing of the run needs a second look. Of a run whose end is unknown, something may.</summary>
    private static bool IsGood(RunStatus status) => status is RunStatus.Finished or RunStatus.Open;
}

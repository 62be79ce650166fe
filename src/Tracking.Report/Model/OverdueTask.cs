using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Report.Model;

/// <summary>A task whose runs say within what time the next success is due, and that had none (rule 12.2).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="DueUtc">By when it was due, in UTC; null where there was never a success.</param>
/// <param name="Reason">How its last run stands.</param>
/// <param name="LastRun">Its last run.</param>
internal sealed record OverdueTask(string TaskId, DateTime? DueUtc, TaskReason Reason, RunRecord LastRun)
{
    /// <summary>The tasks that are overdue when the report is created, those that were due first before all others.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="scope">Says which runs are in the report: where one may be missing, nothing is said of its task.</param>
    public static IReadOnlyList<OverdueTask> Find(IEnumerable<ReportTask> tasks, ReportScope scope) =>
        [.. tasks.Select(task => Judge(task, scope)).OfType<OverdueTask>().OrderBy(task => task.DueUtc ?? DateTime.MinValue)];

    private static OverdueTask? Judge(ReportTask task, ReportScope scope)
    {
        var runs = task.Runs.Select(run => run.Record with { Status = run.Status }).ToList();
        if (Expectation.OnRecord(runs)?.Judge(runs, scope.MadeUtc) is not { IsMet: false, LastRun: { } last } result)
            return null;
        return scope.CompleteSinceUtc <= result.SinceUtc ? new OverdueTask(task.TaskId, result.DueUtc, result.Reason, last) : null;
    }
}

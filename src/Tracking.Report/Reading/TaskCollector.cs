using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>Counts the tracks of each task.</summary>
internal sealed class TaskCollector
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.OrdinalIgnoreCase);

    public void AddTrackOf(string taskId) => _counts[taskId] = CountOf(taskId) + 1;

    /// <summary>The tasks that have tracks or runs, by name.</summary>
    public IReadOnlyList<ReportTask> ToTasks(IReadOnlyList<ReportRun> runs)
    {
        var byTask = runs.ToLookup(run => run.TaskId, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. _counts.Keys.Concat(byTask.Select(group => group.Key))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderBy(taskId => taskId, StringComparer.OrdinalIgnoreCase)
                .Select(taskId => new ReportTask(taskId, CountOf(taskId), [.. byTask[taskId]])),
        ];
    }

    private long CountOf(string taskId) => _counts.TryGetValue(taskId, out var count) ? count : 0;
}

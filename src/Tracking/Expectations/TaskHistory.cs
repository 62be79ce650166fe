using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Rules;
using Tracking.Runs;
using Tracking.Seam;

namespace Tracking.Expectations;

/// <summary>The runs of tasks, of one store or of many, each once.</summary>
/// <param name="tasks">The tasks whose runs are of interest; null for all.</param>
internal sealed class TaskHistory(IReadOnlyList<NameCriterion>? tasks)
{
    private readonly RunCopies _copies = new();
    private ILookup<string, TrackRun>? _byTask;

    /// <summary>Which of a store's runs are of interest.</summary>
    public IReadOnlyList<NameCriterion>? Tasks => tasks;

    /// <summary>The names of the tasks that runs were started for, as their last runs spell them, sorted.</summary>
    public IEnumerable<string> Names => ByTask.Select(task => task.OrderBy(run => run.Record.StartUtc).Last().TaskId!)
        .OrderBy(name => name, StringComparer.OrdinalIgnoreCase);

    private ILookup<string, TrackRun> ByTask =>
        _byTask ??= _copies.Runs.ToLookup(run => run.TaskId!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the runs of a store, which may be closed afterwards.</summary>
    /// <param name="store">The store.</param>
    /// <param name="place">Its place among all.</param>
    /// <param name="opened">The same, open.</param>
    /// <param name="cancellation">Ends the questions.</param>
    public void Add(TrackStore store, int place, ITrackStore opened, CancellationToken cancellation)
    {
        _byTask = null;
        var runs = tasks?.All(task => task.Pattern == null) == true
            ? tasks.SelectMany(task => opened.ListLastRuns(new RunQuery(task.Text), cancellation))
            : opened.ListRuns(taskId: null, cancellation).Where(run => run.TaskId != null && NameCriterion.AnyMatches(tasks, run.TaskId));
        _copies.Add(runs, store, place);
    }

    /// <summary>The runs of a task, in any order.</summary>
    public IEnumerable<TrackRun> Of(string task) => ByTask[task];

    /// <summary>What the runs of a task say of the next one; null where they do not.</summary>
    public Expectation? OnRecord(string task) => Expectation.OnRecord(Of(task).Select(run => run.Record));
}

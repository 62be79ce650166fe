using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Errors;
using Tracking.Expectations;
using Tracking.Metrics;
using Tracking.Model;

namespace Tracking.Commands;

/// <summary>A cmdlet that hands over how tasks stand as metrics.</summary>
public abstract class MetricCommand : TrackingCommand
{
    private readonly List<TrackStore> _stores = [];
    private IReadOnlyList<ExpectedTask> _expected = [];

    /// <summary>Tasks; wildcards are allowed.</summary>
    /// <value>All tasks</value>
    [Parameter(Position = 1)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>The store: an object, piped or given, or the path of a session file. Several that are piped are one question.</summary>
    /// <value>The current store</value>
    [Parameter(ValueFromPipeline = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <summary>Asks all your session files and all stores that are open here, each run once.</summary>
    [Parameter]
    public SwitchParameter AllSessions { get; set; }

    /// <summary>
    /// A file as for Test-TrackTask -Path: its tasks are among the metrics though they never ran, with the times at which they are due.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DuePath { get; set; }

    /// <summary>Requires what can be known before anything is read.</summary>
    /// <exception cref="TrackingException">What is wrong.</exception>
    private protected abstract void Require();

    /// <summary>Hands the metrics over.</summary>
    private protected abstract void HandOver(string metrics);

    /// <inheritdoc/>
    private protected override void OnBegin()
    {
        try
        {
            RequireOneOfStores(AllSessions, nameof(Store));
            Require();
            if (DuePath != null)
                _expected = ExpectationFile.Read(StorePaths.Resolve(SessionState, DuePath));
        }
        catch (TrackingException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, null));
        }
    }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(Store, () =>
    {
        if (!AllSessions)
            _stores.AddRange((Store?.Parts ?? [StoreOrCurrent(Store)]).Where(store => !_stores.Contains(store)));
    });

    /// <inheritdoc/>
    private protected override void OnEnd() => Try(null, HandOver);

    private void HandOver()
    {
        var now = DateTime.UtcNow;
        var tasks = NameCriteria.From(TaskId, isLiteral: false);
        var history = new TaskHistory(tasks);
        var source = new MetricSource(history);
        // What was not read is not said to be nothing.
        if (!Read(source, history, now))
            return;
        var text = source.Read([.. _expected.Where(task => NameCriterion.AnyMatches(tasks, task.TaskId))], now);
        if (text.LeftOut > 0)
        {
            WriteWarning($"{text.LeftOut} rows of task, host and user are left out: there are at most {MetricSource.MostRows}. "
                + "Name tasks by -TaskId.");
        }
        using var metrics = new StringWriter();
        text.Write(metrics);
        HandOver(metrics.ToString());
    }

    private bool Read(MetricSource source, TaskHistory history, DateTime now)
    {
        if (AllSessions)
        {
            VisitAll(
                summary => summary.CanHoldRuns(history.Tasks),
                (store, place, opened) => source.Add(store, place, opened, now, Cancellation));
            return true;
        }
        var count = 0;
        foreach (var store in _stores)
        {
            Try(store, () =>
            {
                if (ForQuestion(store, isPiped: !IsOnCommandLine(nameof(Store))) is not { } opened)
                    return;
                source.Add(store, count, opened, now, Cancellation);
                count++;
            });
        }
        return count > 0;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Data;
using Tracking.Expectations;
using Tracking.Model;
using Tracking.Rules;
using Tracking.Seam;

namespace Tracking.Metrics;

/// <summary>How tasks stand, as numbers (rules 12.7 to 12.9).</summary>
/// <param name="history">The runs of the tasks.</param>
internal sealed class MetricSource(TaskHistory history)
{
    /// <summary>How many rows of task, host and user there are at most: a database of metrics suffers from more.</summary>
    public const int MostRows = 1000;

    private static readonly RunStatus[] Statuses = (RunStatus[])Enum.GetValues(typeof(RunStatus));

    private readonly Dictionary<(TrackStore, int), StepCounts> _steps = [];

    /// <summary>Reads the runs of a store, and the steps of the last ones; the store may be closed afterwards.</summary>
    /// <param name="store">The store.</param>
    /// <param name="place">Its place among all.</param>
    /// <param name="opened">The same, open.</param>
    /// <param name="nowUtc">The time, in UTC.</param>
    /// <param name="cancellation">Ends the questions.</param>
    public void Add(TrackStore store, int place, ITrackStore opened, DateTime nowUtc, CancellationToken cancellation)
    {
        var runs = history.Add(store, place, opened, cancellation);
        int[] last = [.. runs.Where(run => !Expectation.IsInFuture(run, nowUtc)).GroupBy(run => LabelsOf(run.TaskId, RunFacts.Of(run)))
            .Select(row => InOrder(row).First().RunId)];
        foreach (var ofRun in opened.ListSteps(last, cancellation).GroupBy(step => step.RunId))
        {
            _steps[(store, ofRun.Key)] = new StepCounts(
                ofRun.Count(step => step.Status == StepStatus.Failed), ofRun.Sum(step => StepFacts.Of(step).ErrorCount));
        }
    }

    /// <summary>The metrics.</summary>
    /// <param name="expected">What is expected of tasks beyond what is on record, and of those that never ran.</param>
    /// <param name="nowUtc">The time, in UTC.</param>
    public MetricText Read(IReadOnlyList<ExpectedTask> expected, DateTime nowUtc)
    {
        var rows = history.Names.SelectMany(history.Of).Where(run => !Expectation.IsInFuture(run.Record, nowUtc))
            .GroupBy(run => LabelsOf(run.TaskId, run)).Select(row => new Row(row))
            .OrderByDescending(row => row.Last.Record.StartUtc).ToList();
        var text = new MetricText { LeftOut = Math.Max(0, rows.Count - MostRows) };
        foreach (var row in rows.Take(MostRows).OrderBy(row => row.Labels.Task, StringComparer.Ordinal)
            .ThenBy(row => row.Labels.Host, StringComparer.Ordinal).ThenBy(row => row.Labels.User, StringComparer.Ordinal))
        {
            Add(text, row);
        }
        AddExpected(text, expected, nowUtc);
        return text;
    }

    private void Add(MetricText text, Row row)
    {
        (string, string)[] labels = [("task", row.Labels.Task), ("host", row.Labels.Host), ("user", row.Labels.User)];
        var ended = row.Runs.Where(run => run.Record.HasEnded).OrderByDescending(run => run.Record.EndUtc).FirstOrDefault();
        var success = row.Runs.Where(run => run.Status == RunStatus.Finished).OrderByDescending(run => run.Record.EndUtc).FirstOrDefault();
        text.LastStart.Add(MetricFamily.Seconds(row.Last.Record.StartUtc), labels);
        text.LastEnd.Add(MetricFamily.Seconds(ended?.Record.EndUtc), labels);
        text.LastSuccess.Add(MetricFamily.Seconds(success?.Record.EndUtc), labels);
        if (ended != null)
            text.LastDuration.Add(ended.Duration.TotalSeconds, labels);
        foreach (var status in Statuses)
            text.LastStatus.Add(row.Last.Status == status ? 1 : 0, [.. labels, ("status", Word(status))]);
        text.Running.Add(row.Runs.Count(run => run.Status == RunStatus.Running), labels);
        _steps.TryGetValue((row.Last.Store, row.Last.RunId), out var steps);
        text.FailedSteps.Add(steps.Failed, labels);
        text.Errors.Add(steps.Errors, labels);
    }

    private void AddExpected(MetricText text, IReadOnlyList<ExpectedTask> expected, DateTime nowUtc)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var onRecord = history.Names.Select(name => (Name: name, Expectation: history.OnRecord(name)))
            .Where(task => task.Expectation != null).Select(task => new ExpectedTask(task.Name, task.Expectation!));
        foreach (var task in expected.Concat(onRecord).OrderBy(task => task.TaskId, StringComparer.OrdinalIgnoreCase))
        {
            var name = MetricLabel.Value(task.TaskId);
            if (known.Count == MostRows || !known.Add(name.ToUpperInvariant()))
                continue;
            var result = task.Expectation.Judge(history.Of(task.TaskId).Select(run => run.Record), nowUtc);
            text.OnTime.Add(result.IsMet ? 1 : 0, ("task", name));
            text.Due.Add(MetricFamily.Seconds(result.DueUtc), ("task", name));
            if (result.LastRun == null)
                text.LastSuccess.Add(0, ("task", name));
        }
    }

    private static Labels LabelsOf(string? task, TrackRun run) => Labels.Of(task, run.Host, run.User);

    private static Labels LabelsOf(string? task, RunFacts facts) => Labels.Of(task, facts.Host, facts.User);

    private static IOrderedEnumerable<RunRecord> InOrder(IEnumerable<RunRecord> runs) =>
        runs.OrderByDescending(run => run.StartUtc).ThenByDescending(run => run.RunId);

    /// <summary>One word for each status: <c>finished_with_errors</c>.</summary>
    private static string Word(RunStatus status) => string.Concat(status.ToString().Select((c, i) =>
        char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    private readonly record struct StepCounts(int Failed, int Errors);

    /// <summary>What tells rows apart, without case: labels as they are written, so that no two lines have the same ones.</summary>
    private sealed record Labels(string Task, string Host, string User)
    {
        public static Labels Of(string? task, string? host, string? user) =>
            new(MetricLabel.Value(task), MetricLabel.Value(host), MetricLabel.Value(user));

        public bool Equals(Labels? other) =>
            other != null && IsSame(Task, other.Task) && IsSame(Host, other.Host) && IsSame(User, other.User);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Task + "\n" + Host + "\n" + User);

        private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Row
    {
        public Row(IEnumerable<TrackRun> runs)
        {
            Runs = [.. runs.OrderByDescending(run => run.Record.StartUtc).ThenByDescending(run => run.RunId)];
            Labels = LabelsOf(Last.TaskId, Last);
        }

        public Labels Labels { get; }

        public List<TrackRun> Runs { get; }

        public TrackRun Last => Runs[0];
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>How the last runs of a task went: a row for each of its steps, or for each of its hosts (rule 11.5).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Columns">The runs or the periods, the newest last.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportMatrix(string TaskId, IReadOnlyList<string> Columns, IReadOnlyList<MatrixRow> Rows)
{
    /// <summary>Whether its rows are hosts.</summary>
    public bool IsOfHosts { get; init; }

    /// <summary>How many rows it would have besides.</summary>
    public int RowsLeft { get; init; }

    /// <summary>What the worst end of several is, the worst first.</summary>
    private static readonly RunStatus[] WorstFirst =
    [
        RunStatus.Failed, RunStatus.Abandoned, RunStatus.FinishedWithErrors, RunStatus.Stopped, RunStatus.Unknown, RunStatus.Running,
        RunStatus.Open, RunStatus.Finished,
    ];

    /// <summary>The matrices of tasks that have anything to compare: several hosts, or several runs of which one has steps.</summary>
    public static IReadOnlyList<ReportMatrix> Of(ReportModel model) =>
    [
        .. model.Tasks.Where(task => task.Runs.Count > 1).OrderByDescending(task => task.LatestRun!.Record.StartUtc)
            .SelectMany(task => new[] { OfHosts(model, task), OfSteps(model, task) }).OfType<ReportMatrix>(),
    ];

    private static ReportMatrix? OfSteps(ReportModel model, ReportTask task)
    {
        // The runs of a fleet are of one machine each: their hosts say more.
        if (HostsOf(task).Count() > 1)
            return null;
        var runs = Last(task.Runs).ToList();
        if (runs.TrueForAll(run => run.Steps.Count == 0))
            return null;
        // As the newest run has them; steps of former runs stand behind.
        var paths = Enumerable.Reverse(runs).SelectMany(run => run.Steps).Select(step => step.Path)
            .Distinct(StringComparer.Ordinal).ToList();
        var byRun = runs.ConvertAll(run => run.Steps.GroupBy(step => step.Path, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal));
        var rows = paths.ConvertAll(path => new MatrixRow(path,
            [.. runs.Select((run, i) => byRun[i].TryGetValue(path, out var step) ? new MatrixCell(step.Mark, Of(model, run, step)) : null)])
        {
            IsStep = true,
        });
        var whole = new MatrixRow("whole run", [.. runs.Select(run => new MatrixCell(run.Status, Of(model, run)))]);
        return Make(task, [.. runs.Select(run => run.Record.RunId.ToString(CultureInfo.InvariantCulture))], [whole, .. rows]);
    }

    private static ReportMatrix? OfHosts(ReportModel model, ReportTask task)
    {
        var hosts = HostsOf(task).ToList();
        if (hosts.Count < 2)
            return null;
        var format = FormatOf(model, task.Runs);
        string PeriodOf(ReportRun run) => model.Local(run.Record.StartUtc).ToString(format, CultureInfo.InvariantCulture);
        var periods = Last([.. task.Runs.Select(PeriodOf).Distinct(StringComparer.Ordinal)]).ToList();
        var rows = hosts.OrderBy(host => host.Key, StringComparer.OrdinalIgnoreCase).Select(host =>
        {
            var byPeriod = host.ToLookup(PeriodOf, StringComparer.Ordinal);
            return new MatrixRow(host.Key, [.. periods.Select(period => CellOf(model, [.. byPeriod[period]]))]);
        });
        // The year is the same in all of them, or not worth its room.
        var year = format.StartsWith("yyyy", StringComparison.Ordinal) ? 5 : 0;
        return Make(task, periods.ConvertAll(period => period.Substring(year)), [.. rows]) with { IsOfHosts = true };
    }

    private static IEnumerable<IGrouping<string, ReportRun>> HostsOf(ReportTask task) =>
        task.Runs.Where(run => run.Host != null).GroupBy(run => run.Host!, StringComparer.OrdinalIgnoreCase);

    private static MatrixCell? CellOf(ReportModel model, ReportRun[] runs) => runs.Length == 0 ? null
        : new MatrixCell(WorstFirst.First(status => runs.Any(run => run.Status == status)),
            string.Join("; ", runs.Take(ReportLimits.MatrixColumns).Select(run => Of(model, run))));

    /// <summary>Days, where the runs are of several; else hours, else minutes.</summary>
    private static string FormatOf(ReportModel model, IReadOnlyList<ReportRun> runs)
    {
        var (first, last) = (model.Local(runs[0].Record.StartUtc), model.Local(runs[runs.Count - 1].Record.StartUtc));
        return first.Date != last.Date ? "yyyy-MM-dd" : first.Hour != last.Hour ? "HH':00'" : "HH:mm";
    }

    private static ReportMatrix Make(ReportTask task, IReadOnlyList<string> columns, IReadOnlyList<MatrixRow> rows)
    {
        if (rows.Count <= ReportLimits.MatrixRows)
            return new(task.TaskId, columns, rows);
        // What went wrong stays, and what is left of the room goes to the others.
        var kept = new HashSet<MatrixRow>(rows.OrderByDescending(row => row.HasProblem).Take(ReportLimits.MatrixRows));
        return new(task.TaskId, columns, [.. rows.Where(kept.Contains)]) { RowsLeft = rows.Count - kept.Count };
    }

    private static IEnumerable<T> Last<T>(IReadOnlyList<T> all) => all.Skip(Math.Max(0, all.Count - ReportLimits.MatrixColumns));

    private static string Of(ReportModel model, ReportRun run) =>
        $"run {run.Record.RunId}, {ReportText.Time(model.Local(run.Record.StartUtc))}, {ReportText.Duration(run.Duration)}";

    private static string Of(ReportModel model, ReportRun run, ReportStep step)
    {
        var error = step.Error is { } text ? $": {ReportText.Shorten(text, ReportLimits.Preview)}" : "";
        return $"run {run.Record.RunId}, {ReportText.Time(model.Local(step.StartUtc))}, {ReportText.Duration(step.Duration)}{error}";
    }
}

/// <summary>A row: a host, a step, or the whole run.</summary>
/// <param name="Name">The host, or the step's path.</param>
/// <param name="Cells">A cell for each column; null where there is none.</param>
internal sealed record MatrixRow(string Name, IReadOnlyList<MatrixCell?> Cells)
{
    public bool IsStep { get; init; }

    public bool HasProblem => Cells.Any(cell => cell?.Status is RunStatus.Failed or RunStatus.Abandoned or RunStatus.FinishedWithErrors);
}

/// <summary>How a step or host did.</summary>
/// <param name="Status">How it ended; null where it was not run, or done in an earlier run.</param>
/// <param name="Text">When, how long, and its error.</param>
internal sealed record MatrixCell(RunStatus? Status, string Text);

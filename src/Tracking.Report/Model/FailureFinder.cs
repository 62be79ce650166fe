using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>Finds what went wrong in runs, since when, and what a later run fixed (rule 11.1, rule 11.2).</summary>
internal static class FailureFinder
{
    /// <summary>The failures: those that nothing fixed first, and among them the newest.</summary>
    /// <param name="runs">All runs, by start time.</param>
    /// <param name="nesting">Which of them were started within which others.</param>
    public static IReadOnlyList<ReportFailure> Find(IReadOnlyList<ReportRun> runs, RunNesting nesting)
    {
        var ends = EndsOf(runs);
        var all = runs.GroupBy(LineOf).SelectMany(line => OfLine([.. line], ends)).ToList();
        var byRun = all.ToLookup(failure => failure.Run.Place);
        return
        [
            .. all.Where(failure => !nesting.AllWithin(failure.Run).SelectMany(run => byRun[run.Place]).Any(failure.IsExplainedBy))
                .GroupBy(one => (LineOf(one.Run), one.Step?.Path, one.FixedBy))
                .Select(Join)
                .OrderBy(failure => failure.FixedBy != null)
                .ThenByDescending(failure => failure.Run.Record.StartUtc)
                .ThenBy(failure => failure.Run.TaskId, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>What tells the runs that can fix one another from all others (rule 8.8).</summary>
    private static (string Task, string? Host, string? Key) LineOf(ReportRun run) =>
        (run.TaskId.ToUpperInvariant(), run.Host?.ToUpperInvariant(), run.Record.Key);

    /// <summary>The run that continues each run, and the finished one that a run's story came to.</summary>
    private static Dictionary<ReportRun, (ReportRun? Next, ReportRun? Finished)> EndsOf(IReadOnlyList<ReportRun> runs)
    {
        var ends = new Dictionary<ReportRun, (ReportRun?, ReportRun?)>(ByReference.Instance);
        foreach (var story in ReportStory.Of(runs))
        {
            ReportRun? next = null, finished = null;
            foreach (var run in story.Runs.Reverse())
            {
                ends[run] = (next, finished);
                next = run;
                finished = run.Status == RunStatus.Finished ? run : finished;
            }
        }
        return ends;
    }

    /// <summary>The failures of runs of one task, host and key, one for each run and step, from the last run back to the first.</summary>
    private static IEnumerable<ReportFailure> OfLine(
        ReportRun[] line, Dictionary<ReportRun, (ReportRun? Next, ReportRun? Finished)> ends)
    {
        ReportRun? finished = null;
        var completed = new Dictionary<string, ReportRun>(StringComparer.Ordinal);
        var mayBeFixed = false;
        foreach (var run in line.Reverse())
        {
            var (next, ended) = ends[run];
            foreach (var failure in OfRun(run))
            {
                var fixedBy = Earlier(Earlier(finished, ended),
                    failure.Step is { } step && completed.TryGetValue(step.Path, out var done) ? done : null);
                yield return failure with
                {
                    FixedBy = fixedBy,
                    MayBeFixed = fixedBy == null && mayBeFixed && failure.Step != null,
                    ContinuedBy = fixedBy == null ? next : null,
                };
            }
            finished = run.Status == RunStatus.Finished ? run : finished;
            mayBeFixed |= !run.HasAllSteps;
            foreach (var step in run.Steps.Where(step => step.Status == StepStatus.Completed && step.TookTime))
                completed[step.Path] = run;
        }
    }

    private static ReportRun? Earlier(ReportRun? a, ReportRun? b) =>
        a == null || (b != null && b.Record.StartUtc < a.Record.StartUtc) ? b : a;

    /// <summary>What went wrong in a run: its steps, and the run itself where none of them says what it says.</summary>
    private static IEnumerable<ReportFailure> OfRun(ReportRun run)
    {
        if (!run.IsProblem)
            yield break;
        var steps = run.FindProblems();
        if (steps.Count == 0 || !run.IsMessageOf(steps))
            yield return new ReportFailure(run, null, run.Message ?? Missing(run.Status == RunStatus.Abandoned));
        for (var i = 0; i < Math.Min(steps.Count, ReportLimits.FailedSteps); i++)
        {
            var others = i == ReportLimits.FailedSteps - 1 ? steps.Count - ReportLimits.FailedSteps : 0;
            yield return new ReportFailure(run, steps[i], steps[i].Error ?? MissingOf(steps[i])) { OtherSteps = others };
        }
    }

    private static string MissingOf(ReportStep step) =>
        step.HasFailedProgram ? FormattableString.Invariant($"The program ended with exit code {step.ExitCode}.")
        : Missing(step.Status == StepStatus.Abandoned);

    private static string Missing(bool isAbandoned) => isAbandoned
        ? "Its end is not on record: whoever ran it is gone."
        : "Why is not on record.";

    /// <summary>The failures of one step as one, with what its last run says.</summary>
    private static ReportFailure Join(IEnumerable<ReportFailure> same)
    {
        var all = same.OrderByDescending(failure => failure.Run.Record.StartUtc)
            .ThenByDescending(failure => failure.Run.Record.RunId).ToList();
        return all[0] with
        {
            RunCount = all.Select(failure => (failure.Run.Store, failure.Run.Record.RunId)).Distinct().Count(),
            SinceUtc = all.Min(failure => failure.TimeUtc),
        };
    }

    private sealed class ByReference : IEqualityComparer<ReportRun>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(ReportRun? a, ReportRun? b) => ReferenceEquals(a, b);

        public int GetHashCode(ReportRun run) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(run);
    }
}

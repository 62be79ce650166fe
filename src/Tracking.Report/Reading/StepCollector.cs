using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>
/// Collects the steps of runs. Those that went wrong have room of their own, so that many that went well do not displace them.
/// </summary>
internal sealed class StepCollector
{
    private readonly Newest<RunStep> _problems = new(ReportLimits.ProblemSteps, NewestFirst);
    private readonly Newest<RunStep> _others = new(ReportLimits.Steps, NewestFirst);
    private readonly Dictionary<(ReportStore Store, int RunId), int> _counts = [];

    /// <summary>How many steps were read.</summary>
    public long Count { get; private set; }

    public void Add(ReportStore store, StepRecord step)
    {
        Count++;
        _counts[(store, step.RunId)] = CountOf(store, step.RunId) + 1;
        var read = new RunStep(store, step.RunId, step.StepId, step.ParentId, step.EndUtc != null, Read(step));
        (read.Step.IsProblem ? _problems : _others).Add(read);
    }

    /// <summary>How many steps of a run were read.</summary>
    public int CountOf(ReportStore store, int runId) => _counts.TryGetValue((store, runId), out var count) ? count : 0;

    /// <summary>The newest steps of some runs, by run, each before those inside it.</summary>
    public ILookup<(ReportStore Store, int RunId), ReportStep> ToLookup(
        IReadOnlyDictionary<(ReportStore Store, int RunId), RunRecord> runs) =>
        _problems.ToList().Concat(_others.ToList())
            .GroupBy(step => (step.Store, step.RunId))
            .Where(run => runs.ContainsKey(run.Key))
            .SelectMany(run => InOrder([.. run]).Select(step => (run.Key, Step: step.Within(runs[run.Key]))))
            .ToLookup(step => step.Key, step => step.Step);

    private static int NewestFirst(RunStep a, RunStep b)
    {
        var byTime = b.Step.StartUtc.CompareTo(a.Step.StartUtc);
        return byTime != 0 ? byTime : b.StepId.CompareTo(a.StepId);
    }

    /// <summary>The steps of a run as they are written one below the other. One whose outer step is missing stands for itself.</summary>
    private static IEnumerable<RunStep> InOrder(List<RunStep> steps)
    {
        var ids = new HashSet<int>(steps.Select(step => step.StepId));
        // An outer step has the lower id: what says otherwise must not be lost in a circle.
        var inside = steps.OrderBy(step => step.StepId)
            .ToLookup(step => step.ParentId < step.StepId && ids.Contains(step.ParentId) ? step.ParentId : 0);
        var waiting = new Stack<RunStep>(inside[0].Reverse());
        while (waiting.Count > 0)
        {
            var step = waiting.Pop();
            yield return step;
            foreach (var inner in inside[step.StepId].Reverse())
                waiting.Push(inner);
        }
    }

    private static ReportStep Read(StepRecord step)
    {
        var facts = FactsOf(step);
        return new(step.Path, DepthOf(step.Path), step.Status, step.StartUtc, step.EndUtc ?? step.StartUtc)
        {
            Name = StepRecord.PathOf(parent: null, step.Name, step.Key),
            Attempts = step.Attempt,
            Error = Shortened(facts.Error, ReportLimits.Error),
            ErrorCount = facts.ErrorCount,
            WarningCount = facts.WarningCount,
            Reason = Shortened(facts.Reason, ReportLimits.Preview),
            Position = facts.Position is { } position ? ReportText.Shorten(FileOf(position), ReportLimits.Name) : null,
            ExitCode = facts.ExitCode,
            IsCarried = step.CarriedFrom != null,
        };
    }

    private static string? Shortened(string? text, int most) =>
        string.IsNullOrWhiteSpace(text) ? null : ReportText.Shorten(ReadableText.Of(text!).Trim(), most);

    private static StepFacts FactsOf(StepRecord step)
    {
        try
        {
            return StepFacts.Of(step);
        }
        catch (TrackingException)
        {
            // A report on the other steps is worth more than none.
            return new StepFacts();
        }
    }

    /// <summary>How many steps a path has before its last one (rule 7.2).</summary>
    private static int DepthOf(string path)
    {
        var (depth, isInKey) = (0, false);
        for (var i = 0; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '\\':
                    // The next character means nothing.
                    i++;
                    break;
                case '/' when !isInKey:
                    depth++;
                    break;
                case '[' or ']':
                    isInKey = path[i] == '[';
                    break;
            }
        }
        return depth;
    }

    /// <summary>A position without the folder of its file: a report goes to others, whom the folders here do not concern.</summary>
    private static string FileOf(string position) => position.Substring(position.LastIndexOfAny(['/', '\\']) + 1);

    private sealed record RunStep(ReportStore Store, int RunId, int StepId, int ParentId, bool HasEnd, ReportStep Step)
    {
        /// <summary>The step; one whose end is not recorded lasts as long as its run.</summary>
        public ReportStep Within(RunRecord run) => !HasEnd && run.EndUtc > Step.StartUtc ? Step with { EndUtc = run.EndUtc } : Step;
    }
}

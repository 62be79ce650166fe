using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>A run that a new one continues, and which of its steps are not run again (rule 8.3, rule 8.4).</summary>
internal sealed class Continuation
{
    /// <param name="store">The store of the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="withErrors">Whether steps that completed with errors are run again.</param>
    /// <param name="isRedone">Whether a step of the name is run again although it completed.</param>
    public Continuation(TrackStore store, RunRecord run, IReadOnlyList<StepRecord> steps, bool withErrors, Func<string, bool> isRedone)
    {
        Store = store;
        Run = run;
        Carried = Select(steps, withErrors, isRedone);
    }

    public TrackStore Store { get; }

    public RunRecord Run { get; }

    /// <summary>What the new run begins with: the steps that are done, and those around them.</summary>
    public IReadOnlyList<StepRecord> Carried { get; }

    /// <summary>How many steps are skipped.</summary>
    public int SkippedCount
    {
        get
        {
            var done = new HashSet<int>(Carried.Where(step => step.IsCompleted).Select(step => step.StepId));
            return Carried.Count(step => step.IsCompleted && !done.Contains(step.ParentId));
        }
    }

    /// <summary>When the chain of continuations began, in UTC.</summary>
    public DateTime ChainStartUtc => RunFacts.Of(Run).ChainStartUtc ?? Run.StartUtc;

    private static List<StepRecord> Select(IReadOnlyList<StepRecord> steps, bool withErrors, Func<string, bool> isRedone)
    {
        var paths = steps.GroupBy(step => step.Path, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
        var byId = steps.ToDictionary(step => step.StepId);
        // What is within a step that is run again is done all the same; what is around one that is redone is run for its sake.
        var redone = new HashSet<int>();
        foreach (var step in steps.Where(step => isRedone(step.Name)))
        {
            for (var around = step; around != null && redone.Add(around.StepId);)
                around = byId.TryGetValue(around.ParentId, out var parent) ? parent : null;
        }
        var within = new HashSet<int>();
        var needed = new HashSet<int>();
        foreach (var step in steps)
        {
            // Outer steps come first.
            if (isRedone(step.Name) || paths[step.Path] > 1 || within.Contains(step.ParentId))
            {
                within.Add(step.StepId);
                continue;
            }
            var facts = StepFacts.Of(step);
            var isDone = step.IsCompleted && !(withErrors && step.Status == StepStatus.CompletedWithErrors) && facts.NotRecorded == null
                && !facts.IsAmbiguous && !facts.IsRunAlways && !redone.Contains(step.StepId);
            if (facts.IsAmbiguous)
                within.Add(step.StepId);
            else if (isDone)
                Need(step);
        }
        return [.. steps.Where(step => needed.Contains(step.StepId)).Select(step => IsStub(step) ? AsStub(step) : step)];

        void Need(StepRecord step)
        {
            for (var around = step; around != null && needed.Add(around.StepId);)
                around = byId.TryGetValue(around.ParentId, out var parent) ? parent : null;
        }

        // A step around one that is done, which is itself to be run again.
        bool IsStub(StepRecord step)
        {
            var facts = StepFacts.Of(step);
            return !step.IsCompleted || (withErrors && step.Status == StepStatus.CompletedWithErrors) || facts.NotRecorded != null
                || facts.IsRunAlways || redone.Contains(step.StepId);
        }

        static StepRecord AsStub(StepRecord step) => step with
        {
            Status = step.IsCompleted || step.Status is StepStatus.Running or StepStatus.Abandoned ? StepStatus.Stopped : step.Status,
            Output = null,
        };
    }
}

using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What every store requires of a step (rule 7).</summary>
public static class StepRule
{
    /// <summary>Requires what can be said of a step without looking into the store.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is said to be abandoned, which only shows, or its attempts do not count from
    /// 1.</exception>
    /// <exception cref="TrackingException">TrackNameInvalid, TrackRunInvalid, TrackDataTooLarge.</exception>
    public static void RequireStep(StepRecord step)
    {
        if (step == null)
            throw new ArgumentNullException(nameof(step));
        if (step.Status == StepStatus.Abandoned || step.Attempt < 1)
            throw new ArgumentOutOfRangeException(nameof(step));
        StoreErrors.RequireName(step.Name, "name of the step");
        if (step.Name.Length > StoreLimits.MaxNameLength)
            throw StoreErrors.TooLong("name of the step");
        if (step.Key != null)
            StoreErrors.RequireKey(step.Key);
        if (step.RunId <= 0)
            throw StoreErrors.NegativeRun();
        StoreErrors.RequireSize(step.Name, step.Key ?? "", step.Facts, step.Output);
    }

    /// <summary>Requires that a step that was recorded before is the same one.</summary>
    /// <param name="step">What is to be recorded.</param>
    /// <param name="known">What is on record of its id; null when nothing is.</param>
    /// <exception cref="TrackingException">TrackStepInvalid.</exception>
    public static void RequireSame(StepRecord step, StepRecord? known)
    {
        if (known == null)
            throw StoreErrors.NoStep(step.StepId);
        if (known.RunId != step.RunId || known.ParentId != step.ParentId || known.Name != step.Name || known.Key != step.Key)
            throw StoreErrors.OtherStep(step.StepId);
    }

    /// <summary>
    /// The steps that a run begins with: each stands for one that the run before completed, under its name, key and outer step. It bears
    /// the times of that one.
    /// </summary>
    /// <param name="steps">The steps of the run before, outer ones before those inside them.</param>
    /// <param name="runId">The run.</param>
    /// <param name="nextStepId">The id of the first one.</param>
    public static IReadOnlyList<StepRecord> Carry(IReadOnlyList<StepRecord> steps, int runId, int nextStepId)
    {
        var ids = new Dictionary<int, int>();
        var carried = new List<StepRecord>(steps.Count);
        foreach (var step in steps)
        {
            RequireStep(step);
            ids[step.StepId] = nextStepId;
            carried.Add(step with
            {
                StepId = nextStepId++,
                RunId = runId,
                ParentId = step.ParentId == 0 ? 0 : ids.TryGetValue(step.ParentId, out var parent) ? parent
                    : throw StoreErrors.NoStep(step.ParentId),
                CarriedFrom = step.CarriedFrom ?? step.Identity,
                Origin = null,
            });
        }
        return carried;
    }

    /// <summary>Requires that the step around a step is one of the same run.</summary>
    /// <exception cref="TrackingException">TrackStepInvalid.</exception>
    public static void RequireParent(StepRecord step, StepRecord? parent)
    {
        if (step.ParentId != 0 && parent?.RunId != step.RunId)
            throw StoreErrors.NoStep(step.ParentId);
    }
}

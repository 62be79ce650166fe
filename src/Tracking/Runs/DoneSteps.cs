using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.Serialization;

namespace Tracking.Runs;

/// <summary>
/// The steps of a run that need not be run again: those that it carried over, and those done within a step that is retried.
/// </summary>
internal sealed class DoneSteps
{
    private readonly Dictionary<string, StepRecord> _carried;
    private readonly Dictionary<string, (StepRecord Step, IReadOnlyList<object?> Output)> _live = new(StringComparer.Ordinal);

    private readonly ILookup<int, int> _carriedWithin;

    /// <param name="carried">The steps that the run begins with.</param>
    public DoneSteps(IReadOnlyList<StepRecord> carried)
    {
        _carried = carried.Where(step => step.IsCompleted).ToDictionary(step => step.Path, StringComparer.Ordinal);
        _carriedWithin = carried.ToLookup(step => step.ParentId, step => step.StepId);
    }

    /// <summary>The ids of a step that is skipped and of those that were carried over within it.</summary>
    public IEnumerable<int> SkippedWith(int stepId) => _carriedWithin[stepId].SelectMany(SkippedWith).Prepend(stepId);

    /// <summary>The step of the path that is done already, and what it output; null when there is none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="parentId">The step around it. What was done in a namesake of that one was not done in it.</param>
    /// <param name="isRetry">Whether a step around it is tried again in this process.</param>
    /// <exception cref="TrackingException">TrackDataUnreadable.</exception>
    public (StepRecord Step, IReadOnlyList<object?> Output)? Find(string path, int parentId, bool isRetry)
    {
        lock (_live)
        {
            if (isRetry && _live.TryGetValue(path, out var live) && live.Step.ParentId == parentId)
                return live;
            if (_carried.TryGetValue(path, out var carried) && carried.ParentId == parentId)
                return (carried, OutputData.Read(carried.Output) is { } text ? StepOutput.Restore(text) : []);
            return null;
        }
    }

    /// <summary>Retains what a step output, for a retry of a step around it.</summary>
    public void Add(StepRecord step, IReadOnlyList<object?> output)
    {
        lock (_live)
            _live[step.Path] = (step, output);
    }

    /// <summary>A step of the path is to be run when it comes again.</summary>
    public void Remove(string path)
    {
        lock (_live)
        {
            _live.Remove(path);
            _carried.Remove(path);
        }
    }
}

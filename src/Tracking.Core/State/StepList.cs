using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.State;

/// <summary>The steps of all runs, by id. Ids rise, so that a step is found by halving.</summary>
internal sealed class StepList
{
    private readonly List<StepRecord> _steps = [];

    public int Count => _steps.Count;

    /// <summary>About how many bytes the lines of the steps take that are here now.</summary>
    public long LiveLength { get; private set; }

    /// <summary>All steps by id; the list of now.</summary>
    public IReadOnlyList<StepRecord> All => _steps;

    public StepRecord? Find(int stepId) => IndexOf(stepId) is >= 0 and var index ? _steps[index] : null;

    /// <summary>Adds a step whose id is the greatest, or puts it in the place of the one that has its id.</summary>
    public void Set(StepRecord step)
    {
        var index = IndexOf(step.StepId);
        LiveLength += State.LiveLength.Of(step);
        if (index >= 0)
        {
            LiveLength -= State.LiveLength.Of(_steps[index]);
            _steps[index] = step;
        }
        else
        {
            _steps.Insert(~index, step);
        }
    }

    /// <summary>Removes steps, of which those that stand side by side go at once.</summary>
    /// <param name="stepIds">Ids that rise, all of them of steps that are here.</param>
    public void Remove(IReadOnlyList<int> stepIds)
    {
        for (var behind = stepIds.Count; behind > 0;)
        {
            var first = behind - 1;
            var index = IndexOf(stepIds[first]);
            for (; first > 0 && index > 0 && _steps[index - 1].StepId == stepIds[first - 1]; first--)
                index--;
            for (var i = index; i < index + behind - first; i++)
                LiveLength -= State.LiveLength.Of(_steps[i]);
            _steps.RemoveRange(index, behind - first);
            behind = first;
        }
    }

    private int IndexOf(int stepId)
    {
        int low = 0, high = _steps.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _steps[middle].StepId.CompareTo(stepId);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}

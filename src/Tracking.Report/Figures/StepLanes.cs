using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>
/// In which lane of its run each step is drawn: below the step around it, and below those that were at work at the same time.
/// </summary>
internal sealed class StepLanes
{
    private readonly List<(ReportStep Step, int Lane)> _placed = [];

    /// <param name="run">The run; its steps are in order.</param>
    public StepLanes(ReportRun run)
    {
        var around = new Stack<(int Depth, int Lane)>();
        foreach (var step in run.Steps.Where(step => step.TookTime))
        {
            while (around.Count > 0 && around.Peek().Depth >= step.Depth)
                around.Pop();
            var lane = FindFree(step, around.Count > 0 ? around.Peek().Lane + 1 : 0);
            around.Push((step.Depth, lane));
            if (lane < ReportLimits.StepLanes)
                _placed.Add((step, lane));
            else
                LeftOut++;
        }
    }

    /// <summary>The steps that have a lane, in order.</summary>
    public IReadOnlyList<(ReportStep Step, int Lane)> Placed => _placed;

    /// <summary>How many steps would stand below the last lane.</summary>
    public int LeftOut { get; }

    /// <summary>How many lanes there are.</summary>
    public int Count => _placed.Count == 0 ? 1 : _placed.Max(step => step.Lane) + 1;

    private int FindFree(ReportStep step, int lane)
    {
        while (lane < ReportLimits.StepLanes && _placed.Exists(other => other.Lane == lane
            && other.Step.StartUtc < step.EndUtc && step.StartUtc < other.Step.EndUtc))
        {
            lane++;
        }
        return lane;
    }
}

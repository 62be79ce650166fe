using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>The shape, the symbol and the name of a status, so that colour is not the only sign of it.</summary>
internal static class StatusMark
{
    /// <summary>What readers look for comes first.</summary>
    private static readonly RunStatus[] Order =
    [
        RunStatus.Finished, RunStatus.FinishedWithErrors, RunStatus.Failed, RunStatus.Abandoned, RunStatus.Stopped, RunStatus.Running,
        RunStatus.Open, RunStatus.Unknown,
    ];

    /// <summary>The shape in a figure.</summary>
    public static MarkerType ShapeOf(RunStatus status) => status switch
    {
        RunStatus.FinishedWithErrors => MarkerType.Custom,
        RunStatus.Failed => MarkerType.Cross,
        RunStatus.Abandoned => MarkerType.Triangle,
        RunStatus.Stopped => MarkerType.Square,
        RunStatus.Running => MarkerType.Diamond,
        RunStatus.Open => MarkerType.Plus,
        RunStatus.Unknown => MarkerType.Star,
        _ => MarkerType.Circle,
    };

    /// <summary>The same shape as a character, for text.</summary>
    public static string SymbolOf(RunStatus status) => status switch
    {
        RunStatus.FinishedWithErrors => "▼",
        RunStatus.Failed => "✕",
        RunStatus.Abandoned => "▲",
        RunStatus.Stopped => "■",
        RunStatus.Running => "◆",
        RunStatus.Open => "+",
        RunStatus.Unknown => "*",
        _ => "●",
    };

    /// <summary>A status as readers know it: <c>Finished with errors</c>.</summary>
    public static string NameOf(RunStatus status) => Words(status.ToString());

    /// <inheritdoc cref="NameOf(RunStatus)"/>
    public static string NameOf(StepStatus status) => Words(status.ToString());

    /// <summary>The statuses of the report's runs, and others that are to be told of all the same, as readers look for them.</summary>
    public static IReadOnlyList<RunStatus> Present(ReportModel model, params RunStatus[] others)
    {
        var present = new HashSet<RunStatus>(model.Runs.Select(run => run.Status).Concat(others));
        return [.. Order.Where(present.Contains)];
    }

    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
}

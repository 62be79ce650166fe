using OxyPlot;

namespace Tracking.Report.Figures;

/// <summary>The shapes and signs of a run's status: it is told by more than its colour.</summary>
internal static class Mark
{
    /// <summary>The shape in a figure.</summary>
    public static MarkerType ShapeOf(RunStatus status) => status switch
    {
        RunStatus.Failed => MarkerType.Cross,
        RunStatus.Abandoned => MarkerType.Triangle,
        RunStatus.Stopped => MarkerType.Square,
        RunStatus.Running => MarkerType.Diamond,
        _ => MarkerType.Circle,
    };

    /// <summary>The same as a character, for text.</summary>
    public static string SignOf(RunStatus status) => status switch
    {
        RunStatus.Failed => "✕",
        RunStatus.Abandoned => "▲",
        RunStatus.Stopped => "■",
        RunStatus.Running => "◆",
        _ => "●",
    };
}

using OxyPlot;

namespace Tracking.Report.Figures;

/// <summary>The shape and the symbol of a run's status, so that colour is not the only sign of it.</summary>
internal static class StatusMark
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

    /// <summary>The same shape as a character, for text.</summary>
    public static string SymbolOf(RunStatus status) => status switch
    {
        RunStatus.Failed => "✕",
        RunStatus.Abandoned => "▲",
        RunStatus.Stopped => "■",
        RunStatus.Running => "◆",
        _ => "●",
    };
}

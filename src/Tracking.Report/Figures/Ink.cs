using System.Collections.Generic;
using OxyPlot;

namespace Tracking.Report.Figures;

/// <summary>
/// The colours of figures. OxyPlot draws with colours; here each colour only stands for a name in the style sheet, which says what it looks
/// like in light, in dark and on paper.
/// </summary>
internal static class Ink
{
    private static readonly List<string> Names = [];

    public static readonly OxyColor Text = Named("text");
    public static readonly OxyColor Muted = Named("muted");
    public static readonly OxyColor Grid = Named("grid");
    public static readonly OxyColor Line = Named("line");
    public static readonly OxyColor Line2 = Named("line2");
    public static readonly OxyColor Line3 = Named("line3");
    public static readonly OxyColor Line4 = Named("line4");
    public static readonly OxyColor Line5 = Named("line5");
    public static readonly OxyColor Line6 = Named("line6");
    public static readonly OxyColor Range = Named("range");
    public static readonly OxyColor Median = Named("median");
    public static readonly OxyColor Step = Named("step");
    public static readonly OxyColor OtherStep = Named("step2");
    public static readonly OxyColor StepWithErrors = Named("steperrors");
    public static readonly OxyColor FailedStep = Named("stepfailed");
    public static readonly OxyColor AbandonedStep = Named("stepabandoned");
    public static readonly OxyColor RunningStep = Named("steprunning");
    public static readonly OxyColor StoppedStep = Named("stepstopped");
    public static readonly OxyColor StepText = Named("steptext");
    public static readonly OxyColor RunBack = Named("runback");

    private static readonly Dictionary<RunStatus, OxyColor> Statuses = new()
    {
        [RunStatus.Finished] = Named("finished"),
        [RunStatus.Running] = Named("running"),
        [RunStatus.Stopped] = Named("stopped"),
        [RunStatus.Failed] = Named("failed"),
        [RunStatus.Abandoned] = Named("abandoned"),
        [RunStatus.Open] = Named("open"),
        [RunStatus.FinishedWithErrors] = Named("finishedwitherrors"),
        [RunStatus.Unknown] = Named("unknown"),
    };

    private static readonly Dictionary<RunStatus, OxyColor> Bars = new()
    {
        [RunStatus.Finished] = Named("barfinished"),
        [RunStatus.Running] = Named("barrunning"),
        [RunStatus.Stopped] = Named("barstopped"),
        [RunStatus.Failed] = Named("barfailed"),
        [RunStatus.Abandoned] = Named("barabandoned"),
        [RunStatus.Open] = Named("baropen"),
        [RunStatus.FinishedWithErrors] = Named("barfinishedwitherrors"),
        [RunStatus.Unknown] = Named("barunknown"),
    };

    private static readonly OxyColor[] Heats =
        [Named("heat0"), Named("heat1"), Named("heat2"), Named("heat3"), Named("heat4"), Named("heat5")];
    private static readonly OxyColor[] HeatTexts =
        [Named("heattext0"), Named("heattext1"), Named("heattext2"), Named("heattext3"), Named("heattext4"), Named("heattext5")];

    /// <summary>The strongest level of <see cref="Heat"/>; 0 is nothing.</summary>
    public const int MaxHeat = 5;

    /// <summary>For a mark, a line or a letter.</summary>
    public static OxyColor Of(RunStatus status) => Statuses[status];

    /// <summary>For an area, which may have a pattern.</summary>
    public static OxyColor BarOf(RunStatus status) => Bars[status];

    public static OxyColor Heat(int level) => Heats[level];

    public static OxyColor HeatText(int level) => HeatTexts[level];

    /// <summary>The style sheet's name for a colour; null for none.</summary>
    public static string? NameOf(OxyColor color) => color.IsInvisible() ? null : Names[(color.G * 256) + color.B];

    private static OxyColor Named(string name)
    {
        Names.Add(name);
        var number = Names.Count - 1;
        return OxyColor.FromRgb(0, (byte)(number / 256), (byte)(number % 256));
    }
}

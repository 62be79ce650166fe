using System;
using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;

namespace Tracking.Report.Figures;

/// <summary>The parts that figures share: an empty plot, and axes for times, durations, numbers and rows.</summary>
internal static class PlotParts
{
    /// <summary>The size of all letters, in pixels.</summary>
    public const double FontSize = 12;

    /// <summary>A second in the unit of OxyPlot's time, which is a day.</summary>
    private const double Second = 1.0 / (24 * 60 * 60);

    /// <summary>Seconds between two grid lines of durations; the first that is long enough is used.</summary>
    private static readonly double[] DurationSteps =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600,
        43200, 86400, 172800, 432000,
    ];

    /// <summary>The average width of a digit, and the room between two labels of an axis, in pixels.</summary>
    private const double LetterWidth = 7;
    private const double LabelGap = 14;

    /// <summary>Seconds between two times on an axis; the first that is long enough is used.</summary>
    private static readonly double[] TimeSteps =
    [
        .. DurationSteps, 604800, 1209600, 2592000, 5184000, 7776000, 15552000, 31536000, 63072000, 157680000, 315360000,
    ];

    public static PlotModel NewPlot(double left, double top, double right, double bottom) => new()
    {
        PlotMargins = new OxyThickness(left, top, right, bottom),
        Padding = new OxyThickness(0),
        TitlePadding = 0,
        PlotAreaBorderThickness = new OxyThickness(0),
        TextColor = Ink.Text,
        DefaultFontSize = FontSize,
        Culture = CultureInfo.InvariantCulture,
        IsLegendVisible = false,
    };

    /// <summary>A time in the plot's unit.</summary>
    public static double X(DateTime local) => DateTimeAxis.ToDouble(DateTime.SpecifyKind(local, DateTimeKind.Utc));

    /// <summary>An axis of local time for a span, with a little room at both ends.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="width">Its length in pixels: OxyPlot would draw labels so close that they cover one another.</param>
    /// <param name="margin">The room beyond either end in pixels: a label that would need more is left out (rule 11.9).</param>
    public static Axis TimeAxis(DateTime from, DateTime to, double width, double margin)
    {
        // A span without length gets a second.
        var length = Math.Max(X(to) - X(from), Second);
        var format = TimeFormat(length);
        var labelWidth = format.Length * LetterWidth;
        var most = Math.Max(1, Math.Floor(width / (labelWidth + LabelGap)));
        var step = Array.Find(TimeSteps, candidate => length * 1.04 / Second / candidate <= most);
        var (first, last) = (X(from) - (length * 0.02), X(from) + (length * 1.02));
        var cut = Math.Max(0, (labelWidth / 2) - margin) / width * (last - first);
        var axis = Styled(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = first,
            Maximum = last,
            MajorStep = step > 0 ? step * Second : length / most,
            LabelFormatter = x => x < first + cut || x > last - cut
                ? ""
                : DateTimeAxis.ToDateTime(x, TimeSpan.FromMilliseconds(1)).ToString(format, CultureInfo.InvariantCulture),
            MajorGridlineStyle = LineStyle.Solid,
        });
        // The first label may stand below the lowest one of the other axis.
        axis.AxisTickToLabelDistance = 10;
        return axis;
    }

    /// <summary>An axis of durations, from 0.</summary>
    public static Axis DurationAxis(TimeSpan longest)
    {
        var seconds = Math.Max(longest.TotalSeconds, 0.001);
        var step = Array.Find(DurationSteps, candidate => seconds / candidate <= 4.5);
        return Styled(new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = 0,
            Maximum = seconds * 1.08,
            MajorStep = step > 0 ? step : seconds / 4,
            LabelFormatter = DurationLabel,
            MajorGridlineStyle = LineStyle.Solid,
        });
    }

    /// <summary>An axis of numbers.</summary>
    public static Axis NumberAxis(double min, double max)
    {
        // Equal numbers make a line in the middle.
        var length = max > min ? max - min : Math.Max(Math.Abs(max), 1);
        var low = max > min ? min : min - (length / 2);
        return Styled(new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = low - (length * 0.05),
            Maximum = low + (length * 1.08),
            IntervalLength = 40,
            LabelFormatter = ReportText.Number,
            MajorGridlineStyle = LineStyle.Solid,
        });
    }

    /// <summary>An invisible vertical axis with the first row at the top.</summary>
    public static Axis RowAxis(double count) => new LinearAxis
    {
        Position = AxisPosition.Left,
        Minimum = 0,
        Maximum = count,
        StartPosition = 1,
        EndPosition = 0,
        IsAxisVisible = false,
    };

    /// <summary>An invisible horizontal axis.</summary>
    public static Axis BlankAxis(double from, double to) =>
        new LinearAxis { Position = AxisPosition.Bottom, Minimum = from, Maximum = to, IsAxisVisible = false };

    /// <summary>The duration without units that are zero: <c>30 min</c>.</summary>
    private static string DurationLabel(double seconds) =>
        ReportText.Duration(TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)))
            .Replace(".0 s", " s").Replace(" 00 s", "").Replace(" 00 min", "").Replace(" 00 h", "");

    private static string TimeFormat(double days) => days switch
    {
        > 400 => "yyyy-MM",
        > 6 => "yyyy-MM-dd",
        > 0.7 => "MM-dd HH:mm",
        > 0.004 => "HH:mm",
        > 5 * Second => "HH:mm:ss",
        _ => "HH:mm:ss.fff",
    };

    private static Axis Styled(Axis axis)
    {
        axis.TickStyle = TickStyle.None;
        axis.AxislineStyle = LineStyle.None;
        axis.MajorGridlineColor = Ink.Grid;
        axis.MajorGridlineThickness = 1;
        axis.TextColor = Ink.Muted;
        axis.AxisTickToLabelDistance = 6;
        axis.MinorTickSize = 0;
        return axis;
    }
}

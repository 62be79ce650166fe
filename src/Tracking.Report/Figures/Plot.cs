using System;
using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;

namespace Tracking.Report.Figures;

/// <summary>What the figures have in common: margins, and axes for times, durations, numbers and rows.</summary>
internal static class Plot
{
    public const double FontSize = 12;

    /// <summary>Days as OxyPlot counts time.</summary>
    private const double DaysPerSecond = 1.0 / (24 * 60 * 60);

    /// <summary>Seconds between two lines of a duration's axis, of which the first is taken that is long enough.</summary>
    private static readonly double[] DurationSteps =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 432000];

    public static PlotModel New(double left, double top, double right, double bottom) => new()
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

    /// <summary>A time in the plot's units.</summary>
    public static double X(DateTime local) => DateTimeAxis.ToDouble(DateTime.SpecifyKind(local, DateTimeKind.Utc));

    /// <summary>An axis of local time that holds all of a span, and a little more.</summary>
    public static Axis Time(DateTime from, DateTime to)
    {
        // What lasted no time at all stands in the middle of a second.
        var length = Math.Max(X(to) - X(from), DaysPerSecond);
        return Quiet(new DateTimeAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = X(from) - (length * 0.02),
            Maximum = X(from) + (length * 1.02),
            StringFormat = TimeFormat(length),
            IntervalLength = 110,
            MajorGridlineStyle = LineStyle.Solid,
        });
    }

    /// <summary>An axis of durations, from 0.</summary>
    public static Axis Durations(TimeSpan longest)
    {
        var seconds = Math.Max(longest.TotalSeconds, 0.001);
        var step = Array.Find(DurationSteps, s => seconds / s <= 4.5);
        step = step > 0 ? step : seconds / 4;
        return Quiet(new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = 0,
            Maximum = seconds * 1.08,
            MajorStep = step,
            LabelFormatter = value => Round(ReportText.Duration(TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerSecond)))),
            MajorGridlineStyle = LineStyle.Solid,
        });
    }

    /// <summary>An axis of numbers that holds all from the least to the greatest.</summary>
    public static Axis Numbers(double least, double most)
    {
        // Of equal ones the line lies in the middle.
        var length = most > least ? most - least : Math.Max(Math.Abs(most), 1);
        var low = most > least ? least : least - (length / 2);
        return Quiet(new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = low - (length * 0.05),
            Maximum = low + (length * 1.08),
            IntervalLength = 40,
            LabelFormatter = ReportText.Number,
            MajorGridlineStyle = LineStyle.Solid,
        });
    }

    /// <summary>An axis without a mark, from the first row at the top to the last.</summary>
    public static Axis Rows(int count) => new LinearAxis { Position = AxisPosition.Left, Minimum = 0, Maximum = count, StartPosition = 1, EndPosition = 0, IsAxisVisible = false };

    /// <summary>An axis without a mark.</summary>
    public static Axis Plain(double from, double to) => new LinearAxis { Position = AxisPosition.Bottom, Minimum = from, Maximum = to, IsAxisVisible = false };

    /// <summary>A name beside a row: as much of it as there is place for, and the whole where the pointer rests.</summary>
    public static string RowLabel(string name) => ReportText.Shorten(ReportText.Clean(name).Replace('\n', ' '), 19);

    /// <summary>A duration without units of which it has none: <c>30 min</c>.</summary>
    private static string Round(string duration) => duration.Replace(".0 s", " s").Replace(" 00 s", "").Replace(" 00 min", "").Replace(" 00 h", "");

    private static string TimeFormat(double days) => days switch
    {
        > 400 => "yyyy-MM",
        > 6 => "yyyy-MM-dd",
        > 0.7 => "MM-dd HH:mm",
        > 0.004 => "HH:mm",
        > 5 * DaysPerSecond => "HH:mm:ss",
        _ => "HH:mm:ss.fff",
    };

    private static Axis Quiet(Axis axis)
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

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>At which hours of the day each user saved tracks.</summary>
internal static class ActivityFigure
{
    private const int Width = 960;
    private const int RowHeight = 30;
    private const int Hours = 24;
    private const int NarrowWidth = 360;
    private const int NarrowRow = 40;

    public static Figure? Of(ReportModel model)
    {
        var shown = model.Users.Take(ReportLimits.Users).ToList();
        if (shown.Count == 0)
            return null;
        var most = shown.Max(user => user.Counts.Max());
        var name = $"Tracks of {ReportText.Count(shown.Count, "user")} by hour of the day";
        var plot = PlotParts.NewPlot(170, 4, 24, 26);
        plot.Axes.Add(PlotParts.BlankAxis(0, Hours));
        plot.Axes.Add(PlotParts.RowAxis(shown.Count));
        plot.Series.Add(Draw(shown, most));
        return new Figure(Caption(model, shown), SvgFigure.Write(plot, Width, (shown.Count * RowHeight) + 30, name), Numbers(shown))
        {
            Narrow = WriteNarrow(shown, most, name),
        };
    }

    /// <summary>The same for a narrow screen: names stand above the rows, and the numbers have the counts.</summary>
    private static string WriteNarrow(List<UserHours> users, long most, string name)
    {
        var plot = PlotParts.NewPlot(2, 2, 2, 24);
        plot.Axes.Add(PlotParts.BlankAxis(0, Hours));
        plot.Axes.Add(PlotParts.RowAxis(users.Count));
        var shapes = new ShapeSeries();
        for (var row = 0; row < users.Count; row++)
        {
            shapes.AddLabelAbove(0, row + 0.25, users[row].UserName);
            DrawHours(shapes, users[row], row + 0.5, 0.44, most);
        }
        for (var hour = 0; hour < Hours; hour += 6)
            shapes.AddLabel(hour + 0.5, users.Count + (12.0 / NarrowRow), 0, HorizontalAlignment.Center, Ink.Muted, TwoDigits(hour));
        plot.Series.Add(shapes);
        return SvgFigure.Write(plot, NarrowWidth, (users.Count * NarrowRow) + 26, name, "plot narrow");
    }

    private static string Caption(ReportModel model, List<UserHours> shown)
    {
        var others = model.Users.Skip(shown.Count).Sum(user => user.Total) + model.TracksOfOtherUsers;
        var left = others > 0 ? $"; {ReportText.Count(others)} of them, by less active users, are not drawn" : "";
        return $"{ReportText.Count(model.TrackCount, "track")} by user and hour of the day{left}.";
    }

    private static ShapeSeries Draw(List<UserHours> users, long most)
    {
        var shapes = new ShapeSeries();
        for (var row = 0; row < users.Count; row++)
            DrawUser(shapes, users[row], row, most);
        for (var hour = 0; hour < Hours; hour++)
            shapes.AddLabel(hour + 0.5, users.Count + 0.45, 0, HorizontalAlignment.Center, Ink.Muted, TwoDigits(hour));
        return shapes;
    }

    private static void DrawUser(ShapeSeries shapes, UserHours user, int row, long most)
    {
        shapes.AddRowLabel(0, row, user.UserName);
        DrawHours(shapes, user, row + 0.06, 0.88, most);
        for (var hour = 0; hour < Hours; hour++)
        {
            if (user.Counts[hour] is > 0 and var count)
                shapes.AddLabel(hour + 0.5, row + 0.5, 0, HorizontalAlignment.Center, Ink.HeatText(LevelOf(count, most)), Brief(count));
        }
    }

    private static void DrawHours(ShapeSeries shapes, UserHours user, double top, double height, long most)
    {
        for (var hour = 0; hour < Hours; hour++)
        {
            var count = user.Counts[hour];
            var toolTip = $"{hour:00}:00 to {hour:00}:59: {ReportText.Count(count, "track")}";
            shapes.AddBar(hour + 0.04, hour + 0.96, top, top + height, Ink.Heat(LevelOf(count, most)), toolTip);
        }
    }

    private static int LevelOf(long count, long most) => (int)Math.Ceiling(Ink.MaxHeat * Math.Sqrt(count / (double)most));

    /// <summary>A count in at most four characters.</summary>
    private static string Brief(long count) => count switch
    {
        < 10_000 => count.ToString(CultureInfo.InvariantCulture),
        < 1_000_000 => (count / 1000).ToString(CultureInfo.InvariantCulture) + "k",
        _ => (count / 1_000_000).ToString(CultureInfo.InvariantCulture) + "M",
    };

    private static Table Numbers(List<UserHours> users) => new(
        [new("User"), new("All", true), .. Enumerable.Range(0, Hours).Select(hour => new Column(TwoDigits(hour), true))],
        [.. users.Select(Row)]);

    private static string[] Row(UserHours user) =>
        [ReportText.Shorten(user.UserName, ReportLimits.Name), ReportText.Count(user.Total), .. user.Counts.Select(ReportText.Count)];

    private static string TwoDigits(int hour) => hour.ToString("00", CultureInfo.InvariantCulture);
}

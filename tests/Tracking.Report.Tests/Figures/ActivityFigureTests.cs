using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class ActivityFigureTests
{
    [Fact]
    public void Without_users_there_is_no_figure() => Assert.Null(ActivityFigure.Of(new ReportModel(Models.Scope)));

    [Fact]
    public void Each_user_is_a_row_of_24_hours()
    {
        var figure = ActivityFigure.Of(Model([User("ann", (2, 100), (23, 1)), User("bob", (0, 25))], tracks: 126))!;
        Assert.NotNull(figure.Narrow);
        Assert.Null(figure.Heading);
        Assert.Equal("126 tracks by user and hour of the day.", figure.Caption);
        Assert.Equal(["User", "All#", .. Enumerable.Range(0, 24).Select(hour => $"{hour:00}#")], figure.Numbers.Columns.Names());
        Assert.Equal("ann|101|0|0|100|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|1", figure.Numbers.Lines().First());
        Assert.Equal(2, figure.Numbers.Rows.Count);

        var svg = figure.Drawing();
        Assert.Equal("Tracks of 2 users by hour of the day", (string?)svg.Attribute("aria-label"));
        Assert.Equal("0 0 960 90", (string?)svg.Attribute("viewBox"));
        Assert.Equal(["ann", "bob"], svg.Texts("f-text"));
        Assert.Equal(Enumerable.Range(0, 24).Select(hour => $"{hour:00}"), svg.Texts("f-muted"));
        // 45 hours without a track; the square root of its share of the most tracks gives the level of an hour.
        Assert.Equal(45, svg.OfClass("f-heat0").Count());
        Assert.Equal(["02:00 to 02:59: 100 tracks"], svg.ToolTips("f-heat5"));
        Assert.Equal(["00:00 to 00:59: 25 tracks"], svg.ToolTips("f-heat3"));
        Assert.Equal(["23:00 to 23:59: 1 track"], svg.ToolTips("f-heat1"));
        Assert.Equal(["100"], svg.Texts("f-heattext5"));
        Assert.Equal(["25"], svg.Texts("f-heattext3"));
    }

    [Fact]
    public void Hours_and_users_stand_in_their_places()
    {
        var svg = ActivityFigure.Of(Model([User("ann", (0, 9), (12, 9)), User("bob", (23, 9))], tracks: 27))!.Drawing();
        var bars = svg.OfClass("f-heat5").ToList();
        // 766 pixels between the margins for 24 hours, and 30 for a row.
        Assert.Equal(170 + (766 * 0.04 / 24), bars[0].Number("x"), 0.06);
        Assert.Equal(170 + (766 * 12.04 / 24), bars[1].Number("x"), 0.06);
        Assert.Equal(170 + (766 * 23.04 / 24), bars[2].Number("x"), 0.06);
        Assert.All(bars, bar => Assert.Equal(766 * 0.92 / 24, bar.Number("width"), 0.06));
        Assert.Equal(bars[0].Number("y"), bars[1].Number("y"));
        Assert.Equal(30, bars[2].Number("y") - bars[0].Number("y"), 0.06);
        Assert.All(bars, bar => Assert.Equal(30 * 0.88, bar.Number("height"), 0.06));
    }

    [Theory]
    [InlineData(9_999, "9999")]
    [InlineData(10_000, "10k")]
    [InlineData(999_999, "999k")]
    [InlineData(1_000_000, "1M")]
    [InlineData(12_345_678, "12M")]
    public void A_large_count_is_short(long count, string shown) =>
        Assert.Equal([shown], ActivityFigure.Of(Model([User("ann", (5, count))], count))!.Drawing().Texts("f-heattext5"));

    [Fact]
    public void Users_who_are_not_drawn_are_counted()
    {
        var users = Enumerable.Range(0, ReportLimits.Users + 2).Select(i => User($"user{i}", (0, 100 - i))).ToList();
        var figure = ActivityFigure.Of(Model(users, tracks: 5000, others: 30))!;
        Assert.Equal("5,000 tracks by user and hour of the day; 199 of them, by less active users, are not drawn.", figure.Caption);
        Assert.Equal(ReportLimits.Users, figure.Numbers.Rows.Count);
        Assert.Equal(ReportLimits.Users, figure.Drawing().Texts("f-text").Count());
    }

    [Fact]
    public void A_long_name_is_cut_beside_its_row_and_whole_in_its_tool_tip()
    {
        var svg = ActivityFigure.Of(Model([User("a name\nof more than twenty characters", (0, 1))], tracks: 1))!.Drawing();
        Assert.Equal(["a name of more than…"], svg.Texts("f-text"));
        Assert.Equal(["a name\nof more than twenty characters"], svg.ToolTips("f-text"));
        Assert.Equal("end", (string?)svg.OfClass("f-text").Single().Attribute("text-anchor"));
    }

    private static ReportModel Model(IReadOnlyList<UserHours> users, long tracks, long others = 0) =>
        new(Models.Scope) { Users = users, TrackCount = tracks, TracksOfOtherUsers = others };

    private static UserHours User(string name, params (int Hour, long Count)[] counts)
    {
        var hours = new long[24];
        foreach (var (hour, count) in counts)
            hours[hour] = count;
        return new UserHours(name, hours);
    }
}

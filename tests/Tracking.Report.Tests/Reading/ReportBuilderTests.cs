using System;
using System.Linq;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Reading;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class ReportBuilderTests
{
    [Fact]
    public void A_tasks_median_is_that_of_the_runs_that_finished()
    {
        var model = new Sample().Run(1, "backup", 0, 10).Run(2, "backup", 24, 30).Run(3, "backup", 48, 20)
            .Run(4, "backup", 72, 500, RunStatus.Failed).Run(5, "BACKUP", 96, 40).Build();
        var task = Assert.Single(model.Tasks);
        Assert.Equal(TimeSpan.FromMinutes(25), task.Median);
        Assert.Equal(1, task.Count(RunStatus.Failed));
        Assert.Equal(4, task.Count(RunStatus.Finished));
    }

    [Fact]
    public void A_task_without_a_finished_run_has_no_median() =>
        Assert.Null(new Sample().Run(1, "backup", 0, 10, RunStatus.Failed).Build().Tasks[0].Median);

    [Fact]
    public void Tasks_come_from_tracks_and_from_runs()
    {
        var model = new Sample().Run(1, "backup", 0, 10).Track("Report", 1, new { a = 1 }, run: 1).Run(2, null, 3, 1).Build();
        Assert.Equal(["(no task)", "backup", "Report"], model.Tasks.Select(task => task.TaskId));
        Assert.Equal([0, 0, 1], model.Tasks.Select(task => task.TrackCount));
    }

    [Fact]
    public void A_run_that_is_read_twice_counts_once() =>
        Assert.Single(new Sample().Run(1, "backup", 0, 10).Run(1, "backup", 0, 10).Build().Runs);

    [Fact]
    public void Runs_of_two_stores_with_one_id_are_two()
    {
        var builder = new ReportBuilder(new ReportScope());
        foreach (var store in new[] { new ReportStore(":memory:"), new ReportStore(":memory:") })
            builder.Add(store, new RunRecord(1, "backup", Sample.Start, Sample.Start, RunStatus.Finished, false));
        Assert.Equal(2, builder.Build().Runs.Count);
    }

    [Fact]
    public void Steps_are_parts_of_their_run()
    {
        var model = new Sample().Run(7, "copy", 0, 60, RunStatus.Failed).Run(8, "copy", 2, 60).Step(7, "read", 0.25, 15)
            .Step(7, "write", 0.5, 6, StepStatus.Failed, "disk full").Step(8, "read", 2, 1).Build();
        Assert.Equal(
            [new ReportStep("read", 0, StepStatus.Completed, At(0.25), At(0.5)),
                new ReportStep("write", 0, StepStatus.Failed, At(0.5), At(0.6)) { Error = "disk full" }],
            model.Runs[0].Steps);
        Assert.Equal("read", Assert.Single(model.Runs[1].Steps).Path);
    }

    [Fact]
    public void Steps_of_two_stores_with_one_id_are_two()
    {
        var builder = new ReportBuilder(new ReportScope());
        foreach (var name in new[] { "a", "b" })
        {
            var store = new ReportStore(":memory:");
            builder.Add(store, new RunRecord(1, "backup", Sample.Start, Sample.Start, RunStatus.Finished, false));
            builder.Add(store, new StepRecord(1, 1, name, null, 0, name) { StartUtc = Sample.Start });
        }
        Assert.Equal(["a", "b"], builder.Build().Runs.Select(run => Assert.Single(run.Steps).Path).Order());
    }

    [Fact]
    public void Numbers_are_read_by_task_and_key_without_case()
    {
        var model = new Sample().Track("a", 0, new { files = 1, ok = true, name = "x" }).Track("A", 1, new { Files = 2.5 })
            .Track("b", 2, new { files = 7 }).Build();
        Assert.Equal([("a", "files", 2L), ("b", "files", 1L)], model.Numbers.Select(course => (course.TaskId, course.Key, course.Count)));
        Assert.Equal([1, 2.5], Assert.Single(model.Numbers[0].Lines).Points.Select(point => point.Mean));
    }

    [Theory]
    [InlineData("{\"n\":\"NaN\"}", "{\"/n\":\"Double\"}")]
    [InlineData("{\"n\":\"INF\"}", "{\"/n\":\"Double\"}")]
    [InlineData("{\"n\":1e300}", null)]
    [InlineData("{\"n\":[1]}", null)]
    [InlineData("{\"n\":null}", null)]
    public void What_cannot_be_drawn_is_no_number(string json, string? types) =>
        Assert.Empty(new Sample().Track("a", 0, System.Text.Json.JsonDocument.Parse(json), types: types).Build().Numbers);

    [Fact]
    public void Activity_is_counted_by_user_and_local_hour()
    {
        var store = new ReportStore("s");
        var builder =
            new ReportBuilder(new ReportScope { Zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(-3), "x", "x") });
        foreach (var (user, hour) in new[] { ("ann", 0), ("ANN", 0), ("bob", 5) })
            builder.Add(store, new TrackRecord(1, "a", 1, user, Sample.Start.AddHours(hour), false, new TrackData("{}"u8.ToArray())));
        var users = builder.Build().Users;
        Assert.Equal([("ann", 2L), ("bob", 1L)], users.Select(user => (user.UserName, user.Total)));
        // 02:00 in UTC is 23:00 there.
        Assert.Equal(2, users[0].Counts[23]);
        Assert.Equal(1, users[1].Counts[4]);
    }

    [Fact]
    public void The_order_of_the_tracks_does_not_matter()
    {
        Sample Of(System.Collections.Generic.IEnumerable<int> hours)
        {
            var sample = new Sample();
            foreach (var hour in hours)
                sample.Track("a", hour, new { n = hour });
            return sample;
        }

        var forth = Of(Enumerable.Range(0, 5000)).Build();
        var back = Of(Enumerable.Range(0, 5000).Reverse()).Build();
        Assert.Equal(forth.Tracks.Select(row => row.TimeUtc), back.Tracks.Select(row => row.TimeUtc));
        Assert.Equal(forth.Numbers[0].Lines[0].Points, back.Numbers[0].Lines[0].Points,
            (a, b) => a.FirstUtc == b.FirstUtc && a.Count == b.Count && Math.Abs(a.Mean - b.Mean) < 1e-6);
        Assert.Equal(At(4999), forth.Tracks[0].TimeUtc);
        Assert.Equal(ReportLimits.TableTracks, forth.Tracks.Count);
    }

    [Fact]
    public void Data_that_cannot_be_read_do_not_stop_the_report()
    {
        var builder = new ReportBuilder(new ReportScope());
        builder.Add(new ReportStore("s"), new TrackRecord(1, "a", 1, "ann", Sample.Start, false, new TrackData("{\"a\":"u8.ToArray())));
        Assert.Equal("(unreadable)", builder.Build().Tracks[0].Preview);
    }

    [Fact]
    public void A_million_numbers_are_as_few_points()
    {
        var reader = new NumberSampler();
        for (var i = 0; i < 1_000_000; i++)
            reader.Add(Sample.Start.AddSeconds(i), i % 100);
        var points = reader.ToPoints();
        Assert.InRange(points.Count, ReportLimits.NumberPoints / 2, ReportLimits.NumberPoints);
        Assert.Equal(1_000_000, points.Sum(point => point.Count));
        Assert.All(points, point => Assert.True(point.Min <= point.Mean && point.Mean <= point.Max));
        Assert.Equal(49.5, points.Sum(point => point.Mean * point.Count) / 1_000_000, 6);
    }

    [Fact]
    public void More_names_than_are_told_apart_are_counted()
    {
        var sample = new Sample();
        for (var i = 0; i < ReportLimits.Names + 50; i++)
            sample.Track("a", i, new System.Collections.Generic.Dictionary<string, int> { ["key" + i] = i }, user: "user" + i);
        var model = sample.Build();
        Assert.Equal((ReportLimits.Names, 50L), (model.Users.Count, model.TracksOfOtherUsers));
        Assert.Equal((ReportLimits.Names, true), (model.Numbers.Count, model.HasMoreNumbers));
    }

    private static DateTime At(double hour) => Sample.Start.AddHours(hour);
}

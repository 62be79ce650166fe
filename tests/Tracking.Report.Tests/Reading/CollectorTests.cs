using System;
using System.Collections.Specialized;
using System.Linq;
using System.Numerics;
using Tracking.Data;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Reading;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>The parts that read tracks into the content of a report.</summary>
public sealed class CollectorTests
{
    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x\"}", "a=1, b=x")]
    [InlineData("{\"m\":{\"x\":null,\"y\":true},\"l\":[1,[2,\"z\"],{\"k\":3}]}", "m={x=, y=True}, l=(1, (2, z), {k=3})")]
    [InlineData("{}", "")]
    public void A_preview_is_the_data_in_one_line(string json, string preview) => Assert.Equal(preview, Preview(json));

    [Theory]
    [InlineData("{\"t\":\"2026-03-01T02:03:04.5670000+05:00\"}", "{\"/t\":\"DateTimeOffset\"}", "t=2026-03-01 02:03:04+05:00")]
    [InlineData("{\"t\":\"2026-03-01T02:03:04.5670000Z\"}", "{\"/t\":\"DateTime\"}", "t=2026-03-01 02:03:04Z")]
    [InlineData("{\"t\":[\"2026-03-01T02:03:04.5670000\"]}", "{\"/t/0\":\"DateTime\"}", "t=(2026-03-01 02:03:04)")]
    [InlineData("{\"b\":\"AAEC\"}", "{\"/b\":\"Byte[]\"}", "b=(3 bytes)")]
    [InlineData("{\"d\":1.50}", "{\"/d\":\"Decimal\"}", "d=1.50")]
    public void A_preview_shows_times_and_bytes_shortly(string json, string types, string preview) =>
        Assert.Equal(preview, Preview(json, types));

    [Fact]
    public void A_preview_is_cut()
    {
        Assert.Equal("k=" + new string('x', 158) + "…", Preview($"{{\"k\":\"{new string('x', 5000)}\",\"l\":1}}"));
        Assert.Equal("k=" + new string('x', 158), Preview($"{{\"k\":\"{new string('x', 158)}\"}}"));
        Assert.Equal(161, Preview($"{{\"k\":[{string.Join(',', Enumerable.Repeat("7", 5000))}]}}").Length);
        Assert.Equal(161, Preview($"{{{string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":1"))}}}").Length);
    }

    [Fact]
    public void The_newest_of_many_are_retained()
    {
        var newest = new Newest<int>(3, (a, b) => b.CompareTo(a));
        Assert.Empty(newest.ToList());
        foreach (var item in new[] { 5, 1, 9, 3, 7, 2, 8 })
            newest.Add(item);
        Assert.Equal([9, 8, 7], newest.ToList());
        newest.Add(10);
        Assert.Equal([10, 9, 8], newest.ToList());
    }

    [Fact]
    public void Numbers_of_one_period_are_one_point()
    {
        var sampler = new NumberSampler();
        sampler.Add(Sample.Start.AddTicks(7), 4);
        sampler.Add(Sample.Start.AddTicks(2), 10);
        sampler.Add(Sample.Start.AddTicks(9), 1);
        sampler.Add(Sample.Start.AddMilliseconds(1), 6);
        Assert.Equal(4, sampler.Count);
        Assert.Equal(
            [new NumberPoint(Sample.Start.AddTicks(2), 3, 1, 5, 10), new NumberPoint(Sample.Start.AddMilliseconds(1), 1, 6, 6, 6)],
            sampler.ToPoints());
        Assert.Equal(DateTimeKind.Utc, sampler.ToPoints()[0].FirstUtc.Kind);
    }

    [Fact]
    public void Periods_double_until_the_points_are_few_enough()
    {
        var sampler = new NumberSampler();
        for (var i = 0; i < 1000; i++)
            sampler.Add(Sample.Start.AddMilliseconds(16 * i), i);
        var points = sampler.ToPoints();
        // Periods of 16 ms hold one each, of 128 ms eight each: 125 are still too many.
        Assert.Equal(63, points.Count);
        Assert.Equal(new NumberPoint(Sample.Start, 16, 0, 7.5, 15), points[0]);
        Assert.Equal((8, 992.0, 999.0), (points[62].Count, points[62].Min, points[62].Max));
    }

    [Fact]
    public void Every_kind_of_number_is_read()
    {
        var numbers = new NumberCollector(new PlaceFinder());
        numbers.Add(Models.Store, Track(), new OrderedDictionary
        {
            ["int"] = 1,
            ["long"] = 2L,
            ["double"] = 3.5,
            ["float"] = 4.5f,
            ["decimal"] = 5.5m,
            ["big"] = new BigInteger(6),
            ["largest"] = 1e100,
            ["too large"] = 2e100,
            ["infinite"] = double.NegativeInfinity,
            ["none"] = double.NaN,
            ["text"] = "7",
            ["null"] = null,
            ["yes"] = true,
        });
        Assert.Equal(
            [("big", 6.0), ("decimal", 5.5), ("double", 3.5), ("float", 4.5), ("int", 1.0), ("largest", 1e100), ("long", 2.0)],
            numbers.ToSeries().Select(series => (series.Key, series.Lines.Single().Points.Single().Mean)));
        Assert.False(numbers.HasMore);
    }

    [Fact]
    public void Series_are_ordered_by_their_count_and_then_by_name()
    {
        var numbers = new NumberCollector(new PlaceFinder());
        foreach (var (task, key) in new[] { ("b", "x"), ("a", "Y"), ("a", "x"), ("c", "z"), ("C", "Z") })
            numbers.Add(Models.Store, Track(task), new OrderedDictionary { [key] = 1 });
        Assert.Equal([("c", "z"), ("a", "x"), ("a", "Y"), ("b", "x")], numbers.ToSeries().Select(series => (series.TaskId, series.Key)));
    }

    [Fact]
    public void A_key_beyond_the_limit_is_left_out_and_a_known_one_is_not()
    {
        var numbers = new NumberCollector(new PlaceFinder());
        for (var i = 0; i < ReportLimits.Names; i++)
            numbers.Add(Models.Store, Track(), new OrderedDictionary { [$"k{i}"] = 1 });
        Assert.False(numbers.HasMore);
        numbers.Add(Models.Store, Track(), new OrderedDictionary { ["k0"] = 2 });
        Assert.False(numbers.HasMore);
        numbers.Add(Models.Store, Track(), new OrderedDictionary { ["other"] = 1, ["k1"] = 2 });
        Assert.True(numbers.HasMore);
        Assert.Equal((ReportLimits.Names, "k0", 2L), (numbers.ToSeries().Count, numbers.ToSeries()[0].Key, numbers.ToSeries()[1].Count));
    }

    [Fact]
    public void A_user_beyond_the_limit_is_counted_and_a_known_one_has_its_hours()
    {
        var users = new UserCollector(TimeZoneInfo.Utc);
        for (var i = 0; i < ReportLimits.Names; i++)
            users.Add(Track(user: $"u{i}"));
        Assert.Equal(0, users.TracksOfOthers);
        users.Add(Track(user: "other"));
        users.Add(Track(user: "U7"));
        Assert.Equal(1, users.TracksOfOthers);
        Assert.Equal(("u7", 2L), (users.ToUsers()[0].UserName, users.ToUsers()[0].Counts[2]));
        Assert.Equal(["u0", "u1", "u10"], users.ToUsers().Skip(1).Take(3).Select(user => user.UserName));
        Assert.Equal(24, users.ToUsers()[0].Counts.Count);
    }

    [Fact]
    public void A_track_with_the_keys_of_a_former_step_is_a_track()
    {
        // Steps were such tracks once.
        var model = new Sample().Run(1, "a", 0, 60).Track("a", 0.5, new { Step = "s", Outcome = "Failed", Error = "e", n = 1 }).Build();
        Assert.Equal("n", Assert.Single(model.Numbers).Key);
        Assert.Equal("Step=s, Outcome=Failed, Error=e, n=1", Assert.Single(model.Tracks).Preview);
        Assert.Empty(Assert.Single(model.Runs).Steps);
        Assert.Equal(RunStatus.Finished, model.Runs[0].Status);
    }

    [Fact]
    public void A_step_is_read_with_its_facts()
    {
        var facts = new StepFacts { Error = "disk full", Position = "/srv/jobs/copy.ps1:12:5", ExitCode = 3 };
        var step = Assert.Single(StepsOf(new Sample().Run(1, "a", 0, 60).Step(Record(1, "upload", "a.txt") with
        {
            Status = StepStatus.Failed,
            StartUtc = Sample.Start.AddMinutes(1),
            EndUtc = Sample.Start.AddMinutes(3),
            Attempt = 4,
            Facts = facts.ToData(),
        })));
        Assert.Equal(
            new ReportStep("upload[a.txt]", 0, StepStatus.Failed, Sample.Start.AddMinutes(1), Sample.Start.AddMinutes(3))
            {
                Attempts = 4,
                Error = "disk full",
                Position = "copy.ps1:12:5",
                ExitCode = 3,
            },
            step);
        Assert.Equal(TimeSpan.FromMinutes(2), step.Duration);
    }

    [Theory]
    [InlineData("/srv/a.ps1:1:2", "a.ps1:1:2")]
    [InlineData(@"C:\jobs\a.ps1:1", "a.ps1:1")]
    [InlineData("line 3:5", "line 3:5")]
    public void A_position_names_no_folder(string position, string shown) =>
        Assert.Equal(shown, Assert.Single(StepsOf(new Sample().Run(1, "a", 0, 60).Step(
            Record(1, "s") with { Facts = new StepFacts { Position = position }.ToData() }))).Position);

    [Fact]
    public void A_long_error_is_cut_and_facts_that_cannot_be_read_do_not_stop_the_report()
    {
        var steps = StepsOf(new Sample().Run(1, "a", 0, 60)
            .Step(Record(1, "long") with { Facts = new StepFacts { Error = new string('x', 9000) }.ToData() })
            .Step(Record(2, "broken") with { Facts = new TrackData("{\"error\":"u8.ToArray()) })
            .Step(Record(3, "none")));
        Assert.Equal([new string('x', ReportLimits.Error) + "…", null, null], steps.Select(step => step.Error));
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("a/b/c", 2)]
    [InlineData(@"a\/b", 0)]
    [InlineData(@"a\\/b", 1)]
    [InlineData("a[x/y]", 0)]
    [InlineData(@"a[x\]/y]/b", 1)]
    [InlineData("a[x[/y]/b[/]/c", 2)]
    [InlineData(@"a\[/b]/c", 2)]
    [InlineData(@"a\", 0)]
    public void The_depth_of_a_path_is_that_of_its_steps(string path, int depth) =>
        Assert.Equal(depth, Assert.Single(StepsOf(new Sample().Run(1, "a", 0, 60).Step(Record(1, "s") with { Path = path }))).Depth);

    [Theory]
    [InlineData("plain", null)]
    [InlineData("a/b", null)]
    [InlineData(@"a\", "x/y]")]
    [InlineData("[", "[")]
    [InlineData("", "")]
    public void Names_and_keys_do_not_change_the_depth(string name, string? key)
    {
        var steps = StepsOf(new Sample().Run(1, "a", 0, 60).Step(1, name, 0, 1, key: key).Step(1, name, 0, 1, parent: 1, key: key)
            .Step(1, name, 0, 1, parent: 2, key: key));
        Assert.Equal([0, 1, 2], steps.Select(step => step.Depth));
        Assert.All(steps, step => Assert.Equal(steps[0].Path, step.Name));
    }

    [Fact]
    public void Steps_stand_each_before_those_inside_it_in_the_order_of_their_ids()
    {
        // Two at the same time, each with steps inside; what comes from a store is in the order of ids, and need not be.
        var steps = StepsOf(new Sample().Run(1, "a", 0, 60).Step(Record(7, "late") with { ParentId = 2 }).Step(Record(1, "first"))
            .Step(Record(2, "second")).Step(Record(3, "in first") with { ParentId = 1 }).Step(Record(4, "in second") with { ParentId = 2 })
            .Step(Record(5, "in first too") with { ParentId = 1 }).Step(Record(6, "in in first") with { ParentId = 3 }));
        Assert.Equal(
            ["first", "in first", "in in first", "in first too", "second", "in second", "late"], steps.Select(step => step.Path));
    }

    [Fact]
    public void A_step_whose_outer_step_is_missing_is_not_lost()
    {
        var steps = StepsOf(new Sample().Run(1, "a", 0, 60).Step(Record(2, "of none") with { ParentId = 1 })
            .Step(Record(3, "of itself") with { ParentId = 3 }).Step(Record(4, "of a later one") with { ParentId = 5 })
            .Step(Record(5, "of an earlier one") with { ParentId = 4 }));
        Assert.Equal(["of none", "of itself", "of a later one", "of an earlier one"], steps.Select(step => step.Path));
    }

    [Fact]
    public void A_step_without_an_end_lasts_as_long_as_its_run_unless_it_began_later()
    {
        var steps = StepsOf(new Sample().Run(1, "a", 0, 10, RunStatus.Abandoned).Step(1, "done", 0, 1)
            .Step(1, "open", 2 / 60.0, null, StepStatus.Abandoned).Step(1, "late", 11 / 60.0, null, StepStatus.Running));
        Assert.Equal([1.0, 10.0, 11.0], steps.Select(step => (step.EndUtc - Sample.Start).TotalMinutes));
        Assert.Equal([1.0, 8.0, 0.0], steps.Select(step => step.Duration.TotalMinutes));
    }

    [Fact]
    public void A_step_that_is_carried_over_or_skipped_took_no_time_in_its_run()
    {
        var steps = StepsOf(new Sample().Run(1, "a", 0, 10)
            .Step(Record(1, "carried") with { Status = StepStatus.CompletedWithErrors, CarriedFrom = new Origin(Guid.NewGuid(), 1) })
            .Step(1, "skipped", 0, 0, StepStatus.Skipped).Step(1, "done", 0, 1));
        Assert.Equal([(true, false), (false, false), (false, true)], steps.Select(step => (step.IsCarried, step.TookTime)));
    }

    [Fact]
    public void Steps_with_problems_are_not_displaced_by_many_that_went_well()
    {
        var sample = new Sample().Run(1, "a", 0, 10, RunStatus.Failed).Run(2, "a", 1, 60);
        sample.Step(1, "copy", 0, 1, StepStatus.Failed, "disk full");
        for (var i = 0; i < 2 * ReportLimits.Steps; i++)
            sample.Step(2, "s", 1, 1);
        var model = sample.Build();
        Assert.Equal("copy", Assert.Single(model.Runs[0].Steps).Path);
        Assert.Equal(ReportLimits.Steps, model.Runs[1].Steps.Count);
        Assert.Equal(((2 * ReportLimits.Steps) + 1L, ReportLimits.Steps + 1), model.StepCounts);
    }

    [Theory]
    [InlineData(StepStatus.Failed, RunStatus.FinishedWithErrors)]
    [InlineData(StepStatus.CompletedWithErrors, RunStatus.FinishedWithErrors)]
    [InlineData(StepStatus.Completed, RunStatus.Finished)]
    [InlineData(StepStatus.Stopped, RunStatus.Finished)]
    [InlineData(StepStatus.Skipped, RunStatus.Finished)]
    [InlineData(StepStatus.Abandoned, RunStatus.Finished)]
    public void A_run_that_was_stopped_as_finished_did_not_go_well_where_a_step_did_not(StepStatus step, RunStatus shown)
    {
        var model = new Sample().Run(1, "a", 0, 10).Run(2, "a", 1, 10, RunStatus.Stopped).Step(1, "s", 0, 1, step)
            .Step(2, "s", 1, 1, step).Build();
        Assert.Equal([shown, RunStatus.Stopped], model.Runs.Select(run => run.Status));
        Assert.Equal([shown == RunStatus.FinishedWithErrors, false], model.Runs.Select(run => run.IsProblem));
        Assert.Equal(shown == RunStatus.Finished ? 1 : 0, model.Tasks[0].Count(RunStatus.Finished));
    }

    [Fact]
    public void An_error_of_a_step_of_an_earlier_run_is_none_of_the_run_that_continues_it()
    {
        var run = Assert.Single(new Sample().Run(1, "a", 0, 10)
            .Step(Record(1, "s") with { Status = StepStatus.CompletedWithErrors, CarriedFrom = new Origin(Guid.NewGuid(), 1) })
            .Build().Runs);
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Empty(run.FindProblems());
    }

    [Theory]
    [InlineData(RunStatus.Failed, true)]
    [InlineData(RunStatus.Abandoned, true)]
    [InlineData(RunStatus.FinishedWithErrors, true)]
    [InlineData(RunStatus.Finished, false)]
    [InlineData(RunStatus.Stopped, false)]
    [InlineData(RunStatus.Running, false)]
    [InlineData(RunStatus.Open, false)]
    [InlineData(RunStatus.Unknown, false)]
    public void A_status_is_a_problem_or_is_not(RunStatus status, bool isProblem) =>
        Assert.Equal(isProblem, Models.Run(1, "a", 0, 1, status).IsProblem);

    [Fact]
    public void An_error_that_went_on_through_the_steps_around_it_is_that_of_the_innermost()
    {
        StepStatus failed = StepStatus.Failed, withErrors = StepStatus.CompletedWithErrors;
        var run = Models.Run(1, "a", 0, 60, RunStatus.FinishedWithErrors,
            Models.Step("web1", 0, 9, failed, "disk full"), Models.Step("web1/install", 0, 9, failed, "disk full"),
            Models.Step("web1/install/copy", 0, 9, failed, "disk full"),
            Models.Step("web2", 10, 9, withErrors), Models.Step("web2/install", 10, 9, failed, "no net"),
            Models.Step("web3", 20, 9, withErrors, "its own"), Models.Step("web3/install", 20, 9, failed, "no net"),
            Models.Step("web30", 30, 9, withErrors, "no net"),
            Models.Step("web4", 40, 9, StepStatus.Abandoned), Models.Step("web4/install", 40, 9, StepStatus.Abandoned),
            Models.Step("web5", 50, 9), Models.Step("web5/stopped", 50, 9, StepStatus.Stopped));
        Assert.Equal(
            ["web1/install/copy", "web2/install", "web3", "web3/install", "web30", "web4/install"],
            run.FindProblems().Select(step => step.Path));
    }

    [Fact]
    public void Runs_are_ordered_by_start_and_then_by_id()
    {
        var runs = new RunCollector();
        foreach (var run in new[] { Models.Run(3, "a", 5, 1), Models.Run(2, "a", 5, 1), Models.Run(9, "a", 0, 1) })
            runs.Add(Models.Store, run.Record);
        Assert.Equal(
            [9, 2, 3], runs.ToRuns(new StepCollector()).Select(run => run.Record.RunId));
    }

    [Fact]
    public void The_runs_of_tracks_are_those_of_their_store()
    {
        var (builder, other) = (new ReportBuilder(Models.Scope), new ReportStore("other"));
        builder.Add(Models.Store, Track(run: 4));
        builder.Add(Models.Store, Track(run: 4));
        builder.Add(Models.Store, Track(run: 2));
        builder.Add(other, Track(run: 7));
        Assert.Equal([2, 4], builder.RunsOf(Models.Store).Order());
        Assert.Equal([7], builder.RunsOf(other));
    }

    [Fact]
    public void The_span_is_that_of_tracks_and_runs()
    {
        var builder = new ReportBuilder(Models.Scope);
        Assert.Null(builder.Build().Span);
        builder.Add(Models.Store, Track(minute: 5));
        Assert.Equal((Sample.Start.AddMinutes(5), Sample.Start.AddMinutes(5)), builder.Build().Span);
        builder.Add(Models.Store, Models.Run(1, "a", 1, 20).Record);
        Assert.Equal((Sample.Start.AddMinutes(1), Sample.Start.AddMinutes(21)), builder.Build().Span);
        Assert.Equal(1, builder.Build().TrackCount);
    }

    [Fact]
    public void Tracks_are_shown_newest_first_and_the_later_number_first_of_one_time()
    {
        var builder = new ReportBuilder(Models.Scope);
        foreach (var (number, minute) in new[] { (1, 5.0), (2, 5.0), (3, 9.0) })
            builder.Add(Models.Store, Track(number: number, minute: minute));
        Assert.Equal([3, 2, 1], builder.Build().Tracks.Select(track => track.Number));
        Assert.Equal(new ReportTrack(Models.Store, 3, "a", 1, "ann", Sample.Start.AddMinutes(9), ""), builder.Build().Tracks[0]);
    }

    [Fact]
    public void Steps_are_counted_as_they_are_read_and_as_they_are_shown()
    {
        var model = new Sample().Run(1, "a", 0, 60).Step(1, "s", 0, 1).Step(2, "of a run that was not read", 0, 1).Build();
        Assert.Equal((2L, 1), model.StepCounts);
    }

    [Fact]
    public void Nothing_is_not_read()
    {
        var builder = new ReportBuilder(Models.Scope);
        Assert.Throws<ArgumentNullException>("track", () => builder.Add(Models.Store, (TrackRecord)null!));
        Assert.Throws<ArgumentNullException>("run", () => builder.Add(Models.Store, (RunRecord)null!));
        Assert.Throws<ArgumentNullException>("step", () => builder.Add(Models.Store, (StepRecord)null!));
    }

    private static string Preview(string json, string? types = null) =>
        new Sample().Track("a", 0, System.Text.Json.JsonDocument.Parse(json), types: types).Build().Tracks[0].Preview;

    private static TrackRecord Track(string task = "a", int run = 1, string user = "ann", double minute = 0, long number = 1) =>
        new(number, task, run, user, Sample.Start.AddMinutes(minute), timeIsGiven: false, new TrackData("{}"u8.ToArray()));

    /// <summary>A step of run 1, whose path is its name and key wherever it is.</summary>
    private static StepRecord Record(int id, string name, string? key = null) =>
        new(id, 1, name, key, 0, StepRecord.PathOf(null, name, key))
        {
            Status = StepStatus.Completed,
            StartUtc = Sample.Start,
            EndUtc = Sample.Start,
        };

    private static System.Collections.Generic.IReadOnlyList<ReportStep> StepsOf(Sample sample) => sample.Build().Runs[0].Steps;
}

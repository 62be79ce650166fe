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
    [InlineData("{\"t\":\"2026-03-01T02:03:04.5670000Z\"}", "{\"/t\":\"DateTime\"}", "t=2026-03-01 02:03:04")]
    [InlineData("{\"t\":\"2026-03-01T02:03:04.5670000+05:00\"}", "{\"/t\":\"DateTimeOffset\"}", "t=2026-03-01 02:03:04")]
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
        var numbers = new NumberCollector();
        numbers.Add(Track(), new OrderedDictionary
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
            numbers.ToSeries().Select(series => (series.Key, series.Points.Single().Mean)));
        Assert.False(numbers.HasMore);
    }

    [Fact]
    public void Series_are_ordered_by_their_count_and_then_by_name()
    {
        var numbers = new NumberCollector();
        foreach (var (task, key) in new[] { ("b", "x"), ("a", "Y"), ("a", "x"), ("c", "z"), ("C", "Z") })
            numbers.Add(Track(task), new OrderedDictionary { [key] = 1 });
        Assert.Equal([("c", "z"), ("a", "x"), ("a", "Y"), ("b", "x")], numbers.ToSeries().Select(series => (series.TaskId, series.Key)));
    }

    [Fact]
    public void A_key_beyond_the_limit_is_left_out_and_a_known_one_is_not()
    {
        var numbers = new NumberCollector();
        for (var i = 0; i < ReportLimits.Names; i++)
            numbers.Add(Track(), new OrderedDictionary { [$"k{i}"] = 1 });
        Assert.False(numbers.HasMore);
        numbers.Add(Track(), new OrderedDictionary { ["k0"] = 2 });
        Assert.False(numbers.HasMore);
        numbers.Add(Track(), new OrderedDictionary { ["other"] = 1, ["k1"] = 2 });
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

    [Theory]
    [InlineData("Completed", 10.0, 10)]
    [InlineData("Failed", 10.0, 10)]
    [InlineData("Completed", -10.0, 0)]
    [InlineData("Completed", 2e9, 0)]
    [InlineData("Completed", null, 0)]
    public void An_end_lasts_as_long_as_it_says_if_that_can_be(string outcome, double? minutes, double lasted)
    {
        var data = new OrderedDictionary { ["Step"] = "s", ["Outcome"] = outcome, ["Error"] = "e" };
        if (minutes is { } known)
            data["Duration"] = TimeSpan.FromMinutes(known);
        var steps = new StepCollector();
        steps.Add(Models.Store, Track(), StepData.Read(data)!);
        var end = Sample.Start;
        Assert.Equal(
            new StepAttempt(
                "s", end.AddMinutes(-lasted), end, outcome == "Failed" ? StepOutcome.Failed : StepOutcome.Completed,
                outcome == "Failed" ? "e" : null),
            Assert.Single(steps.ToLookup()[(Models.Store, 1)]));
        Assert.Equal(1, steps.Count);
    }

    [Fact]
    public void A_start_belongs_to_an_end_of_its_name_and_run_that_is_not_before_it()
    {
        var steps = new StepCollector();
        void Add(string name, string outcome, double minute, int run = 1)
        {
            var step = StepData.Read(new OrderedDictionary { ["Step"] = name, ["Outcome"] = outcome })!;
            steps.Add(Models.Store, Track(run: run, minute: minute), step);
        }

        void Start(string name, double minute) => Add(name, "Started", minute);
        void End(string name, double minute, int run = 1) => Add(name, "Completed", minute, run);

        Start("done", 1);
        End("done", 1);
        Start("open", 2);
        End("open", 1.5);
        Start("elsewhere", 3);
        End("elsewhere", 4, run: 2);
        Start("unknown", 5);
        Add("unknown", "Paused", 9);
        Assert.Equal(
            ["done Completed", "open Completed", "open Unfinished", "elsewhere Unfinished", "unknown Unfinished"],
            steps.ToLookup()[(Models.Store, 1)].Select(step => $"{step.Name} {step.Outcome}"));
        Assert.Equal(["elsewhere Completed"], steps.ToLookup()[(Models.Store, 2)].Select(step => $"{step.Name} {step.Outcome}"));
        Assert.Equal(3, steps.Count);
    }

    [Theory]
    [InlineData("s", "Completed", true)]
    [InlineData("s", null, false)]
    [InlineData(null, "Completed", false)]
    [InlineData(7, "Completed", false)]
    [InlineData("s", 7, false)]
    public void Numbers_in_the_data_of_a_step_are_not_read(object? step, object? outcome, bool isStep)
    {
        var model = new Sample().Track("a", 0, new { Step = step, Outcome = outcome, n = 1 }).Build();
        Assert.Equal(isStep, model.Numbers.All(series => series.Key != "n"));
    }

    [Fact]
    public void An_unfinished_step_ends_with_its_run_unless_it_began_later()
    {
        var runs = new RunCollector();
        var run = Models.Run(1, "a", 0, 10).Record;
        runs.Add(Models.Store, run);
        var steps = new[]
        {
            Models.Step("done", 0, 1), Models.Step("open", 2, 0, StepOutcome.Unfinished),
            Models.Step("late", 11, 0, StepOutcome.Unfinished),
        };
        var read = Assert.Single(runs.ToRuns(steps.ToLookup(_ => (Models.Store, 1))));
        Assert.Equal([1.0, 10.0, 11.0], read.Steps.Select(step => (step.EndUtc - Sample.Start).TotalMinutes));
        Assert.Equal([1.0, 8.0, 0.0], read.Steps.Select(step => step.Duration.TotalMinutes));
    }

    [Fact]
    public void Runs_are_ordered_by_start_and_then_by_id()
    {
        var runs = new RunCollector();
        foreach (var run in new[] { Models.Run(3, "a", 5, 1), Models.Run(2, "a", 5, 1), Models.Run(9, "a", 0, 1) })
            runs.Add(Models.Store, run.Record);
        Assert.Equal(
            [9, 2, 3], runs.ToRuns(Array.Empty<StepAttempt>().ToLookup(_ => (Models.Store, 1))).Select(run => run.Record.RunId));
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
    public void Steps_are_counted_as_they_ended_and_as_they_are_shown()
    {
        var model = new Sample().Run(1, "a", 0, 60).Step("a", 1, "s", 0, 1).Step("a", 2, "of a run that was not read", 0, 1).Build();
        Assert.Equal((2L, 1), model.StepCounts);
    }

    [Fact]
    public void Nothing_is_not_read()
    {
        var builder = new ReportBuilder(Models.Scope);
        Assert.Throws<ArgumentNullException>("track", () => builder.Add(Models.Store, (TrackRecord)null!));
        Assert.Throws<ArgumentNullException>("run", () => builder.Add(Models.Store, (RunRecord)null!));
    }

    private static string Preview(string json, string? types = null) =>
        new Sample().Track("a", 0, System.Text.Json.JsonDocument.Parse(json), types: types).Build().Tracks[0].Preview;

    private static TrackRecord Track(string task = "a", int run = 1, string user = "ann", double minute = 0, long number = 1) =>
        new(number, task, run, user, Sample.Start.AddMinutes(minute), timeIsGiven: false, new TrackData("{}"u8.ToArray()));
}

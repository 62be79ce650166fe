using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Reading;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Numbers are told apart by the step and the host that they were saved in (rule 11.7).</summary>
public sealed class NumberLineTests
{
    [Fact]
    public void Each_step_has_a_line_through_all_runs()
    {
        var sample = new Sample();
        foreach (var night in new[] { 0, 1, 2 })
        {
            var (run, hour, first) = (night + 1, 24 * night, (2 * night) + 1);
            sample.Run(run, "import", hour, 60, host: "web1").Step(run, "customers", hour, 10).Step(run, "orders", hour, 10);
            sample.Track("import", hour, new { rows = 100 + night }, run, step: first);
            sample.Track("import", hour + 0.1, new { rows = 7000 + night }, run, step: first + 1);
            sample.Track("import", hour + 0.2, new { rows = 9 }, run);
        }
        Assert.Equal(
            ["customers|web1|100 101 102", "orders|web1|7000 7001 7002", "|web1|9 9 9"], Lines(sample));
    }

    [Fact]
    public void Each_host_of_a_fleet_has_a_line()
    {
        var sample = new Sample();
        foreach (var (run, host) in new[] { (1, "web1"), (2, "web2"), (3, "WEB1"), (4, null) })
            sample.Run(run, "patch", run, 10, host: host).Track("patch", run, new { n = run }, run);
        Assert.Equal(["|web1|1 3", "|web2|2", "||4"], Lines(sample));
    }

    [Fact]
    public void Steps_within_steps_on_several_hosts_are_told_apart_by_both()
    {
        var sample = new Sample();
        foreach (var (run, host) in new[] { (1, "a"), (2, "b"), (3, "a"), (4, "b") })
        {
            var first = (3 * (run - 1)) + 1;
            sample.Run(run, "sync", run, 50, host: host)
                .Step(run, "copy", run, 50).Step(run, "part", run, 9, parent: first, key: "x/1").Step(run, "part", run, 9, key: "x/1");
            for (var step = 0; step < 3; step++)
                sample.Track("sync", run + (0.1 * step), new { bytes = (100 * run) + step }, run, step: first + step);
        }
        Assert.Equal(
            ["copy/part[x/1]|a|101 301", "copy/part[x/1]|b|201 401", "copy|a|100 300", "copy|b|200 400", "part[x/1]|a|102 302",
                "part[x/1]|b|202 402"],
            Lines(sample));
    }

    [Fact]
    public void What_is_read_before_its_run_and_step_waits_for_them()
    {
        var sample = new Sample();
        // As they come through a pipeline: tracks, and then the runs that they belong to.
        for (var run = 1; run <= 3; run++)
        {
            sample.Track("a", run, new { n = run }, run, step: run);
            sample.Track("a", run + 0.1, new { n = 10 * run }, run);
        }
        for (var run = 1; run <= 3; run++)
            sample.Run(run, "a", run, 10, host: run == 2 ? "h2" : "h1").Step(run, "load", run, 5);
        Assert.Equal(["load|h1|1 3", "load|h2|2", "|h1|10 30", "|h2|20"], Lines(sample));
    }

    [Fact]
    public void The_machine_that_saved_a_track_comes_before_that_of_its_run()
    {
        var sample = new Sample().Run(1, "a", 0, 10, host: "control").Track("a", 0, new { n = 1 }, host: "web1")
            .Track("a", 1, new { n = 2 }, host: "web2").Track("a", 2, new { n = 3 }, host: "Web1").Track("a", 3, new { n = 4 });
        Assert.Equal(["|control|4", "|web1|1 3", "|web2|2"], Lines(sample));
    }

    [Fact]
    public void Runs_and_steps_that_are_never_read_are_said_to_be_missing()
    {
        var sample = new Sample().Track("a", 0, new { n = 1 }, run: 1, step: 5).Track("a", 1, new { n = 2 }, run: 2, step: 6)
            .Track("a", 2, new { n = 3 }, run: 3);
        Assert.Equal(["[step not on record]||1 2", "||3"], Lines(sample));
    }

    [Fact]
    public void Steps_and_runs_of_two_stores_with_one_id_are_two()
    {
        var builder = new ReportBuilder(Models.Scope);
        foreach (var name in new[] { "a", "b" })
        {
            var store = new ReportStore(":memory:");
            builder.Add(store, new RunRecord(1, "t", Sample.Start, Sample.Start, RunStatus.Finished, false));
            builder.Add(store, new StepRecord(1, 1, name, null, 0, name) { StartUtc = Sample.Start });
            builder.Add(store, TrackRecord.Of(1, "t", 1, "ann", Sample.Start, false, new TrackData("{\"n\":1}"u8.ToArray()), 0, 1));
        }
        Assert.Equal(["a", "b"], builder.Build().Numbers[0].Lines.Select(line => line.Path).Order());
    }

    [Fact]
    public void Steps_beyond_the_limit_are_said_to_be_missing_and_known_ones_go_on()
    {
        var sample = new Sample().Run(1, "a", 0, 60);
        for (var step = 1; step <= ReportLimits.NumberLines + 1; step++)
            sample.Step(1, "file", 0, 1, key: $"{step}").Track("a", 0, new { n = step }, step: step);
        sample.Track("a", 1, new { n = 7 }, step: 1);
        var series = Assert.Single(sample.Build().Numbers);
        Assert.Equal((ReportLimits.NumberLines, true), (series.Lines.Count, series.HasMoreLines));
        Assert.Equal(ReportLimits.NumberLines + 1, series.Count);
        Assert.Equal("file[1]", Assert.Single(series.Drawn).Path);
    }

    [Fact]
    public void What_waits_is_limited_too()
    {
        var sample = new Sample();
        for (var run = 1; run <= ReportLimits.WaitingNumbers + 1; run++)
            sample.Track("a", run / 1000.0, new { n = run }, run);
        var series = Assert.Single(sample.Build().Numbers);
        Assert.Equal((ReportLimits.WaitingNumbers, true), (series.Count, series.HasMoreLines));
        Assert.InRange(series.Lines[0].Points.Count, 2, ReportLimits.NumberPoints);
        Assert.Equal(ReportLimits.WaitingNumbers, series.Lines[0].Points.Max(point => point.Max));
    }

    /// <summary>Each line as path, host and its numbers.</summary>
    private static IEnumerable<string> Lines(Sample sample) => Assert.Single(sample.Build().Numbers).Lines
        .Select(line => $"{line.Path}|{line.Host}|{string.Join(' ', line.Points.Select(point => point.Mean))}")
        .Order(StringComparer.Ordinal);
}

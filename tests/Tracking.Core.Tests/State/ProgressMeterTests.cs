using System;
using System.Collections.Generic;
using System.Threading;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>How often a long operation reports how far it is, and how far it says, and when it is cancelled.</summary>
public sealed class ProgressMeterTests
{
    [Fact]
    public void It_reports_at_each_4096th_step_how_far_it_is_between_its_ends()
    {
        var told = new List<(int Step, double Done)>();
        var step = 0;
        var meter = new ProgressMeter(new Listener(done => told.Add((step, done)))).Part(0.25, 0.75);
        for (step = 1; step <= 10_000; step++)
            meter.Step(step, 16_384);
        Assert.Equal([(4096, 0.375), (8192, 0.5)], told);
    }

    [Fact]
    public void A_part_reports_what_it_is_of_the_whole()
    {
        var told = new List<double>();
        var part = new ProgressMeter(new Listener(told.Add)).Part(0.5, 1).Part(0.5, 1);
        part.Report(0);
        part.Report(0.5);
        part.Part(0.5, 1).Report(1);
        Assert.Equal([0.75, 0.875, 1], told);
    }

    [Fact]
    public void It_ends_what_is_cancelled_at_the_next_4096th_step_whether_anyone_reads_it_or_not()
    {
        using var source = new CancellationTokenSource();
        var meter = new ProgressMeter(progress: null, source.Token).Part(0, 0.5);
        for (var step = 1; step <= 5000; step++)
            meter.Step(step, 5000);
        source.Cancel();
        var steps = 5000;
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (steps < 10_000)
                meter.Step(++steps, 10_000);
        });
        Assert.Equal(8192, steps);
    }

    private sealed class Listener(Action<double> heard) : IProgress<double>
    {
        public void Report(double value) => heard(value);
    }
}

using System;
using System.Collections.Generic;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>How often long work tells how far it is, and how far it says.</summary>
public sealed class LongWorkReportTests
{
    [Fact]
    public void It_tells_at_each_4096th_step_how_far_it_is_between_its_ends()
    {
        var told = new List<(int Step, double Done)>();
        var step = 0;
        var work = new LongWork(new Listener(done => told.Add((step, done))), from: 0.25, to: 0.75);
        for (step = 1; step <= 10_000; step++)
            work.Step(step, 16_384);
        Assert.Equal([(4096, 0.375), (8192, 0.5)], told);
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_told()
    {
        var work = new LongWork(null);
        for (var step = 0; step < 5000; step++)
            work.Step(step, 5000);
    }

    private sealed class Listener(Action<double> heard) : IProgress<double>
    {
        public void Report(double value) => heard(value);
    }
}

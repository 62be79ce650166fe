using System;
using System.Diagnostics;
using Xunit;

namespace Tracking.Tests;

/// <summary>How much time and memory a test's work may take.</summary>
internal static class Bounds
{
    /// <summary>Far more time and memory than it needs, far less than what grows with the square of the data takes.</summary>
    public static void Keep(Action work) => Keep(400, work);

    /// <summary>So much memory, and far more time than it needs.</summary>
    public static void Keep(long megabytes, Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var time = Stopwatch.StartNew();
        work();
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, megabytes << 20);
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Tracking.Bench;

/// <summary>One that takes part: what it does so many times, and what is made ready before each round and not measured.</summary>
internal sealed record Contender(string Name, int Operations, Action Work)
{
    public Action? Before { get; init; }
}

/// <summary>
/// Measures contenders in turn, A B, B A, A B …, so that what the machine does meanwhile falls on all of them. BenchmarkDotNet, which
/// measures one after the other and calls each as often as it likes, does not fit where a contender changes a store that takes seconds to
/// make, or where a ratio must stand on a machine that others use too.
/// </summary>
internal sealed class Turns(Results results, int rounds)
{
    private const int WarmUps = 2;

    public void Run(params Contender[] contenders)
    {
        var times = new Dictionary<Contender, List<double>>();
        var bytes = new Dictionary<Contender, List<double>>();
        foreach (var contender in contenders)
            (times[contender], bytes[contender]) = ([], []);
        for (var round = -WarmUps; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                var contender = contenders[round % 2 == 0 ? i : contenders.Length - 1 - i];
                var (nanoseconds, allocated) = Measure(contender);
                if (round < 0)
                    continue;
                times[contender].Add(nanoseconds);
                bytes[contender].Add(allocated);
            }
        }
        foreach (var contender in contenders)
            results.Add(contender.Name, Results.Median(times[contender]), Results.Median(bytes[contender]));
    }

    /// <summary>How many times a contender did its work in the end, when it does so much a round.</summary>
    public long Total(long perRound) => perRound * (rounds + WarmUps);

    private static (double Nanoseconds, double Allocated) Measure(Contender contender)
    {
        contender.Before?.Invoke();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        contender.Work();
        var time = clock.Elapsed;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return (time.TotalNanoseconds / contender.Operations, (double)allocated / contender.Operations);
    }
}

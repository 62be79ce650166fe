using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Reads a store again and again, while another process does the steps of a script to it, until it has seen the last of them. Prints
/// <c>reading</c> once, and in the end <c>saw</c>, how many states it saw, and how many of them differ. Ends with 3 and says why when one
/// of them never existed, came back, or was read with a warning.
/// </summary>
internal static class Reading
{
    public static int Run(string file, Script script, int steps)
    {
        Dictionary<UInt128, int> stepsByState = new() { [0] = 0 };
        using var model = new Model(script, 0);
        while (model.StepCount < steps)
        {
            model.Apply(script.At(model.StepCount, model));
            // Optimising changes nothing, so that two states in a row may be the same.
            stepsByState[model.Hash] = model.StepCount;
        }
        Output.Say("reading");
        var (reads, different, last) = (0, 0, -1);
        while (last < steps)
        {
            using var snapshot = FileTrackStore.Open(file, new FileStoreOptions { ReadOnly = true });
            if (snapshot.DrainWarnings() is { Count: > 0 } warnings)
                return Fail($"read with a warning: {string.Join(' ', warnings)}");
            var hash = Work.LinesOf(snapshot).Aggregate(UInt128.Zero, (sum, line) => sum + Model.HashOf(line));
            if (!stepsByState.TryGetValue(hash, out var seen))
                return Fail($"read a state that never was, after {last}");
            if (seen < last)
                return Fail($"read the state after {seen} when it had been at {last}");
            reads++;
            different += seen > last ? 1 : 0;
            last = seen;
            Thread.Yield();
        }
        Output.Say($"saw {reads} {different}");
        return 0;
    }

    private static int Fail(string why)
    {
        Output.Say($"differs: {why}");
        return 3;
    }
}

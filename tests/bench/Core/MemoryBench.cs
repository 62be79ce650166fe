using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Tracking.SessionFile;

namespace Tracking.Bench;

/// <summary>What a large store takes in memory; to be run in a process of its own, whose peak is the opening's.</summary>
internal static class MemoryBench
{
    public static void Run(string file, string output)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var store = FileTrackStore.Open(file);
        var peak = HighWaterMark();
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        File.WriteAllText(output, JsonSerializer.Serialize(new Measured(live, peak, new FileInfo(file).Length, store.Count().Tracks)));
    }

    public static void Add(Results results, string output)
    {
        var measured = JsonSerializer.Deserialize<Measured>(File.ReadAllText(output))!;
        results.Add("memory.live", measured.Live);
        results.Add("memory.peak", measured.Peak);
        results.Add("memory.file", measured.File);
        results.Add("memory.tracks", measured.Tracks);
    }

    private static double HighWaterMark()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    private sealed record Measured(double Live, double Peak, double File, double Tracks);
}

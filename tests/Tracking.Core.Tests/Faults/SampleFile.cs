using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Tracking.Events;
using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Tests;

/// <summary>A small session file with an event of each kind, closed in order, for tests to damage.</summary>
internal sealed partial class SampleFile
{
    public const string Path = "/data/store.json";

    private static readonly Step[] Steps =
    [
        Save("a", """{"k":"one"}"""),
        Save("a", """{"k":"two"}""", user: "v"),
        new StartStep("b", 3),
        Save("a", """{"k":"new"}""", user: "v", mode: SaveMode.Update),
        new RemoveStep(1),
        Save("b", """{"when":"2024-01-01","n":[1.5,null]}"""),
        new StopStep("a", 0, RunStatus.Finished, null, null),
        Save("a", "{}"),
        new StopStep("a", 0, RunStatus.Failed, "no host", null),
        new ResumedStep(3, 11),
        new RecordStep(0, 2, 0, "copy", "a/b", StepStatus.Running, null, 1),
        new RecordStep(0, 2, 1, "pack", null, StepStatus.Completed, 4, 1),
        new RecordStep(1, 2, 0, "copy", "a/b", StepStatus.Failed, 5, 2),
        Save("b", """{"in":"a step"}""") with { Run = 2, InStep = 1 },
        new ImportStep(ImportedFrom.One, 7, "a", RunStatus.Running, null, 1, WithRun: true, Track: null, 0, Version: 0),
        new ImportStep(ImportedFrom.One, 7, "a", RunStatus.Running, null, 1, WithRun: false, Save("a", """{"from":"afar"}"""), 9,
            Version: 0),
        new ImportStep(ImportedFrom.One, 7, "a", RunStatus.Failed, "no net", 4, WithRun: true, Track: null, 0, Version: 0),
    ];

    private static SampleFile? _shared;

    private SampleFile(byte[] bytes, List<string> states) => (Bytes, States) = (bytes, states);

    /// <summary>One for all tests.</summary>
    public static SampleFile Shared => LazyInitializer.EnsureInitialized(ref _shared, Make)!;

    public byte[] Bytes { get; }

    /// <summary>The state after each event, from none on.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>The header, one line an event, and the closing brackets.</summary>
    public List<string> Lines => [.. Encoding.UTF8.GetString(Bytes).TrimEnd('\n').Split('\n')];

    /// <summary>Has the next test make it anew.</summary>
    public static void Forget() => _shared = null;

    /// <summary>A file of these lines.</summary>
    public static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>The length of the closing line, with the line breaks around it.</summary>
    public int ClosingLength => Lines[^1].Length + 2;

    /// <summary>The seed of the lines of a file with such a header.</summary>
    public static uint Seed(string header)
    {
        var match = SessionAndGeneration().Match(header);
        return LineCheck.Seed(Guid.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// A line with the right check value from one that has a wrong one or none, with the comma that it has; one that is seeded has the seed
    /// of a file with such a header, of the sample's where none is given.
    /// </summary>
    public static string Checked(string line, string? header = null)
    {
        var comma = line.StartsWith(',') ? "," : "";
        var json = line[comma.Length..];
        if (json.StartsWith("{\"s\":\"", StringComparison.Ordinal))
        {
            var seeded = Encoding.UTF8.GetBytes(json);
            LineCheck.Set(seeded, 0, seeded.Length, Seed(header ?? Shared.Lines[0]));
            return comma + Encoding.UTF8.GetString(seeded);
        }
        var rest = json.StartsWith("{\"c\":\"", StringComparison.Ordinal) ? json[LineCheck.Opening.Length..] : json[1..];
        var bytes = Encoding.UTF8.GetBytes(LineCheck.Opening + rest);
        LineCheck.Set(bytes, 0, bytes.Length);
        return comma + Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A line without its check value.</summary>
    public static string Unchecked(string line) =>
        line.Replace(line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..line.IndexOf("\"n\"", StringComparison.Ordinal)], "",
        StringComparison.Ordinal);

    [GeneratedRegex("\"session\":\"([-0-9a-f]*)\",\"generation\":([0-9]*)")]
    private static partial Regex SessionAndGeneration();

    private static SampleFile Make()
    {
        var clock = new TestClock();
        var disk = new SimulatedDisk(4096);
        disk.CreateFolder("/data");
        // That of a later module, which can be told to write any event.
        using var store = LaterStore.Open(disk, Path, Durability.OnClose, clock: clock.Read);
        var empty = StoreState.Of(store);
        // The first event says who writes.
        List<string> states = [empty, empty];
        foreach (var step in Steps)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            step.On(store);
            states.Add(StoreState.Of(store));
        }
        store.Dispose();
        return new SampleFile(disk.ReadAll(Path), states);
    }

    private static SaveStep Save(string task, string json, string user = "u", SaveMode mode = SaveMode.Add) =>
        new(task, user, 0, mode, null, json, null);
}

/// <summary>A run is resumed, as a module of version 0.1 does.</summary>
internal sealed record ResumedStep(int Run, int Seconds) : Step
{
    public override string ToString() => $"Resume run {Run} at {Seconds}";

    protected override string Do(ITrackStore store)
    {
        ((LaterStore)store).Do(new RunResumed(Run, StepTime.Of(Seconds)));
        return "";
    }
}

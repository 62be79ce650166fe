using System.Collections.Generic;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>What the fault tests do to a store: a bit of everything that writes, closing and opening among it.</summary>
internal static class Workload
{
    public const string Path = "/home/me/tracks/store.json";

    public static readonly IReadOnlyList<Step> Script =
    [
        Save("a", """{"k":"first"}"""),
        Save("a", """{"k":2}"""),
        Save("a", """{"k":[3]}""", user: "v", run: 1),
        new StartStep("b", null),
        Save("b", """{"x":1,"y":{"z":null}}""", mode: SaveMode.Merge),
        Save("b", """{"Y":2}""", mode: SaveMode.Merge),
        Save("a", """{"k":"updated"}""", mode: SaveMode.Update),
        new RemoveStep(2),
        new StopStep("a", 0, RunStatus.Finished, null, null),
        Save("a", """{"after":"the stop"}""", at: 7),
        new ReopenStep(),
        Save("c", $$"""{"long":"{{new string('x', 300)}}"}"""),
        new BatchStep([Save("c", """{"i":1}"""), Save("c", """{"i":2}""", user: "v"), Save("d", """{"i":3}""")]),
        new OptimizeStep(),
        Save("c", "{}", mode: SaveMode.Update),
        new RemoveStep(1),
        new StartStep(null, 3),
        new StopStep("b", 0, RunStatus.Failed, "\"no\" host", null),
        new RecordStep(0, 2, 0, "copy", "a/b", StepStatus.Running, null, 1),
        new RecordStep(0, 2, 1, "pack", null, StepStatus.Completed, 4, 1),
        new RecordStep(1, 2, 0, "copy", "a/b", StepStatus.Completed, 5, 2),
        Save("b", """{"in":"a step"}""", run: 2) with { InStep = 2 },
        new ContinueStep("b", 0, IsOpen: false, "k", 6),
        Import(1, RunStatus.Running, 3),
        Import(2, RunStatus.Finished, 5),
        new FlushStep(),
        Save("a", """{"when":"2024-01-01"}""", run: 2),
        Save("e", """{"é":"\u0000"}""", user: "ü"),
        new ReopenStep(),
        new ReopenStep(),
        new RemoveStep(5),
        Save("a", "{}"),
        Import(3, RunStatus.Failed, 6),
        new OptimizeStep(),
        Import(1, RunStatus.Finished, 9),
        new OptimizeStep(),
        new StopStep("a", 4, RunStatus.Finished, null, 20),
        Save("a", """{"last":true}"""),
        Save("a", """{"last":1}""", mode: SaveMode.Merge),
        new ReopenStep(),
    ];

    private static ImportStep Import(int number, RunStatus status, int end) =>
        new(ImportedFrom.One, 1, "a", status, null, end, WithRun: true, Save("a", """{"from":"afar"}""", at: end), number, Version: 0);

    private static SaveStep Save(string task, string json, string user = "u", int run = 0, SaveMode mode = SaveMode.Add, int? at = null) =>
        new(task, user, run, mode, at, json, null);
}

/// <summary>Brings everything to the disk.</summary>
internal sealed record FlushStep : Step
{
    public override string ToString() => "Flush";

    protected override string Do(ITrackStore store)
    {
        store.Flush();
        return "";
    }
}

using System;
using System.Linq;
using CsCheck;

namespace Tracking.Tests;

/// <summary>Makes random steps. Names, runs and times come from tiny ranges so that they collide.</summary>
internal static class StepGen
{
    private static readonly (string Lower, string Upper)[] Keys = [("k", "K"), ("x/y", "X/Y"), ("m~n", "M~N"), ("é", "É")];

    /// <summary>Values, and where in them a type hint stands.</summary>
    private static readonly (string Json, string? Hint)[] Values =
        [("1", null), ("1.10", null), ("\"s\"", null), ("\"t\"", ""), ("[\"p\",2]", "/0"), ("{\"k\":\"q\"}", "/k"), ("null", null)];

    private static readonly Gen<string> Task = Gen.Frequency((30, Gen.OneOf("a", "A", "b", "B")), (1, Gen.Const("")));
    private static readonly Gen<string> User = Gen.Frequency((30, Gen.OneOf("u", "U", "v", "ü", "Ü")), (1, Gen.Const("")));
    private static readonly Gen<string?> TaskOrNone = Gen.Frequency((8, Task.Select(t => (string?)t)), (1, Gen.Const((string?)null)));
    private static readonly Gen<int> Run = Gen.Frequency((12, Gen.Const(0)), (7, Gen.Int[1, 5]), (1, Gen.OneOf(-1, 99)));
    private static readonly Gen<int?> At = Gen.Frequency((1, Gen.Const((int?)null)), (1, Gen.Int[0, 5].Select(s => (int?)s)));
    private static readonly Gen<SaveMode> Mode = Gen.OneOf(SaveMode.Add, SaveMode.Add, SaveMode.Update, SaveMode.Merge);

    private static readonly Gen<(string Json, string? Types)> Data =
        Gen.Select(Gen.Int[0, 2 * Values.Length].Array[Keys.Length], Gen.Bool, (choices, upper) => Compose(choices, upper));

    private static readonly Gen<int> StepId = Gen.Frequency((6, Gen.Const(0)), (3, Gen.Int[1, 6]), (1, Gen.OneOf(-1, 99)));
    private static readonly Gen<int> InStep = Gen.Frequency((12, Gen.Const(0)), (3, Gen.Int[1, 6]));

    private static readonly Gen<SaveStep> Save =
        Gen.Select(Task, User, Run, Mode, At, Data, InStep, (task, user, run, mode, at, data, step) =>
        new SaveStep(task, user, run, mode, at, data.Json, data.Types, step));

    private static readonly Gen<RecordStep> Record = Gen.Select(
        Gen.Select(StepId, Gen.Frequency((19, Gen.Int[1, 5]), (1, Gen.Int[-1, 0])), StepId),
        Gen.Select(Gen.OneOf("s", "S", "s/t", "s[", "\\"), Gen.OneOf(null, null, "", "k", "k]/\\")),
        Gen.Select(Gen.Enum<StepStatus>().Where(status => status != StepStatus.Abandoned), Gen.Int[0, 6], Gen.Int[1, 3]),
        (ids, names, how) =>
            new RecordStep(ids.Item1, ids.Item2, ids.Item3, names.Item1, names.Item2, how.Item1, how.Item2 == 0 ? null
                : how.Item2, how.Item3));

    private static readonly Gen<string[]?> Tasks = Names("a", "A", "b", "c", "a*", "*");
    private static readonly Gen<string[]?> Users = Names("u", "V", "ü", "w", "u*", "*");
    private static readonly Gen<int[]?> Runs = Maybe(Gen.Int[0, 5].Array[0, 3]);
    private static readonly Gen<long[]?> Numbers = Maybe(Gen.Long[0, 12].Array[0, 5]);
    private static readonly Gen<int?> Bound = Gen.Frequency((3, Gen.Const((int?)null)), (1, Gen.Int[-1, 6].Select(s => (int?)s)));
    private static readonly Gen<int?> EveryNth = Gen.Frequency((5, Gen.Const((int?)null)), (1, Gen.Int[1, 3].Select(s => (int?)s)));
    private static readonly Gen<long> Count = Gen.Frequency((20, Gen.Long[0, 6]), (1, Gen.OneOf(-1, long.MaxValue)));
    private static readonly Gen<long?> MaybeCount = Gen.Frequency((3, Gen.Const((long?)null)), (2, Count.Select(n => (long?)n)));

    private static readonly Gen<QuerySpec> Query =
        Gen.Select(
            Gen.Select(Tasks, Users, Runs, Numbers),
            Gen.Select(Bound, Bound, EveryNth),
            Gen.Bool,
            Gen.Select(MaybeCount, MaybeCount, MaybeCount),
            (names, bounds, descending, counts) => new QuerySpec(
                names.Item1, names.Item2, names.Item3, names.Item4, bounds.Item1, bounds.Item2, bounds.Item3, descending, counts.Item1,
                    counts.Item2 ?? 0, counts.Item3));

    private static readonly Gen<int> Clock =
        Gen.Frequency((6, Gen.Int[0, 8]), (1, Gen.OneOf(-86_400, -86_401, -100_000, -200_000, 100_000)));

    private static readonly Gen<(RunStatus, string?)> Stops =
        Gen.Select(Gen.OneOf(RunStatus.Finished, RunStatus.FinishedWithErrors, RunStatus.Stopped, RunStatus.Failed),
            Gen.OneOf(null, "", "no such host", "\"é\n\0"));

    private static readonly Gen<(RunStatus, string?)> States =
        Gen.Select(Gen.OneOf(RunStatus.Running, RunStatus.Running, RunStatus.Finished, RunStatus.Stopped, RunStatus.Failed,
            RunStatus.Abandoned, RunStatus.Open, RunStatus.Unknown, RunStatus.FinishedWithErrors),
                Gen.OneOf(null, null, "", "no such host"));

    private static readonly Gen<Step> Import = Gen.Select(
        Gen.Select(Gen.Enum<ImportedFrom>(), Gen.Int[1, 4], TaskOrNone, States),
        Gen.Select(Gen.Int[0, 8], Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))),
        Gen.Select(Gen.Frequency((4, Save.Select(s => (SaveStep?)s)), (1, Gen.Const((SaveStep?)null))), Gen.Int[1, 6], Gen.Int[0, 2],
            Gen.Frequency((2, Gen.Const((RecordStep?)null)), (1, Record.Select(Imported)))),
        (run, how, track) =>
            (Step)new ImportStep(run.Item1, run.Item2, run.Item3, run.Item4.Item1, run.Item4.Item2, how.Item1, how.Item2, track.Item1,
            track.Item2, track.Item3, track.Item4));

    /// <summary>Random steps for any store.</summary>
    public static readonly Gen<Step[]> Steps = Gen.Frequency(
        (40, Save.Select(s => (Step)s)),
        (4, Save.Array[0, 4].Select(s => (Step)new BatchStep(s))),
        (9, Gen.Long[1, 12].Select(n => (Step)new RemoveStep(n))),
        (4, Gen.Const((Step)new RemoveNewestStep())),
        (8, Gen.Int[1, 5].Select(run => (Step)new RemoveRunStep(run))),
        (7, Gen.Select(TaskOrNone, At, (task, at) => (Step)new StartStep(task, at))),
        (10, Gen.Select(TaskOrNone, Run, Stops, At, (task, run, stop, at) => (Step)new StopStep(task, run, stop.Item1, stop.Item2, at))),
        (16, Record.Select(s => (Step)s)),
        (5, Gen.Select(TaskOrNone, Gen.Int[1, 5], Gen.Bool, Gen.OneOf(null, "k"), At, (task, run, isOpen, key, at) =>
            (Step)new ContinueStep(task, run, isOpen, key, at))),
        (12, Import),
        (14, Query.Select(q => (Step)new SearchStep(q))),
        (4, Gen.Select(Tasks, Users, (tasks, users) => (Step)new ListStep(tasks, users))),
        (5, Query.Select(q => (Step)new HoldStep(q))),
        (7, Clock.Select(s => (Step)new ClockStep(s))),
        (4, Gen.Const((Step)new ReopenStep())),
        (3, Gen.Const((Step)new OptimizeStep())),
        (2, Gen.Const((Step)new RebuildStep()))).Array[1, 60];

    /// <summary>A step of another store is there, and in what came before it.</summary>
    private static RecordStep? Imported(RecordStep step) =>
        step with { Id = Math.Clamp(step.Id, 1, 9), Parent = Math.Clamp(step.Parent, 0, Math.Clamp(step.Id, 1, 9) - 1) };

    private static Gen<T[]?> Maybe<T>(Gen<T[]> gen) => Gen.Frequency((2, Gen.Const((T[]?)null)), (1, gen.Select(values => (T[]?)values)));

    private static Gen<string[]?> Names(params string[] names) => Maybe(Gen.OneOf(names).Array[0, 3]);

    /// <summary>One choice a key: from 0 on a value, beyond the values none.</summary>
    private static (string Json, string? Types) Compose(int[] choices, bool upper)
    {
        var members = choices.Select((choice, i) => (Key: upper ? Keys[i].Upper : Keys[i].Lower, Choice: choice))
            .Where(m => m.Choice < Values.Length).ToList();
        if (upper)
            members.Reverse();
        var hints = members.Where(m => Values[m.Choice].Hint is not null)
            .Select(m => (Key: m.Key.Replace("~", "~0", System.StringComparison.Ordinal), Values[m.Choice].Hint))
            .Select(m => $"\"/{m.Key.Replace("/", "~1", System.StringComparison.Ordinal)}{m.Hint}\":\"Guid\"")
            .ToList();
        return ($"{{{string.Join(',', members.Select(m => $"\"{m.Key}\":{Values[m.Choice].Json}"))}}}",
            hints.Count == 0 ? null : $"{{{string.Join(',', hints)}}}");
    }
}

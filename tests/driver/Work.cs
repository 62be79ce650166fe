using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Opens a store that so many acknowledged steps of a script have made, first as a reader and then for writing, compares it with the model
/// each time, and goes on with the script. Prints <c>warning</c> and the warnings on opening it for writing, <c>state</c> and how many
/// steps the store holds (that many or one more), <c>ack</c>, their number and the file's length after each further step,
/// <c>compacted</c> when it was compacted as by itself, and <c>closed</c>. Ends with 3 and <c>differs</c> when the store, or what its file
/// says of it at its end, is not what it must be.
/// </summary>
internal static class Work
{
    public static int Run(string file, Script script, int done, int steps, Durability durability)
    {
        int? read = null;
        if (File.Exists(file))
        {
            using var snapshot = FileTrackStore.Open(file, new FileStoreOptions { ReadOnly = true });
            using var model = FindState(snapshot, script, done);
            read = model?.StepCount ?? -1;
            if (FileTrackStore.ReadSummary(file) is { } said && !Says(said, snapshot.Summarize()))
            {
                Output.Say($"differs: the file says at its end that it holds {said}, and holds {snapshot.Summarize()}");
                return 3;
            }
        }
        Thread? compaction = null;
        var options = new FileStoreOptions
        {
            Durability = durability,
            CompactionFolder = script.Compacts ? Path.GetDirectoryName(Path.GetFullPath(file)) : null,
        };
        using (var store = FileTrackStore.Open(file, options))
        {
            foreach (var warning in store.DrainWarnings())
                Output.Say($"warning {warning}");
            using var model = FindState(store, script, done);
            if (model == null)
                return 3;
            if (read is { } count && count != model.StepCount)
            {
                Output.Say($"differs: a reader saw {count} steps, the writer {model.StepCount}");
                return 3;
            }
            Output.Say($"state {model.StepCount}");
            for (var left = steps; left > 0; left--)
            {
                var step = script.At(model.StepCount, model);
                var (expected, returned) = (model.Apply(step), Model.LineOf(Model.Do(store, step)));
                if (expected != returned)
                {
                    Output.Say($"differs {step}\n- {expected}\n+ {returned}");
                    return 3;
                }
                if (step.Kind == StepKind.Compact)
                    compaction = Compact(store, script.CompactsBeside);
                Output.Say($"ack {model.StepCount} {store.Length}");
            }
            compaction?.Join();
            if (Compare(store, model) is { } difference)
            {
                Output.Say($"differs at the end\n{difference}");
                return 3;
            }
        }
        Output.Say("closed");
        return 0;
    }

    /// <summary>Lines that are in one of the two only; null when there are none.</summary>
    public static string? Compare(ITrackStore store, Model model)
    {
        var (expected, found) = (model.Lines().ToHashSet(), LinesOf(store).ToList());
        var more = found.Except(expected).Select(line => $"+ {line}");
        var less = expected.Except(found).Select(line => $"- {line}");
        var twice = found.CountBy(line => line).Where(pair => pair.Value > 1).Select(pair => $"{pair.Value} times {pair.Key}");
        var differences = less.Concat(more).Concat(twice).ToList();
        return differences.Count == 0 ? null : string.Join('\n', differences);
    }

    public static IEnumerable<string> LinesOf(ITrackStore store) =>
        store.Search(new TrackQuery()).Select(Model.Line).Concat(store.ListRuns().Select(Model.Line));

    /// <summary>Compacts a store as it does by itself; while that goes on, the thread that does it is returned.</summary>
    private static Thread? Compact(FileTrackStore store, bool beside)
    {
        if (beside)
        {
            var thread = new Thread(() => Compact(store, beside: false));
            thread.Start();
            return thread;
        }
        var generation = store.Generation;
        store.CompactIfDue();
        if (store.Generation > generation)
            Output.Say("compacted");
        return null;
    }

    private static bool Says(StoreSummary said, StoreSummary held) =>
        said.TrackCount == held.TrackCount && said.RunCount == held.RunCount
        && said.FirstUtc == held.FirstUtc && said.LastUtc == held.LastUtc
        && said.Tasks.Count == held.Tasks.Count && said.Runs.Count == held.Runs.Count;

    private static Model? FindState(ITrackStore store, Script script, int done)
    {
        var model = new Model(script, done);
        if (Compare(store, model) is not { } difference)
            return model;
        model.Apply(script.At(done, model));
        if (Compare(store, model) is not { } otherDifference)
            return model;
        Output.Say($"differs after {done} steps\n{difference}\nand with one more\n{otherDifference}");
        return null;
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>
/// Scripts made by chance that are cut at every point in turn, and continued from the bytes of the file alone: every leaf is done once in
/// all, the one that was cut at least once, in order, and the output is that of a run that was never cut. TRACKING_TEST_FULL=1 takes
/// longer.
/// </summary>
public sealed class CutScriptTests : ModuleTest
{
    private static bool IsFull => Environment.GetEnvironmentVariable("TRACKING_TEST_FULL") == "1";

    [Fact]
    public void A_script_that_is_cut_anywhere_and_continued_does_all_once()
    {
        var (trees, most) = IsFull ? (100, int.MaxValue) : (6, 6);
        var first = Seed();
        for (var seed = first; seed < first + trees; seed++)
        {
            var tree = StepTree.Of(seed, leaves: 5 + (seed % 6), failing: seed % 3 != 0);
            CutEverywhere(tree, seed, most);
        }
    }

    [Fact]
    public void A_script_that_fails_at_any_leaf_and_is_continued_in_the_same_store_does_all_once()
    {
        var trees = IsFull ? 100 : 4;
        var first = Seed();
        for (var seed = first; seed < first + trees; seed++)
        {
            var tree = StepTree.Of(seed, leaves: 6, failing: false);
            for (var at = 1; at <= tree.Leaves.Count; at++)
            {
                using var session = new ScriptSession(tree.Script, "Open-TrackStore -InMemory", failAt: at);
                var runs = new List<ScriptRun>();
                do
                    runs.Add(session.Start(retryFailed: true));
                while (runs[^1].Status != "Finished" && runs.Count < 4);
                var what = $"seed {seed}, leaf {at}\n{tree.Script}";
                Same(tree.Output, runs[^1].Output, what);
                Same(tree.Leaves, [.. runs.SelectMany(run => run.Did)], what, sorted: true);
                Assert.True(runs[^1].Status == "Finished", $"{runs[^1].Status}: {what}");
                Assert.True(runs.Count <= 2, what);
            }
        }
    }

    private static int Seed() => int.TryParse(Environment.GetEnvironmentVariable("TRACKING_TEST_SEED"), out var seed) ? seed : 1;

    private void CutEverywhere(StepTree tree, int seed, int most)
    {
        var path = FilePath("s.json");
        File.Delete(path);
        ScriptRun whole;
        using (var session = new ScriptSession(tree.Script, "$path", path))
            whole = session.Start();
        var bytes = File.ReadAllBytes(path);
        var what = $"seed {seed}\n{tree.Script}";
        Same(tree.Output, whole.Output, what);
        Same(tree.Leaves, whole.Did, what);
        Assert.True(whole.Status == (tree.HasErrors ? "FinishedWithErrors" : "Finished"), $"{whole.Status}: {what}");

        var random = new Random(seed);
        var cuts = Ends(bytes, 0).SelectMany(end => new[] { end, end + random.Next(1, 40) }).ToList();
        // The first line is the file's own; of what is left, as many as there is time for.
        cuts = [.. cuts.Skip(2).OrderBy(_ => random.Next()).Take(most)];
        foreach (var cut in cuts)
        {
            var (lengths, marks) = (whole.Lengths, whole.Marks);
            var done = whole.Did.Where((_, i) => lengths[i] <= cut).ToList();
            var recorded = done.Where(id => marks.TryGetValue(id, out var length) && length <= cut).ToHashSet();
            Continue(tree, path, bytes[..cut], done, recorded, random.Next(3) == 0 ? random : null, $"cut at {cut}, {what}");
        }
    }

    /// <summary>Continues a script from the bytes of its file.</summary>
    private static void Continue(
        StepTree tree, string path, byte[] bytes, List<string> done, HashSet<string> recorded, Random? again, string what)
    {
        File.WriteAllBytes(path, bytes);
        ScriptRun next;
        using (var session = new ScriptSession(tree.Script, "$path", path))
            next = session.Start();
        Same(tree.Output, next.Output, what);
        Assert.True(next.Status == (tree.HasErrors ? "FinishedWithErrors" : "Finished"), $"{next.Status}: {what}");
        // What was going on may be done again: the last one, if it is not on record. All else is done once.
        var last = done.LastOrDefault();
        var expected = tree.Leaves.Where(id => !done.Contains(id) || (id == last && !recorded.Contains(id) && next.Did.Contains(id)))
            .ToList();
        Same(expected, next.Did, what);
        if (again == null)
            return;

        var longer = File.ReadAllBytes(path);
        var ends = Ends(longer, bytes.Length);
        if (ends.Count == 0)
            return;
        var cut = ends[again.Next(ends.Count)];
        var doneThen = next.Did.Where((_, i) => next.Lengths[i] <= cut).ToList();
        // What an earlier cut left undone twice over may be done a third time; the later one is checked alone.
        var all = done.Where(id => !(id == last && next.Did.Contains(id))).Concat(doneThen).ToList();
        if (doneThen.Count == 0 && last != null && next.Did.Contains(last))
            all.Add(last);
        Continue(tree, path, longer[..cut], all,
            [.. recorded, .. doneThen.Where(id => next.Marks.TryGetValue(id, out var length) && length <= cut)],
            again: null, $"cut again at {cut}, {what}");
    }

    // Where lines end, up to the one that says that the run is over.
    private static List<int> Ends(byte[] bytes, int from)
    {
        var last = bytes.AsSpan().LastIndexOf("\"stop\":"u8);
        return [.. Enumerable.Range(from, Math.Max(last - from, 0)).Where(i => bytes[i] == '\n').Select(i => i + 1)];
    }

    private static void Same(IEnumerable<string> expected, IReadOnlyList<string> actual, string what, bool sorted = false)
    {
        var (wanted, got) = (Text(expected), Text(actual));
        Assert.True(wanted == got, $"Expected {wanted}\nbut got  {got}\n{what}");

        string Text(IEnumerable<string> texts) => string.Join('|', sorted ? texts.Order(StringComparer.Ordinal) : texts);
    }
}

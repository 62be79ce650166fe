using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Xunit;

namespace Tracking.Tests.Resuming;

/// <summary>
/// Scripts made by chance that are cut at every point in turn, and continued from the bytes of the file alone: every leaf is done once in
/// all, the one that was cut at least once, in order, and the output is that of a run that was never cut. TRACKING_TEST_FULL=1 takes longer.
/// </summary>
public sealed class CutScriptTests : ModuleTest
{
    private const string Prelude = """
        $ErrorActionPreference = 'Stop'
        $global:once = [Collections.Generic.HashSet[string]]::new()
        # How far the file was when it was done.
        function global:Length { if ($path -and (Test-Path $path)) { (Get-Item $path).Length } else { 0 } }
        function global:Did([string] $Id) {
            if (++$global:leaf -eq $global:failAt) { throw 'injected' }
            $global:did.Add("$(Length) $Id")
        }
        function global:Mark([string] $Id) { $global:marks["$Id"] = Length }
        # What fails the first time in each process.
        function global:Once([string] $Id) { if ($once.Add($Id)) { throw 'once' } }
        function global:Show($v) {
            if ($null -eq $v) { 'null' }
            elseif ($v -is [Collections.IDictionary]) { '{' + (@($v.Keys | Sort-Object | ForEach-Object {
                "$_=$(Show $v[$_])" }) -join ';') + '}' }
            elseif ($v -is [Collections.IList]) { '(' + (@(foreach ($one in $v) { Show $one }) -join ',') + ')' }
            elseif ($v -is [Management.Automation.PSCustomObject]) { '<' + (@($v.PSObject.Properties | ForEach-Object {
                "$($_.Name)=$(Show $_.Value)" }) -join ';') + '>' }
            elseif ($v -is [DateOnly]) { $v.ToString('d MMMM yyyy', [cultureinfo]::InvariantCulture) }
            else { "$v" }
        }
        """;

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
                using var session = new Session(path: null, tree.Script, failAt: at);
                var runs = new List<Ran>();
                do
                    runs.Add(session.Start());
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
        Ran whole;
        using (var session = new Session(path, tree.Script))
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
        Ran next;
        using (var session = new Session(path, tree.Script))
            next = session.Start();
        Same(tree.Output, next.Output, what);
        Assert.True(next.Status == (tree.HasErrors ? "FinishedWithErrors" : "Finished"), $"{next.Status}: {what}");
        // What was going on may be done again: the last one, if it is not on record. All else is done once.
        var last = done.LastOrDefault();
        var expected = tree.Leaves.Where(id => !done.Contains(id) || (id == last && !recorded.Contains(id) && next.Did.Contains(id))).ToList();
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
        Continue(tree, path, longer[..cut], all, [.. recorded, .. doneThen.Where(id => next.Marks.TryGetValue(id, out var length) && length <= cut)],
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

    private sealed record Ran(string[] Output, string Status, List<string> Did, List<long> Lengths, Dictionary<string, long> Marks);

    /// <summary>A new runspace, which knows nothing but the file.</summary>
    private sealed class Session : IDisposable
    {
        private readonly Runspace _runspace;
        private readonly string? _path;

        public Session(string? path, string script, int failAt = 0)
        {
            _path = path;
            var state = InitialSessionState.CreateDefault2();
            state.ImportPSModule([ModuleSession.Manifest]);
            state.ThreadOptions = PSThreadOptions.ReuseThread;
            _runspace = RunspaceFactory.CreateRunspace(state);
            _runspace.Open();
            Set("path", path);
            Set("manifest", ModuleSession.Manifest);
            Set("leaf", 0);
            Set("failAt", failAt);
            Invoke(Prelude);
            if (path == null)
                Invoke("$global:memory = Open-TrackStore -InMemory");
            Set("text", ScriptBlock.Create(script));
        }

        public Ran Start()
        {
            Set("did", new List<string>());
            Set("marks", new System.Collections.Hashtable(StringComparer.Ordinal));
            var output = Invoke("""
                $where = if ($path) { $path } else { $memory }
                $global:got = [Collections.Generic.List[string]]::new()
                try { Invoke-TrackRun t -Key one -RetryFailed:(!$path) -Resume -Store $where $text 2> $null 3> $null 6> $null |
                    ForEach-Object { $got.Add((Show $_)) } }
                catch { $got.Add("error: $_") }
                $got
                @(Get-TrackRun t -All -Store $where)[-1].Status.ToString()
                """);
            var did = ((List<string>)Get("did")!).Select(text => text.Split(' ', 2)).ToList();
            var marks = (System.Collections.Hashtable)Get("marks")!;
            return new Ran(output[..^1], output[^1], [.. did.Select(one => one[1])], [.. did.Select(one => long.Parse(one[0], null))],
                marks.Cast<System.Collections.DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => Convert.ToInt64(pair.Value, null)));
        }

        public void Dispose()
        {
            Invoke("Get-TrackStore -Open | Close-TrackStore");
            _runspace.Dispose();
        }

        private void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

        private object? Get(string name) => _runspace.SessionStateProxy.GetVariable(name) is PSObject wrapped
            ? wrapped.BaseObject
            : _runspace.SessionStateProxy.GetVariable(name);

        private string[] Invoke(string script)
        {
            using var shell = PowerShell.Create(_runspace).AddScript(script);
            return ScriptResult.Of(shell, () => shell.Invoke()).WithoutErrors().Output;
        }
    }
}

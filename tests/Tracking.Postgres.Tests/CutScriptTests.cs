using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Tests.Resuming;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Scripts made by chance that are cut at every write in turn: from then on the server refuses every write, whoever sends it. They are
/// continued from the database alone, cut again, and continued until they end: every leaf is done once in all, the one that was cut at
/// least once, in order, and the output is that of a run that was never cut. TRACKING_TEST_FULL=1 takes longer.
/// </summary>
public sealed class CutScriptTests : IDisposable
{
    /// <summary>
    /// Counts the transactions that write, and each release of a claim, which is one without an operation. Signs of life come by the clock:
    /// they are not counted, and refused as all else is.
    /// </summary>
    private const string Counting = """
        CREATE SEQUENCE public.writes MINVALUE 0 START 0;
        CREATE TABLE public.cut (at bigint NOT NULL);
        INSERT INTO public.cut VALUES (0);
        CREATE FUNCTION public.count_or_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME IN ('operations', 'claims') THEN
                PERFORM nextval('public.writes');
            END IF;
            IF (SELECT at > 0 AND last_value >= at FROM public.writes, public.cut) THEN
                RAISE EXCEPTION 'no more' USING ERRCODE = 'disk_full';
            END IF;
            RETURN NULL;
        END $$;
        DO $$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'tracking' LOOP
                EXECUTE format('CREATE TRIGGER cut BEFORE INSERT OR UPDATE OR DELETE ON tracking.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION public.count_or_refuse()', name);
            END LOOP;
        END $$;
        """;

    private readonly TestDatabase _database;

    public CutScriptTests(PostgresServer server)
    {
        _database = server.NewDatabase();
        _database.Execute(Counting);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestScale.IsFull ? 12 : 3)];

    public void Dispose() => _database.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_script_that_is_cut_at_any_write_and_continued_does_all_once(int seed)
    {
        var tree = StepTree.Of(seed, leaves: 5 + (seed % 6), failing: seed % 3 != 0);
        var ended = tree.HasErrors ? "FinishedWithErrors" : "Finished";
        var whole = Start(tree, $"seed {seed}", cut: 0);
        var what = $"seed {seed}\n{tree.Script}";
        Same(tree.Output, whole.Output, what);
        Same(tree.Leaves, whole.Did, what);
        Assert.True(whole.Status == ended, $"{whole.Status}: {what}");

        var writes = (int)_database.Query<long>("SELECT last_value FROM public.writes");
        // The last of them releases the claim of a run that has ended.
        Assert.True(writes > 2 * tree.Leaves.Count, $"{writes} writes: {what}");
        var random = new Random(seed);
        var cuts = Enumerable.Range(1, writes - 1);
        foreach (var cut in TestScale.IsFull ? cuts : cuts.OrderBy(_ => random.Next()).Take(3).Append(1).Append(writes - 1))
            Continue(tree, ended, $"seed {seed}, cut {cut}", [cut, random.Next(2) == 0 ? random.Next(1, cut + 4) : 0, 0], what);
    }

    /// <summary>Starts a script with one cut after another, of which 0 is none.</summary>
    private void Continue(StepTree tree, string ended, string key, int[] cuts, string what)
    {
        what = $"{key}, all cuts {string.Join(", ", cuts)}, {what}";
        var (done, uncertain) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (start, cut) in cuts.Index())
        {
            var ran = Start(tree, key, cut);
            // What was at work when all was cut may be done again, unless its step has come back; all else is done once and in order.
            var expected = tree.Leaves.Where(id => !done.Contains(id) && (!uncertain.Contains(id) || ran.Did.Contains(id))).ToList();
            Same(ran.Status == ended ? expected : expected.Take(ran.Did.Count), ran.Did, $"start {start}, {what}");
            done.UnionWith(ran.Did.SkipLast(1));
            if (ran.Did.LastOrDefault() is { } last)
                (ran.Marks.ContainsKey(last) ? done : uncertain).Add(last);
            if (ran.Status == ended)
            {
                Same(tree.Output, ran.Output, $"start {start}, {what}");
                Assert.True(start > 0, $"The first start was not cut: {what}");
                EachContinuesTheOneBefore(key, what);
                return;
            }
            Assert.True(cut > 0, $"{ran.Status} without a cut: {what}");
            Assert.True(ran.Status is "" or "Abandoned", $"{ran.Status}: {what}");
        }
    }

    /// <summary>Starts a script in a new runspace, whose writes are refused from one on; it says how the run stands after that.</summary>
    private ScriptRun Start(StepTree tree, string key, int cut)
    {
        _database.Execute($"SELECT setval('public.writes', 0); UPDATE public.cut SET at = {cut}");
        ScriptRun ran;
        using (var session = new ScriptSession(tree.Script, $"Open-TrackStore -ConnectionString '{_database.ConnectionString}'"))
            ran = session.Start(key);
        // A minute goes by, in which no sign of life comes.
        _database.Execute("UPDATE public.cut SET at = 0; UPDATE tracking.alive SET until = LEAST(until, clock_timestamp())");
        return ran with { Status = Status(key) };
    }

    private string Status(string key)
    {
        using var store = _database.Open();
        return store.ListRuns("t").LastOrDefault(run => run.Key == key)?.Status.ToString() ?? "";
    }

    private void EachContinuesTheOneBefore(string key, string what)
    {
        using var store = _database.Open();
        var runs = store.ListRuns("t").Where(run => run.Key == key).ToList();
        for (var i = 1; i < runs.Count; i++)
            Assert.True(runs[i].Continues == runs[i - 1].Identity, $"Run {i} of {runs.Count} continues {runs[i].Continues}: {what}");
    }

    private static void Same(IEnumerable<string> expected, IReadOnlyList<string> actual, string what)
    {
        var (wanted, got) = (string.Join('|', expected), string.Join('|', actual));
        Assert.True(wanted == got, $"Expected {wanted}\nbut got  {got}\n{what}");
    }
}

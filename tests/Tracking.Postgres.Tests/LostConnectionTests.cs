using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>What is saved while connections break is saved exactly once, or an error says that it was not, or that nobody knows.</summary>
public sealed class LostConnectionTests(PostgresServer server)
{
    private const string Plain = "SSL Mode=Disable;GSS Encryption Mode=Disable";

    private const string Others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private static readonly PostgresOptions Patient = new() { Patience = TimeSpan.FromSeconds(60) };

    private static readonly MemoryTrackStore Source = NewSource();

    private static readonly StepRecord Step =
        new(0, 1, "s", "k", 0, "") { Status = StepStatus.Completed, StartUtc = TestClock.Epoch, EndUtc = TestClock.Epoch };

    private static TrackDraft Draft(int i, SaveMode mode = SaveMode.Add) => new("a", "u", Json.Data($$"""{"i":{{i}}}""")) { Mode = mode };

    [Theory]
    [InlineData("single", Cut.Before, "")]
    [InlineData("single", Cut.After, "")]
    [InlineData("batch", Cut.Before, "")]
    [InlineData("batch", Cut.After, "")]
    [InlineData("new run", Cut.Before, "COMMIT\0")]
    [InlineData("new run", Cut.After, "COMMIT\0")]
    [InlineData("merge", Cut.Before, "COMMIT\0")]
    [InlineData("merge", Cut.After, "COMMIT\0")]
    [InlineData("start", Cut.After, "COMMIT\0")]
    [InlineData("stop", Cut.After, "COMMIT\0")]
    [InlineData("step", Cut.Before, "COMMIT\0")]
    [InlineData("step", Cut.After, "COMMIT\0")]
    [InlineData("carry", Cut.Before, "COMMIT\0")]
    [InlineData("carry", Cut.After, "COMMIT\0")]
    [InlineData("remove", Cut.Before, "COMMIT\0")]
    [InlineData("remove", Cut.After, "COMMIT\0")]
    [InlineData("import", Cut.Before, "COMMIT\0")]
    [InlineData("import", Cut.After, "COMMIT\0")]
    public void A_change_whose_connection_is_cut_happens_once(string change, Cut cut, string text)
    {
        using var database = server.BorrowDatabase();
        using var proxy = new CutProxy(server.Port);
        using var store = Open(database, proxy, TimeSpan.FromSeconds(30));
        using var rehearsal = new MemoryTrackStore(() => TestClock.Epoch);
        Assert.Equal(Prepare(rehearsal), Prepare(store));
        proxy.CutOnce(cut, text);
        // Ids that were given to what failed are left out (rule 4.1).
        var leavesOut = cut == Cut.Before && text.Length > 0 && change is "new run" or "step" or "carry" or "import";
        AssertSame(Do(change, rehearsal), Do(change, store));
        Assert.Equal(1, proxy.Cuts);
        AssertSame(StoreState.Of(rehearsal), StoreState.Of(store));

        void AssertSame(string expected, string actual)
        {
            Assert.Equal(leavesOut ? WithoutNumbers(expected) : expected, leavesOut ? WithoutNumbers(actual) : actual);
        }
    }

    [Theory]
    [InlineData(Cut.Before, TrackingErrorCode.TrackStoreOutcomeUnknown, 2)]
    [InlineData(Cut.After, TrackingErrorCode.TrackStoreOutcomeUnknown, 3)]
    public void When_the_server_stays_away_after_a_save_was_sent_nobody_knows(Cut cut, TrackingErrorCode code, int tracks)
    {
        using var database = server.BorrowDatabase();
        using var proxy = new CutProxy(server.Port);
        using var store = Open(database, proxy, TimeSpan.Zero);
        Prepare(store);
        proxy.CutOnce(cut, stayDown: true);
        Assert.Equal(code, Assert.Throws<TrackingException>(() => store.Save(Draft(9))).Code);
        // What came before it is no part of what comes after.
        proxy.IsDown = false;
        Assert.Equal(tracks, store.Count().Tracks);
        Assert.Equal(tracks + 1, store.Save(Draft(10)).Number);
    }

    [Fact]
    public void When_it_is_away_before_a_save_nothing_is_stored_and_the_error_says_so()
    {
        using var database = server.BorrowDatabase();
        using var proxy = new CutProxy(server.Port);
        using var store = Open(database, proxy, TimeSpan.Zero);
        Prepare(store);
        proxy.IsDown = true;
        proxy.CutOnce(Cut.Before, stayDown: true);
        Assert.Throws<TrackingException>(() => store.Count());
        var error = Assert.Throws<TrackingException>(() => store.Save(Draft(9)));
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionFailed, error.Code);
        Assert.Contains("Nothing of this was stored", error.Message, StringComparison.Ordinal);
        proxy.IsDown = false;
        Assert.Equal(2, store.Count().Tracks);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_waits_no_longer_for_a_server_that_is_away_gives_up(bool isSilent)
    {
        using var database = server.BorrowDatabase();
        using var proxy = new CutProxy(server.Port);
        using var store = Open(database, proxy, TimeSpan.FromHours(1));
        Prepare(store);
        if (!isSilent)
            proxy.CutOnce(Cut.Before, stayDown: true);
        // Takes connections and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var address = ServerAddress.Parse($"Host=127.0.0.1;Port={port};Database=d;Username=u;Timeout=1000;{Plain}");
        using var cancelled = new CancellationTokenSource();
        var waiting = Task.Run(
            () =>
            {
                if (isSilent)
                    PostgresTrackStore.Open(address, new PostgresOptions(), cancelled.Token).Dispose();
                else
                    store.Save(Draft(9), cancelled.Token);
            },
            TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await cancelled.CancelAsync();
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => waiting.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        // The others go on.
        proxy.IsDown = false;
        Assert.Equal(2, store.Count().Tracks);
        Assert.Equal(3, store.Save(Draft(10)).Number);
    }

    [Fact]
    public async Task Backends_that_are_terminated_again_and_again_lose_and_double_nothing()
    {
        using var database = server.BorrowDatabase();
        using var store = database.Open(Patient);
        using var ended = new CancellationTokenSource();
        var killer = Task.Run(() => Kill(database, ended.Token), TestContext.Current.CancellationToken);
        List<(int, long)> acknowledged;
        try
        {
            var single = Enumerable.Range(20_000, 300).Select(i => (i, store.Save(Draft(i)).Number));
            acknowledged = [.. Save(store, 0, 20_000), .. single];
        }
        finally
        {
            await ended.CancelAsync();
        }
        Assert.True(await killer > 0, "No backend was there to be terminated.");
        AssertOnce(store, acknowledged, 20_300);
    }

    [Fact]
    public async Task A_server_that_crashes_and_restarts_in_the_middle_loses_and_doubles_nothing()
    {
        using var own = new PostgresServer();
        using var database = own.NewDatabase();
        using var store = database.Open(Patient);
        var begun = new TaskCompletionSource();
        var saving = Task.Run(
            () =>
            {
                var acknowledged = new List<(int, long)>();
                for (var start = 0; start < 60_000; start += 2000)
                {
                    acknowledged.AddRange(Save(store, start, 2000));
                    begun.TrySetResult();
                }
                return acknowledged;
            },
            TestContext.Current.CancellationToken);
        await begun.Task;
        own.Kill();
        own.Restart();
        AssertOnce(store, await saving, 60_000);
    }

    [Fact]
    public void An_answer_whose_connection_breaks_says_so_and_the_next_one_is_whole()
    {
        using var database = server.BorrowDatabase();
        using var store = database.Open(new PostgresOptions { FirstPage = 10, Patience = TimeSpan.FromSeconds(30) });
        Save(store, 0, 3000);
        var answer = store.Search(new TrackQuery());
        database.Execute($"SELECT pg_terminate_backend(pid) {Others}");
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionFailed, Assert.Throws<TrackingException>(() => answer.Count()).Code);
        Assert.Equal(3000, store.Search(new TrackQuery()).Count());
    }

    private static PostgresTrackStore Open(TestDatabase database, CutProxy proxy, TimeSpan patience) => PostgresTrackStore.Open(
        ServerAddress.Parse(
            $"Host=127.0.0.1;Port={proxy.Port};Database={database.Name};Username=owner;Timeout=5;Max Auto Prepare=0;{Plain}"),
        new PostgresOptions { Clock = () => TestClock.Epoch, Patience = patience });

    private static MemoryTrackStore NewSource()
    {
        var source = new MemoryTrackStore(() => TestClock.Epoch);
        source.Save([Draft(6), Draft(7)], _ => { });
        return source;
    }

    private static string Prepare(ITrackStore store) =>
        string.Join('\n', new[] { store.Save(Draft(1)), store.Save(Draft(2)) }.Select(StoreState.Show));

    private static string Do(string change, ITrackStore store)
    {
        switch (change)
        {
            case "single":
                return StoreState.Show(store.Save(Draft(3)));
            case "new run":
                return StoreState.Show(store.Save(new TrackDraft("b", "u", Json.Data("{}"))));
            case "batch":
                var acknowledged = new List<string>();
                store.Save([Draft(3), Draft(4), Draft(5)], t => acknowledged.Add(StoreState.Show(t)));
                return string.Join('\n', acknowledged);
            case "merge":
                return StoreState.Show(store.Save(Draft(3, SaveMode.Merge)));
            case "import":
                var imported = store.Import(Source.ExportRuns(), [.. Source.Export(new TrackQuery())]);
                return string.Join('\n', imported.Tracks.Select(t => $"{t.Outcome} {StoreState.Show(t.Track)}"));
            case "start":
                return StoreState.Show(store.StartRun("a"));
            case "step":
                return StoreState.Show(store.SaveStep(Step));
            case "carry":
                StepRecord[] carried = [Step with { StepId = 4 }, Step with { StepId = 5, ParentId = 4 }];
                return StoreState.Show(store.Start(new RunDraft("a") { Carried = carried }));
            case "stop":
                return StoreState.Show(store.StopRun("a"));
            default:
                return StoreState.Show(store.Remove(2));
        }
    }

    private static string WithoutNumbers(string state) => Regex.Replace(state, "[0-9]+", "n");

    private static List<(int I, long Number)> Save(PostgresTrackStore store, int start, int count)
    {
        var acknowledged = new List<(int, long)>();
        store.Save(
            [.. Enumerable.Range(start, count).Select(i => Draft(i))],
            track => acknowledged.Add((start + acknowledged.Count, track.Number)));
        return acknowledged;
    }

    internal static void AssertOnce(ITrackStore store, IReadOnlyList<(int I, long Number)> acknowledged, int count)
    {
        Assert.Equal(Enumerable.Range(0, count), acknowledged.Select(a => a.I));
        Assert.Equal(
            acknowledged.Select(a => (a.Number, $$"""{"i":{{a.I}}}""")),
            store.Search(new TrackQuery()).OrderBy(t => t.Number).Select(t => (t.Number, Json.Text(t.Data))));
    }

    private static int Kill(TestDatabase database, CancellationToken ended)
    {
        var killed = 0;
        while (!ended.IsCancellationRequested)
        {
            killed += (int)database.Query<long>($"SELECT count(pg_terminate_backend(pid)) {Others}");
            // Some pauses are too short for a batch, and some are long enough, also on a busy machine.
            Thread.Sleep(Random.Shared.Next(10, 500));
        }
        return killed;
    }
}

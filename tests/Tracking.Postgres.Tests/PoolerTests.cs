using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>A pooler of transactions between the store and its server, as it comes (rule 1.15).</summary>
public sealed class PoolerTests(PostgresServer server) : IDisposable
{
    private const int Copied = 50;

    /// <summary>What all clients copy at once, and what is there once all the same.</summary>
    private static readonly MemoryTrackStore Source = NewSource();

    private readonly TestDatabase _database = server.NewDatabase();

    [Fact]
    public void Six_clients_do_all_that_there_is_to_do_through_four_connections()
    {
        const int Clients = 6;
        const int Rounds = 60;
        using var pooler = new Pooler(server);
        var saved = InParallel(Clients, client => Work(pooler, client, Rounds)).SelectMany(numbers => numbers).ToList();
        Assert.Equal(saved.Count, saved.Distinct().Count());
        using var store = pooler.Open(_database);
        var tracks = store.Search(new TrackQuery()).ToList();
        Assert.Equal(saved.Count + Copied, tracks.Count);
        Assert.Equal(saved.Order(), tracks.Where(track => track.TaskId != "copied").Select(track => track.Number).Order());
        Assert.Equal(Clients * 2, store.ListRuns().Count(run => run.Status == RunStatus.Finished));
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void Sixteen_clients_save_through_four_connections_and_none_fails()
    {
        var each = TestScale.IsFull ? 625 : 40;
        using var pooler = new Pooler(server);
        var saved = InParallel(16, client =>
        {
            using var store = pooler.Open(_database);
            return Enumerable.Range(0, each).Select(i => store.Save(Draft($"task {client % 3}", client, i)).Number).ToList();
        });
        Assert.Equal(Enumerable.Range(1, 16 * each).Select(n => (long)n), saved.SelectMany(numbers => numbers).Order());
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public void Nothing_is_left_behind_in_a_backend_that_others_get(string mode)
    {
        const string Left = """
            SELECT (SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM pg_listening_channels())
                + (SELECT count(*) FROM pg_cursors WHERE name <> '') + (SELECT count(*) FROM pg_class WHERE relpersistence = 't')
                + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
                + (SELECT count(*) FROM pg_settings WHERE source = 'session' AND name NOT IN ('application_name', 'client_encoding'))
            """;
        using var pooler = new Pooler(server, mode, size: 1);
        var store = pooler.Open(_database, ";No Reset On Close=false;Max Auto Prepare=5");
        for (var i = 0; i < 10; i++)
        {
            store.Save(Draft("a", 1, i));
            store.Save([Draft("a", 1, i), Draft("b", 1, i)], _ => { });
            Assert.Equal((i + 1) * 3, store.Search(new TrackQuery()).Count());
        }
        using (store.Follow())
            store.StartRun("c");
        using (var next = new NpgsqlConnection(pooler.ConnectionString(_database) + ";Pooling=false;Max Auto Prepare=0"))
        {
            if (mode == "session")
                store.Dispose();
            next.Open();
            using var command = new NpgsqlCommand(Left, next);
            Assert.Equal(0L, command.ExecuteScalar());
        }
        store.Dispose();
    }

    [Fact]
    public void A_pooler_that_hides_itself_is_known_by_the_statements_that_it_mixes_up()
    {
        using var pooler = new Pooler(server, size: 1);
        pooler.Open(_database).Dispose();
        using var proxy = new CutProxy(pooler.Port)
        {
            Backend = _database.Query<int>(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"),
        };
        var address = $"Host=127.0.0.1;Port={proxy.Port};Database={_database.Name};Username=owner;SSL Mode=Disable";
        using var first = PostgresTrackStore.Open(ServerAddress.Parse(address), new PostgresOptions());
        using var second = PostgresTrackStore.Open(ServerAddress.Parse(address), new PostgresOptions());
        for (var i = 0; i < 20; i++)
        {
            first.Save(Draft("a", 1, i));
            second.Save([Draft("a", 2, i), Draft("a", 2, i)], _ => { });
            second.Save(Draft("a", 2, i));
        }
        Assert.True(first.IsBehindPooler || second.IsBehindPooler);
        Assert.Equal(80, second.Search(new TrackQuery()).Count());
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void A_direct_connection_is_taken_for_one_and_statements_are_prepared_on_it()
    {
        using var store = _database.Open();
        Assert.False(store.IsBehindPooler);
        using var pooler = new Pooler(server);
        using var pooled = pooler.Open(_database);
        Assert.True(pooled.IsBehindPooler);
        using var named = pooler.Open(_database, ";Max Auto Prepare=0");
        Assert.True(named.IsBehindPooler);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Max Auto Prepare=0")]
    public void A_pooler_of_statements_is_refused_at_once(string more)
    {
        using var pooler = new Pooler(server, "statement");
        var error = Assert.Throws<TrackingException>(() => pooler.Open(_database, more));
        Assert.Equal(TrackingErrorCode.TrackStorePoolerUnsuitable, error.Code);
        Assert.Contains("Set its pool_mode to transaction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pooler_of_statements_is_refused_before_tables_are_made()
    {
        using var empty = server.NewEmptyDatabase();
        using var pooler = new Pooler(server, "statement");
        var error = Assert.Throws<TrackingException>(
            () => PostgresTrackStore.Open(pooler.ConnectionString(empty), null, initialize: true));
        Assert.Equal(TrackingErrorCode.TrackStorePoolerUnsuitable, error.Code);
        Assert.False(empty.Query<bool>("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tracking')"));
    }

    [Fact]
    public void Tables_are_made_through_a_pooler_by_several_at_once()
    {
        using var empty = server.NewEmptyDatabase();
        using var pooler = new Pooler(server);
        var numbers = InParallel(6, client =>
        {
            using var store = PostgresTrackStore.Open(pooler.ConnectionString(empty), null, initialize: true);
            return store.Save(Draft("a", client, 0)).Number;
        });
        Assert.Equal([1, 2, 3, 4, 5, 6], numbers.Order());
    }

    [Theory]
    [InlineData(";Options=-c statement_timeout=5s", TrackingErrorCode.TrackStorePoolerUnsuitable, "accepts no settings of a session")]
    [InlineData(";Username=nobody", TrackingErrorCode.TrackStoreConnectionFailed, "authentication failed")]
    public void What_a_pooler_refuses_is_said_at_once_and_in_its_words(string more, TrackingErrorCode code, string words)
    {
        using var pooler = new Pooler(server);
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<TrackingException>(() => pooler.Open(_database, more));
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        // Not after the time for which a server that is away is waited for.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 29);
    }

    public void Dispose() => _database.Dispose();

    private static TrackDraft Draft(string task, int client, int i) => new(task, $"user {client}", Json.Data($$"""{"i":{{i}}}"""));

    private static List<T> InParallel<T>(int clients, Func<int, T> work)
    {
        var (answers, faults) = (new ConcurrentQueue<T>(), new ConcurrentQueue<Exception>());
        var threads = Enumerable.Range(0, clients).Select(client => new Thread(() =>
        {
            try
            {
                answers.Enqueue(work(client));
            }
            catch (Exception error)
            {
                faults.Enqueue(error);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(faults);
        return [.. answers];
    }

    /// <summary>What a client of many does; gives the ids of what it saved.</summary>
    private List<long> Work(Pooler pooler, int client, int rounds)
    {
        using var store = pooler.Open(_database);
        using var follower = store.Follow();
        var saved = new List<long>();
        var followed = new HashSet<long>();
        var task = $"task {client}";
        for (var i = 0; i < rounds; i++)
        {
            if (i % 30 == 0)
                StartAndStop(store, $"run {client}", saved);
            if (i % 3 == 0)
                store.Save([.. Enumerable.Range(0, 4).Select(n => Draft(task, client, n))], track => saved.Add(track.Number));
            else
                saved.Add(store.Save(Draft(task, client, i)).Number);
            if (i % 10 == 0)
                store.Save(new TrackDraft(task, $"user {client}", Json.Data("""{"i":-1}""")) { Mode = SaveMode.Update });
            Assert.Equal(saved[^1], store.Search(new TrackQuery { Users = [new($"user {client}")], Last = 1 }).Single().Number);
            Assert.Contains(store.ListTasks(), found => found.TaskId == task);
            followed.UnionWith(follower.Read().Where(change => change.Track != null).Select(change => change.Track!.Number));
        }
        followed.UnionWith(follower.Read().Where(change => change.Track != null).Select(change => change.Track!.Number));
        Assert.Superset(saved.ToHashSet(), followed);
        new StoreCopier(Source, store).CopyAll();
        return saved;
    }

    private static void StartAndStop(PostgresTrackStore store, string task, List<long> saved)
    {
        var run = store.StartRun(task);
        var step = store.SaveStep(new StepRecord(0, run.RunId, "s", null, 0, ""));
        saved.Add(store.Save(new TrackDraft(task, "u", Json.Data("{}")) { RunId = run.RunId, StepId = step.StepId }).Number);
        store.SaveStep(step with { Status = StepStatus.Completed, EndUtc = DateTime.UtcNow });
        using (store.TryClaim(task, "k", out _))
            Assert.Equal(RunStatus.Running, store.FindRun(run.RunId)!.Status);
        store.StopRun(task);
    }

    private static MemoryTrackStore NewSource()
    {
        var source = new MemoryTrackStore();
        source.Save([.. Enumerable.Range(0, Copied).Select(i => new TrackDraft("copied", "c", Json.Data($$"""{"i":{{i}}}""")))], _ => { });
        return source;
    }
}

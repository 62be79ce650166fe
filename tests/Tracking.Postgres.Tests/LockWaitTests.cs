using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;
using Tracking.Postgres.Writes;
using Xunit;

namespace Tracking.Tests;

/// <summary>What waits for the locks of others says for whose, within its patience, and goes on when they are gone (rule 1.18).</summary>
public sealed class LockWaitTests(PostgresServer server) : IDisposable
{
    private const string Impatient = ";Patience=2";

    private readonly TestDatabase _database = server.NewDatabase();

    /// <summary>What someone holds, and what cannot go on meanwhile.</summary>
    public static TheoryData<string, string> Situations => new()
    {
        { "LOCK TABLE tracking.tracks", "save batch search export tasks users count follow initialize" },
        { "ALTER TABLE tracking.tracks ADD COLUMN extra integer", "save batch search export tasks users count follow initialize" },
        { "LOCK TABLE tracking.runs, tracking.steps", "save batch start stop runs last steps follow" },
        { "SELECT FROM tracking.runs WHERE run_id = 1 FOR UPDATE", "save batch stop" },
        { "SELECT FROM tracking.store FOR UPDATE", "update merge start stop step remove import claim" },
        { "LOCK TABLE tracking.migrations", "open initialize" },
        { "SELECT pg_advisory_xact_lock(8390876135376383591)", "initialize" },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Whoever_waits_hears_for_whom_nothing_is_changed_and_it_works_when_that_is_over(string held, string waiting)
    {
        using var store = _database.Open();
        store.Save(Draft());
        var before = StoreState.Of(store);
        using var holder = Connection("owner", "nightly job");
        using var transaction = holder.BeginTransaction();
        Execute(holder, held);
        // All at once: each waits for as long as its patience lasts.
        var stores = waiting.Split(' ').Select(work => (Work: work, Store: work is "open" or "initialize" ? null : Opened())).ToList();
        var errors = stores.Select(one => OnItsOwn(() => Error(one.Work, one.Store))).ToList();
        foreach (var ((work, _), error) in stores.Zip(await Task.WhenAll(errors)))
        {
            Assert.True(error.Code == TrackingErrorCode.TrackStoreLocked, $"{work}: {error}");
            var (who, how) = (
                $"it waits for 'nightly job' (login owner, from 127.0.0.1, backend {holder.ProcessID}, in a transaction since 20",
                "Z, and idle now). Try again");
            Assert.True(error.Message.Contains(who, StringComparison.Ordinal), $"{work}: {error.Message}");
            Assert.True(error.Message.Contains(how, StringComparison.Ordinal), $"{work}: {error.Message}");
        }
        transaction.Rollback();
        Assert.Equal(before, StoreState.Of(store));
        foreach (var (work, one) in stores)
        {
            Do(work, one);
            one?.Dispose();
        }

        PostgresTrackStore Opened() => _database.Open(more: Impatient);
    }

    [Fact]
    public async Task Of_a_queue_those_are_named_that_hold_it_up()
    {
        using var store = _database.Open(more: Impatient);
        store.Save(Draft());
        using var reader = Connection("owner", "a report");
        using var reading = reader.BeginTransaction();
        Execute(reader, "SELECT FROM tracking.tracks");
        using var owner = Connection("owner", "an upgrade");
        using var altering = owner.BeginTransaction();
        var altered = Task.Run(
            () => Execute(owner, "ALTER TABLE tracking.tracks ADD COLUMN extra integer"), TestContext.Current.CancellationToken);
        AwaitWaiting();
        var error = Error("save", store);
        Assert.Contains($"'a report' (login owner, from 127.0.0.1, backend {reader.ProcessID}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("an upgrade", error.Message, StringComparison.Ordinal);
        reading.Rollback();
        await altered;
        altering.Rollback();
        Do("save", store);
    }

    [Fact]
    public void A_login_that_may_not_see_what_others_do_hears_who_they_are()
    {
        const string Login = "locked_out";
        _database.Execute($"""
            DO $$ BEGIN
                IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{Login}') THEN DROP OWNED BY {Login}; DROP ROLE {Login}; END IF;
            END $$;
            CREATE ROLE {Login} LOGIN; GRANT USAGE ON SCHEMA tracking TO {Login}; GRANT ALL ON ALL TABLES IN SCHEMA tracking TO {Login};
            GRANT ALL ON ALL SEQUENCES IN SCHEMA tracking TO {Login};
            """);
        using var store = _database.Open(user: Login, more: Impatient);
        store.Save(Draft());
        using var holder = Connection("owner", "nightly job");
        using var transaction = holder.BeginTransaction();
        Execute(holder, "LOCK TABLE tracking.tracks");
        Assert.Contains(
            $"'nightly job' (login owner, backend {holder.ProcessID}; what it does is not shown to this login)",
            Error("save", store).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Who_waits_behind_a_pooler_hears_for_whom_as_well()
    {
        using var pooler = new Pooler(server);
        using var store = pooler.Open(_database, Impatient);
        store.Save(Draft());
        Assert.True(store.IsBehindPooler);
        using var holder = Connection("owner", "nightly job");
        using var transaction = holder.BeginTransaction();
        Execute(holder, "LOCK TABLE tracking.tracks");
        Assert.Contains($"backend {holder.ProcessID}", Error("save", store).Message, StringComparison.Ordinal);
        Assert.Contains($"backend {holder.ProcessID}", Error("search", store).Message, StringComparison.Ordinal);
        transaction.Rollback();
        Do("save", store);
    }

    [Fact]
    public void Others_are_named_by_program_process_and_host_also_behind_a_pooler()
    {
        using var pooler = new Pooler(server);
        using var direct = _database.Open(new PostgresOptions { Host = "web-07" });
        direct.Save(Draft());
        using var pooled = PostgresTrackStore.Open(
            ServerAddress.Parse(pooler.ConnectionString(_database)), new PostgresOptions { Host = "web-08" });
        pooled.Save(Draft());
        foreach (var host in (string[])["web-07", "web-08"])
        {
            Assert.Equal(
                ApplicationName.Of(host),
                _database.Query<string>($"""
                    SELECT min(application_name) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE '%on {host}'
                    """));
        }
    }

    [Theory]
    [InlineData("pwsh", 4711, "web-07", "Tracking pwsh 4711 on web-07")]
    [InlineData("pwsh", 1, "büro", "Tracking pwsh 1 on b?ro")]
    [InlineData("a program of a long name", 4194304, "h", "Tracking a program of a~ 4194304 on h")]
    [InlineData("pwsh", 4711, "host-with-a-long-name.department.division.example.org",
        "Tracking pwsh 4711 on host-with-a-long-name.department.divisio~")]
    public void A_name_is_what_the_server_shows_of_it(string program, int process, string host, string name)
    {
        Assert.Equal(name, ApplicationName.Of(program, process, host));
        using var connection = new NpgsqlConnection($"{_database.ConnectionString};Pooling=false;Application Name={name}");
        connection.Open();
        using var command = new NpgsqlCommand("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()", connection);
        Assert.Equal(name, command.ExecuteScalar());
    }

    [Fact]
    public void A_name_that_the_address_gives_stands()
    {
        using var store = _database.Open(more: ";Application Name=fleet-1");
        store.Save(Draft());
        Assert.Equal("fleet-1", _database.Query<string>("""
            SELECT min(application_name) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
            """));
    }

    [Fact]
    public void A_wait_of_an_opening_is_reported_with_whom_it_is_for_on_the_threads_own_time()
    {
        using var holder = Connection("owner", "nightly job");
        using var transaction = holder.BeginTransaction();
        Execute(holder, "LOCK TABLE tracking.migrations");
        var reports = new Reports();
        var error = Assert.Throws<TrackingException>(() => _database.Open(new PostgresOptions { Waiting = reports }, more: ";Patience=5"));
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, error.Code);
        Assert.Contains(reports.All, said => said.Contains("up to 5 s: it waits for 'nightly job' (login owner", StringComparison.Ordinal));
        Assert.Equal([Environment.CurrentManagedThreadId], reports.Threads.Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_server_itself_ends_a_saves_wait_for_a_row_whose_client_does_not(int tracks)
    {
        using (var store = _database.Open())
            store.Save(Draft());
        using var holder = Connection("owner", "nightly job");
        using var transaction = holder.BeginTransaction();
        Execute(holder, "SELECT FROM tracking.runs FOR UPDATE");
        using var client = Connection("owner", "a client");
        var writer = new WriterIdentity("h");
        var command = tracks == 1
            ? SaveStatement.Command(Draft(runId: 1), writer, 1, null, 0, "50")
            : BatchStatement.Command([Draft(runId: 1), Draft(runId: 1)], writer, 1, null, 0, "50");
        using var batch = Sql.Batch(client, command);
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, Assert.Throws<PostgresException>(() => batch.ExecuteNonQuery()).SqlState);
        // It is that statement's setting, and no other one's.
        using var setting = new NpgsqlCommand("SHOW lock_timeout", client);
        Assert.Equal("0", setting.ExecuteScalar());
    }

    public void Dispose() => _database.Dispose();

    /// <summary>On a thread of its own: the pool has few to begin with, and those who wait here would hold up the others.</summary>
    private static Task<T> OnItsOwn<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static TrackDraft Draft(SaveMode mode = SaveMode.Add, int runId = 0) =>
        new("a", "u", Json.Data("""{"k":1}""")) { Mode = mode, RunId = runId };

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static PostgresOptions Later => new()
    {
        Initialize = true,
        Patience = TimeSpan.FromSeconds(2),
        Migrations = Migrations.Shipped.With(1000, "ALTER TABLE tracking.tracks ADD COLUMN later integer"),
    };

    private TrackingException Error(string work, PostgresTrackStore? store) => Assert.Throws<TrackingException>(() => Do(work, store));

    private void Do(string work, PostgresTrackStore? store)
    {
        switch (work)
        {
            case "save":
                store!.Save(Draft());
                break;
            case "batch":
                store!.Save([Draft(), Draft()], _ => { });
                break;
            case "update":
                store!.Save(Draft(SaveMode.Update));
                break;
            case "merge":
                store!.Save(Draft(SaveMode.Merge));
                break;
            case "start":
                store!.Start(new RunDraft("b"));
                break;
            case "stop":
                store!.StopRun(null, 1);
                break;
            case "step":
                store!.SaveStep(new StepRecord(0, 1, "s", "k", 0, "") { Status = StepStatus.Running, StartUtc = TestClock.Epoch });
                break;
            case "remove":
                store!.Remove(1);
                break;
            case "import":
                using (var source = new Engine.MemoryTrackStore())
                {
                    source.Save(Draft());
                    store!.Import(source.ExportRuns(), [.. source.Export(new TrackQuery())]);
                }
                break;
            case "claim":
                store!.TryClaim("t", null, out _)!.Dispose();
                break;
            case "search":
                Assert.NotNull(store!.Search(new TrackQuery()).ToList());
                break;
            case "export":
                Assert.NotNull(store!.Export(new TrackQuery()).ToList());
                break;
            case "tasks":
                store!.ListTasks();
                break;
            case "users":
                store!.ListUsers();
                break;
            case "runs":
                store!.ListRuns();
                break;
            case "last":
                store!.ListLastRuns(new RunQuery("a"));
                break;
            case "steps":
                store!.ListSteps();
                break;
            case "follow":
                store!.Follow().Dispose();
                break;
            case "open":
                _database.Open(new PostgresOptions { Patience = TimeSpan.FromSeconds(2) }).Dispose();
                break;
            case "initialize":
                _database.Open(Later).Dispose();
                break;
            default:
                store!.Count();
                break;
        }
    }

    private NpgsqlConnection Connection(string login, string name)
    {
        var connection = new NpgsqlConnection(server.ConnectionString(_database.Name, login) + $";Pooling=false;Application Name={name}");
        connection.Open();
        return connection;
    }

    private void AwaitWaiting()
    {
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        Assert.True(SpinWait.SpinUntil(() => _database.Query<long>(Waiting) > 0, 60_000));
    }

    private sealed class Reports : IProgress<string>
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ConcurrentQueue<int> Threads { get; } = new();

        public void Report(string value)
        {
            All.Enqueue(value);
            Threads.Enqueue(Environment.CurrentManagedThreadId);
        }
    }
}

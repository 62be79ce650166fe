using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;
using Tracking.Postgres.Writes;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>A client decides a change and writes it by one statement, between which it holds nothing (rule 4.28).</summary>
public sealed class ChangeTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _store;
    private readonly WriterIdentity _identity = new("there");
    private readonly Server _server;
    private readonly LifeSigns _life;
    private readonly Writer _writer;

    public ChangeTests(PostgresServer server)
    {
        _database = server.NewDatabase();
        _store = _database.Open();
        _store.StartRun("a");
        _store.SaveStep(new StepRecord(0, 1, "s", null, 0, ""));
        _store.Save(Draft());
        _store.StopRun(null, _store.StartRun("old").RunId);
        _server = new Server(
            ServerAddress.Parse(_database.ConnectionString), TimeSpan.FromSeconds(30), Migrations.Shipped.Newest, _identity);
        _life = new LifeSigns(_server, _identity, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(15));
        _writer = new Writer(_server, _identity, clock: null, _ => { });
    }

    public void Dispose()
    {
        _life.Dispose();
        _server.Dispose();
        _store.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData("start")]
    [InlineData("continue")]
    [InlineData("stop")]
    [InlineData("step")]
    [InlineData("step again")]
    [InlineData("update")]
    [InlineData("replace by id")]
    [InlineData("first save")]
    [InlineData("save with a run key")]
    [InlineData("remove a track")]
    [InlineData("remove a run")]
    [InlineData("import")]
    [InlineData("claim")]
    [InlineData("rebuild keys")]
    public async Task Who_is_stopped_while_it_decides_holds_nobody_up_and_goes_on_afterwards(string kind)
    {
        using var isDeciding = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        var change = Task.Run(
            () => Write(kind, _ =>
            {
                isDeciding.Set();
                goesOn.Wait();
            }),
            TestContext.Current.CancellationToken);
        isDeciding.Wait(TestContext.Current.CancellationToken);
        try
        {
            DoAll();
            const string Locks = """
                SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE d.datname = current_database() AND l.relation IS NOT NULL AND l.mode LIKE '%Exclusive%'
                """;
            Assert.Equal(0L, _database.Query<long>(Locks));
        }
        finally
        {
            goesOn.Set();
        }
        await change;
        FleetTests.AssertConsistent(_database);
    }

    [Theory]
    [InlineData("stop", "UPDATE tracking.runs SET status = 1, xid = pg_current_xact_id() WHERE run_id = 1")]
    [InlineData("step", "UPDATE tracking.runs SET continued_by = 1 WHERE run_id = 2")]
    [InlineData("step again", "UPDATE tracking.steps SET attempt = 7, xid = pg_current_xact_id() WHERE step_id = 1")]
    [InlineData("update", "UPDATE tracking.tracks SET data = '{}', version = 1, xid = pg_current_xact_id() WHERE number = 1")]
    [InlineData("update", "UPDATE tracking.current_runs SET run_id = 2 WHERE run_id = 1")]
    [InlineData("replace by id", "UPDATE tracking.tracks SET data = '{}', version = 1, xid = pg_current_xact_id() WHERE number = 1")]
    [InlineData("remove a track", "UPDATE tracking.tracks SET data = '{}' WHERE number = 1")]
    [InlineData("continue", "UPDATE tracking.runs SET message = 'x' WHERE run_id = 2")]
    [InlineData("start", null)]
    [InlineData("stop", "UPDATE tracking.runs SET message = 'x', xid = pg_current_xact_id() WHERE run_id = 2")]
    [InlineData("update", "UPDATE tracking.steps SET attempt = 7, xid = pg_current_xact_id() WHERE step_id = 1")]
    public void What_was_read_and_is_not_so_any_more_is_decided_again(string kind, string? meanwhile)
    {
        var isOfSomethingElse = meanwhile == null
            || (kind == "stop" && meanwhile.EndsWith("WHERE run_id = 2", StringComparison.Ordinal))
            || (kind == "update" && meanwhile.Contains("tracking.steps", StringComparison.Ordinal));
        var count = 0;
        void Decided(int attempt)
        {
            count = attempt;
            if (attempt == 1 && meanwhile != null)
                _database.Execute(meanwhile);
        }
        try
        {
            Write(kind, Decided);
        }
        catch (TrackingException error) when (!isOfSomethingElse)
        {
            // What it finds the second time may not be changed so.
            Assert.Contains(error.Code, (TrackingErrorCode[])[TrackingErrorCode.TrackRunNotFound, TrackingErrorCode.TrackRunContinued]);
        }
        Assert.Equal(isOfSomethingElse ? 1 : 2, count);
    }

    [Fact]
    public void A_save_that_comes_in_between_keeps_its_run()
    {
        Write("remove the last track", attempt =>
        {
            if (attempt == 1)
                _store.Save(Draft(task: "b"));
        });
        Assert.Equal("b", _store.FindRun(3)!.TaskId);
        Assert.Equal(3, Assert.Single(_store.Search(new TrackQuery()), track => track.TaskId == "b").RunId);
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void Where_others_are_faster_again_and_again_it_ends_with_an_error_and_nothing_is_written()
    {
        using var server = new Server(
            ServerAddress.Parse(_database.ConnectionString), TimeSpan.FromSeconds(1), Migrations.Shipped.Newest, _identity);
        var writer = new Writer(server, _identity, clock: null, _ => { });
        var stop = new RunStop(null, 1, RunStatus.Finished, null, null, _identity);
        var error = Assert.Throws<TrackingException>(() => writer.Write(
            new Held(stop, _ => _database.Execute("UPDATE tracking.runs SET xid = pg_current_xact_id() WHERE run_id = 1")),
            CancellationToken.None));
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, error.Code);
        Assert.Equal(RunStatus.Running, _store.FindRun(1)!.Status);
    }

    /// <summary>One of many moments: also while it sends what does not fit into one packet.</summary>
    [Fact]
    public async Task A_client_that_is_stopped_at_any_moment_of_its_changes_holds_nobody_up()
    {
        using var client = FleetActs.Start(_database, nameof(FleetActs.Change));
        try
        {
            var random = new Random(3);
            for (var i = 0; i < (TestScale.IsFull ? 100 : 8); i++)
            {
                await Advance();
                await Task.Delay(random.Next(20), TestContext.Current.CancellationToken);
                FleetActs.Signal(client, "STOP");
                DoAll();
                FleetActs.Signal(client, "CONT");
            }
            await Advance();
        }
        finally
        {
            client.Kill();
        }
        FleetTests.AssertConsistent(_database);

        async Task Advance()
        {
            var before = Operations();
            while (Operations() == before)
            {
                Assert.False(client.HasExited, "The client ended.");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }

        long Operations() => _database.Query<long>("SELECT count(*) FROM tracking.operations");
    }

    private static TrackDraft Draft(string task = "a", string? key = null, SaveMode mode = SaveMode.Add, long number = 0) =>
        new(task, "u", Json.Data("""{"k":1}""")) { RunKey = key, Mode = mode, Number = number };

    /// <summary>Does all that another client may do; each waits no longer than for a moment, or is an error.</summary>
    private void DoAll()
    {
        using var other = _database.Open(more: ";Command Timeout=10");
        var run = other.StartRun("other");
        var step = other.SaveStep(new StepRecord(0, run.RunId, "s", null, 0, ""));
        other.SaveStep(step with { Status = StepStatus.Completed, EndUtc = step.StartUtc });
        var track = other.Save(Draft("other"));
        other.Save(Draft("other", mode: SaveMode.Update));
        other.Save(Draft("other", key: "k"));
        other.Save([Draft("other"), Draft("new")], _ => { });
        using var follower = other.Follow();
        other.Remove(track.Number);
        other.StopRun(null, run.RunId);
        follower.Read();
        other.RemoveRun(run.RunId);
    }

    private void Write(string kind, Action<int> onDecided)
    {
        _server.Begin(connection =>
        {
            _server.Schema.RequireReadable(connection);
            return true;
        }, waiting: null, CancellationToken.None);
        if (kind == "remove the last track")
            _store.Save(Draft("b"));
        IWrite<object> write = kind switch
        {
            "start" => new RunStart(new RunDraft("a"), _life),
            "continue" => new RunStart(new RunDraft("a") { Continues = _store.FindRun(2)!.Identity }, _life),
            "stop" => new RunStop(null, 1, RunStatus.Finished, null, null, _identity),
            "step" => new StepSave(new StepRecord(0, 2, "t", null, 0, ""), _life),
            "step again" => new StepSave(new StepRecord(1, 1, "s", null, 0, "") { Attempt = 2 }, _life),
            "update" => new Replacement(Draft(mode: SaveMode.Update), new WriterIdentity(null)),
            "replace by id" => new Replacement(Draft(mode: SaveMode.Update, number: 1), _identity),
            "first save" => new Additions([Draft("first")], _identity),
            "save with a run key" => new Additions([Draft("first", key: "k")], _identity),
            "remove a track" => new Removal(1),
            "remove the last track" => new Removal(2),
            "remove a run" => new RunRemoval(new RemovableRun(_store.FindRun(2)!)),
            "import" => new Imports(_store.ExportRuns(), [], [], _identity),
            "claim" => new ClaimTaking("a", "k", "there", _life),
            "rebuild keys" => new Boxed(new KeyRebuild()),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        _writer.Write(new Held(write, onDecided), CancellationToken.None);
    }

    /// <summary>A write that says how often it was decided, each time before it is sent.</summary>
    private sealed class Held(IWrite<object> write, Action<int> onDecided) : IWrite<object>
    {
        private int _count;

        public IReadOnlyList<NpgsqlBatchCommand> Locks() => write.Locks();

        public IReadOnlyList<NpgsqlBatchCommand> Reads() => write.Reads();

        public IReadOnlyList<NpgsqlBatchCommand> Checks() => write.Checks();

        public object Decide(DecidedChange change, NpgsqlDataReader answers)
        {
            try
            {
                return write.Decide(change, answers);
            }
            finally
            {
                onDecided(++_count);
            }
        }
    }

    private sealed class Boxed(IWrite<bool> write) : IWrite<object>
    {
        public object Decide(DecidedChange change, NpgsqlDataReader answers) => write.Decide(change, answers);
    }
}

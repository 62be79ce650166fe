using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Writes;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A large run is removed in parts, beside which others save, follow and remove (rule 4.25); and so is what upkeep removes.
/// </summary>
public sealed class RemovalInPartsTests : IDisposable
{
    /// <summary>Writes down how many rows each statement removes, and can have one of them wait in its middle.</summary>
    private const string Watch = """
        CREATE TABLE removals (of text, count bigint);
        CREATE TABLE waits (at bigint);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO removals SELECT TG_TABLE_NAME, count(*) FROM gone;
            IF TG_TABLE_NAME = 'tracks' AND (SELECT count(*) FROM removals WHERE of = 'tracks') = (SELECT at FROM waits) THEN
                PERFORM pg_advisory_xact_lock(19);
            END IF;
            RETURN NULL;
        END $$;
        DO $$
        DECLARE
            name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY['tracks', 'steps', 'keys', 'operations', 'alive', 'claims', 'writers', 'names'] LOOP
                EXECUTE format('CREATE TRIGGER note AFTER DELETE ON tracking.%s REFERENCING OLD TABLE AS gone
                    FOR EACH STATEMENT EXECUTE FUNCTION note()', name);
            END LOOP;
        END $$;
        """;

    private static readonly DateTime Late = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _store;

    public RemovalInPartsTests(PostgresServer server)
    {
        _database = server.NewDatabase();
        _store = _database.Open();
        _database.Execute(Watch);
    }

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData(3500, 10, 0)]
    [InlineData(10, 10, 2500)]
    [InlineData(2500, 2500, 1500)]
    [InlineData(1000, 1000, 1000)]
    public void No_statement_removes_more_than_a_part_and_nothing_of_the_run_is_left(int tracks, int users, int steps)
    {
        var run = Fill(tracks, users, steps);
        Assert.Equal((run, 1), (_store.RemoveRun(run).RunId, _store.ListRuns().Count));
        Assert.InRange(_database.Query<long>("SELECT max(count) FROM removals"), 1, RemovableRun.MostRows);
        Assert.Equal(tracks, _database.Query<long>("SELECT sum(count)::bigint FROM removals WHERE of = 'tracks'"));
        Assert.Equal(steps, _database.Query<long>("SELECT COALESCE(sum(count), 0)::bigint FROM removals WHERE of = 'steps'"));
        Assert.Equal(0, Left("keys", run));
        Assert.Equal(new StoreCounts(1, 1, 1, 1), _store.Count());
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public async Task Others_save_to_the_task_and_to_the_run_itself_and_follow_while_a_part_is_removed()
    {
        var run = Fill(3500, 10, 0);
        using var other = _database.Open();
        using var follower = other.Follow();
        using var removal = await Removal.Begin(_database, _store, run, part: 2);
        var saved = other.Save(new TrackDraft("a", "u", Json.Data("{}")) { RunId = 1 });
        var batch = new List<TrackRecord>();
        other.Save([Draft(1), Draft(run), Draft(run)], batch.Add);
        Assert.Equal([1, run, run], batch.Select(track => track.RunId));
        Assert.Equal(4, follower.Read().Count());
        Assert.Equal(RunStatus.Finished, other.FindRun(run)!.Status);
        Assert.False(removal.Task.IsCompleted);
        removal.GoOn();
        Assert.Equal(run, (await removal.Task).RunId);
        Assert.Equal([1L, saved.Number, batch[0].Number], other.Search(new TrackQuery()).Select(track => track.Number).Order());
        var error = Assert.Throws<TrackingException>(() => other.Save(Draft(run)));
        Assert.Equal(TrackingErrorCode.TrackRunNotFound, error.Code);
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public async Task Other_removals_and_changes_wait_for_the_part_and_not_for_the_run()
    {
        var (large, small) = (Fill(3500, 10, 0), Fill(5, 1, 0));
        using var other = _database.Open();
        using var removal = await Removal.Begin(_database, _store, large, part: 2);
        // The part after that one would wait again if these came behind it.
        _database.Execute("UPDATE waits SET at = 5");
        var changes = Task.Run(
            () => (other.RemoveRun(small), other.StartRun("a"), other.Save(Draft(1, SaveMode.Update))),
            TestContext.Current.CancellationToken);
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (_database.Query<long>(Waiting) < 2)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        removal.GoOn();
        await changes;
        Assert.Equal(large, (await removal.Task).RunId);
        FleetTests.AssertConsistent(_database);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_removal_that_is_cut_off_leaves_a_run_that_can_be_removed_again(int part)
    {
        var run = Fill(3500, 10, 0);
        var before = _store.FindRun(run)!;
        using (var removal = await Removal.Begin(_database, _store, run, part))
            await removal.Cut();
        Assert.Equal(before, _store.FindRun(run));
        Assert.Equal(3500 - ((part - 1) * RemovableRun.MostRows), Left("tracks", run));
        FleetTests.AssertConsistent(_database);
        Assert.Equal(run, _store.Save(Draft(run)).RunId);
        Assert.Equal(run, _store.RemoveRun(run).RunId);
        Assert.Equal(new StoreCounts(1, 1, 1, 1), _store.Count());
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public async Task A_removal_stops_where_someone_begins_to_work_on_the_run()
    {
        var run = Fill(3500, 10, 0);
        using var other = _database.Open();
        var atWork = other.StartRun("b").RunId;
        using var removal = await Removal.Begin(_database, _store, run, part: 2);
        _database.Execute($"""
            UPDATE tracking.runs SET status = 0, writer = (SELECT writer FROM tracking.runs WHERE run_id = {atWork}) WHERE run_id = {run}
            """);
        removal.GoOn();
        var error = await Assert.ThrowsAsync<TrackingException>(() => removal.Task);
        Assert.Equal(TrackingErrorCode.TrackRunClaimed, error.Code);
        Assert.Equal(1500, Left("tracks", run));
    }

    [Fact]
    public void Upkeep_forgets_what_is_over_by_a_few_pages_at_once_and_nothing_else()
    {
        var run = Fill(20, 10, 0);
        _database.Execute("""
            INSERT INTO tracking.operations (writer, operation, written)
            SELECT gen_random_uuid(), i, now() - CASE WHEN i % 3 = 0 THEN interval '29 days' ELSE interval '31 days' END
            FROM generate_series(1, 6000) i;
            INSERT INTO tracking.alive (writer, host, process, until)
            SELECT gen_random_uuid(), 'h', 1, now() - interval '2 days' FROM generate_series(1, 6000) i;
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name)
            SELECT 'A', 999, 'GONE ' || i, 'a', 'gone ' || i FROM generate_series(1, 6000) i;
            INSERT INTO tracking.names (name_key, name) SELECT user_key, user_name FROM tracking.keys WHERE run_id = 999;
            INSERT INTO tracking.writers (writer, started)
            SELECT gen_random_uuid(), now() - interval '31 days' FROM generate_series(1, 2500);
            """);
        var (operations, signs) = (Count("operations"), Count("alive"));
        _store.Optimize();
        Assert.InRange(_database.Query<long>("SELECT max(count) FROM removals"), 500, Math.Max(1000, CleanUp.Pages * 291));
        Assert.Equal(
            ((long)operations - 4000, (long)signs - 6000, 11L, 11L, 1L),
            (Count("operations"), Count("alive"), Count("keys"), Count("names"), Count("writers")));
        Assert.Equal(10, Left("keys", run));
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void No_claim_of_before_counts_again_when_upkeep_forgets_the_one_after_it()
    {
        _store.StartRun("a");
        _database.Execute("""
            INSERT INTO tracking.claims (number, released, task_key, key_hash, host_key, host, process, writer, at)
            SELECT c.number, c.released, 'T', '', 'HERE', 'here', 1, c.writer, now() - interval '2 days'
            FROM (VALUES
                (1001, false, (SELECT writer FROM tracking.alive LIMIT 1)),
                (1002, false, gen_random_uuid()),
                (1002, true, gen_random_uuid())
            ) c (number, released, writer)
            """);
        _store.Optimize();
        using var other = _database.Open();
        using var claim = other.TryClaim("t", null, "here", out var holder);
        Assert.True(claim != null, holder);
    }

    private long Count(string table) => _database.Query<long>($"SELECT count(*) FROM tracking.{table}");

    private static TrackDraft Draft(int run, SaveMode mode = SaveMode.Add) =>
        new("a", "u", Json.Data("{}")) { RunId = run, Mode = mode };

    private long Left(string table, int run) => _database.Query<long>($"SELECT count(*) FROM tracking.{table} WHERE run_id = {run}");

    /// <summary>A run with so many tracks and steps, that ended; and once, a run before it with a track.</summary>
    private int Fill(int tracks, int users, int steps)
    {
        if (_store.Count().Runs == 0)
        {
            _store.StartRun("a");
            _store.Save(new TrackDraft("a", "user 0", Json.Data("{}")));
        }
        var run = _store.StartRun("a").RunId;
        // The run ends with its first track, which is in the first part.
        var drafts = Enumerable.Range(0, tracks)
            .Select(i => new TrackDraft("a", $"user {i % users}", Json.Data("{}")) { RunId = run, TimeUtc = i == 0 ? Late : null });
        _store.StopRun("a");
        _store.Save([.. drafts], _ => { });
        // As many steps as a loop of a thousand rounds records, each with one within it.
        _database.Execute($"""
            INSERT INTO tracking.steps (step_id, run_id, name, path, parent_id, status, start_at, end_at)
            SELECT nextval('tracking.step_ids'), {run}, 's', 's', 0, 1, 11, 12 FROM generate_series(1, {steps});
            UPDATE tracking.steps SET parent_id = step_id - 1 WHERE run_id = {run} AND step_id % 2 = 0
            """);
        return run;
    }

    /// <summary>A removal of a run that waits in the middle of a part.</summary>
    private sealed class Removal : IDisposable
    {
        private readonly CancellationTokenSource _cut = new();
        private readonly NpgsqlConnection _gate;

        private Removal(NpgsqlConnection gate) => _gate = gate;

        public Task<RunRecord> Task { get; private set; } = null!;

        public static async Task<Removal> Begin(TestDatabase database, PostgresTrackStore store, int run, int part)
        {
            var gate = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
            gate.Open();
            Execute(gate, "SELECT pg_advisory_lock(19)");
            database.Execute($"DELETE FROM removals; DELETE FROM waits; INSERT INTO waits VALUES ({part})");
            var removal = new Removal(gate);
            removal.Task = System.Threading.Tasks.Task.Run(() => store.RemoveRun(run, removal._cut.Token));
            while (database.Query<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
            {
                Assert.False(removal.Task.IsCompleted, "The removal has no such part.");
                await System.Threading.Tasks.Task.Delay(5, TestContext.Current.CancellationToken);
            }
            return removal;
        }

        public void GoOn() => Execute(_gate, "SELECT pg_advisory_unlock(19)");

        public async Task Cut()
        {
            await _cut.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task);
            // A server that does not hear of it in time would go on.
            const string End = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
            Execute(_gate, End);
            GoOn();
        }

        public void Dispose()
        {
            _gate.Dispose();
            _cut.Dispose();
        }

        private static void Execute(NpgsqlConnection connection, string text)
        {
            using var command = new NpgsqlCommand(text, connection);
            command.ExecuteNonQuery();
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Saves of new tracks to runs that are there change no row, and wait for no other writer (rule 4.27).</summary>
public sealed class InsertOnlyTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _store;

    public InsertOnlyTests(PostgresServer server)
    {
        _database = server.NewDatabase();
        _store = _database.Open();
        _store.StartRun("a");
        _store.SaveStep(new StepRecord(0, 1, "s", null, 0, ""));
        _store.Save(Draft());
    }

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void A_save_changes_no_row(int runId, int stepId)
    {
        var draft = Draft(runId, stepId: stepId);
        var before = Versions();
        _store.Save(draft);
        _store.Save([draft, Draft(runId, user: "v", stepId: stepId), Draft(runId, isTimed: true, stepId: stepId)], _ => { });
        Assert.Equal(before, Versions().Where(before.Contains));
        Assert.Equal(5, _store.Count().Tracks);
    }

    [Fact]
    public void An_update_does_change_rows_so_that_the_test_above_would_see_it()
    {
        var before = Versions();
        _store.Save(Draft(mode: SaveMode.Update));
        Assert.NotEqual(before, Versions().Where(before.Contains));
    }

    [Fact]
    public void Saves_go_on_while_another_writer_holds_the_store()
    {
        using var holder = Hold("SELECT FROM tracking.store FOR UPDATE");
        Assert.Equal(2, _store.Save(Draft()).Number);
        var saved = new List<long>();
        _store.Save([Draft(), Draft(1)], track => saved.Add(track.Number));
        Assert.Equal([3L, 4], saved);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public async Task A_save_to_a_run_that_is_being_removed_waits_and_then_knows(int runId, bool isRemoved)
    {
        _store.StopRun("a");
        _store.Save(Draft());
        using var removal = Hold("""
            DELETE FROM tracking.current_runs; DELETE FROM tracking.tracks; DELETE FROM tracking.keys; DELETE FROM tracking.steps;
            DELETE FROM tracking.runs
            """);
        var saving = Task.Run(() => _store.Save(Draft(runId)), TestContext.Current.CancellationToken);
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (_database.Query<long>(Waiting) == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Execute(removal, isRemoved ? "COMMIT" : "ROLLBACK");
        if (runId != 0)
            Assert.Equal(TrackingErrorCode.TrackRunNotFound, (await Assert.ThrowsAsync<TrackingException>(() => saving)).Code);
        else
            Assert.Equal(isRemoved ? 3 : 2, (await saving).RunId);
        FleetTests.AssertConsistent(_database);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_with_one_that_takes_more_is_saved_whole_all_the_same(bool isNewFirst)
    {
        TrackDraft[] drafts = [Draft(), Draft(task: "new"), Draft(key: "k")];
        var saved = new List<(long, string)>();
        _store.Save(isNewFirst ? [.. drafts.Reverse()] : drafts, track => saved.Add((track.Number, track.TaskId)));
        Assert.Equal(isNewFirst ? [(2, "a"), (3, "new"), (4, "a")] : [(2L, "a"), (3, "new"), (4, "a")], saved);
        Assert.Equal(3, _store.ListRuns().Count);
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void A_batch_ends_at_the_first_that_is_rejected_and_those_before_it_are_saved()
    {
        var saved = new List<long>();
        var error = Assert.Throws<TrackingException>(
            () => _store.Save([Draft(), Draft(99), Draft()], track => saved.Add(track.Number)));
        Assert.Equal((TrackingErrorCode.TrackRunNotFound, 2), (error.Code, Assert.Single(saved)));
        Assert.Equal(3, _store.Save(Draft()).Number);
    }

    // rule 6.7
    [Fact]
    public void A_follower_hears_of_what_was_committed_later_whatever_its_id_and_open_transactions_stop_nothing()
    {
        using var follower = _store.Follow();
        using var idle = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        idle.Open();
        using var stalled = idle.BeginTransaction();
        Execute(idle, "SELECT pg_current_xact_id()");
        using var slow = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        slow.Open();
        using var saving = slow.BeginTransaction();
        Execute(slow, """
            INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data)
            VALUES (nextval('tracking.track_numbers'), 1, 1, true, 'a', 'A', 'u', 'U', '{}')
            """);
        _store.Save(Draft());
        Assert.Equal([3L], Read(follower));
        Assert.Empty(Read(follower));
        saving.Commit();
        Assert.Equal([2L], Read(follower));
        _store.Save(Draft(mode: SaveMode.Update, number: 3));
        Assert.Equal([3L], Read(follower));
        Assert.Empty(Read(follower));
    }

    [Fact]
    public async Task A_client_that_is_stopped_in_the_middle_of_its_batches_holds_no_one_up()
    {
        for (var i = 0; i < 3; i++)
        {
            var before = _store.Count().Tracks;
            using var client = FleetActs.Start(_database, nameof(FleetActs.SaveBatches));
            try
            {
                while (_store.Count().Tracks == before)
                    await Task.Delay(5, TestContext.Current.CancellationToken);
                FleetActs.Signal(client, "STOP");
                var number = _store.Save(Draft()).Number;
                var batch = new List<long>();
                _store.Save([Draft(), Draft()], track => batch.Add(track.Number));
                Assert.All(batch, each => Assert.True(each > number));
                // What locks the store goes on as well: the client held nothing while it sent.
                _store.StopRun(null, _store.StartRun("b").RunId);
            }
            finally
            {
                client.Kill();
            }
        }
        FleetTests.AssertConsistent(_database);
    }

    private static TrackDraft Draft(
        int runId = 0,
        string task = "a",
        string user = "u",
        int stepId = 0,
        SaveMode mode = SaveMode.Add,
        bool isTimed = false,
        string? key = null,
        long number = 0) => new(task, user, Json.Data("""{"k":1}"""))
        {
            RunId = runId,
            StepId = stepId,
            Mode = mode,
            TimeUtc = isTimed ? TestClock.Epoch : null,
            RunKey = key,
            Number = number,
        };

    private static List<long> Read(IStoreFollower follower) => [.. follower.Read().Select(change => change.Track!.Number)];

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private NpgsqlConnection Hold(string sql)
    {
        var holder = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        holder.Open();
        Execute(holder, "BEGIN");
        Execute(holder, sql);
        return holder;
    }

    /// <summary>All rows of the tables that a save could change, each as the server stored it.</summary>
    private List<string> Versions()
    {
        string[] tables = ["store", "clock", "runs", "steps", "current_runs", "keys", "writers", "operations", "tracks"];
        var rows = tables.Select(table => $"SELECT '{table}' || ctid::text || ' ' || xmin::text AS row FROM tracking.{table}");
        return [.. _database.Query<string[]>($"SELECT array_agg(row ORDER BY row) FROM ({string.Join(" UNION ALL ", rows)}) r")];
    }
}

using System;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Schema;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

public sealed class SchemaTests(PostgresServer server)
{
    private static readonly PostgresOptions Initialize = new() { Initialize = true };

    /// <summary>Every version that the tables ever had.</summary>
    public static TheoryData<int> Former => [.. Migrations.Shipped.Versions.SkipLast(1)];

    [Fact]
    public void A_database_without_tables_is_refused_until_they_are_made()
    {
        using var database = server.NewEmptyDatabase();
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaMissing, Assert.Throws<TrackingException>(() => database.Open()).Code);
        using (var store = database.Open(Initialize))
            Assert.Equal(1, store.Save(new TrackDraft("a", "u", Json.Data("{}"))).Number);
        using (var store = database.Open())
            Assert.Equal(1, store.Count().Tracks);
        using (var store = database.Open(Initialize))
            Assert.Equal(1, store.Count().Tracks);
    }

    [Theory]
    [MemberData(nameof(Former))]
    public void Tables_of_a_former_version_are_refused_until_they_are_brought_up_to_date_and_hold_what_they_held(int version)
    {
        using var database = MakeFormer(version);
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooOld, Assert.Throws<TrackingException>(() => database.Open()).Code);
        Assert.Equal(version, database.Query<int>("SELECT max(version) FROM tracking.migrations"));
        using var store = database.Open(new PostgresOptions { Initialize = true, Host = "Alpha" });
        Assert.Equal(Migrations.Shipped.Newest, database.Query<int>("SELECT max(version) FROM tracking.migrations"));
        Assert.False(store.IsReadOnly);
        Assert.Equal(
            [
                (1L, "A", 1, "u", 10L, false, """{"k":1}"""),
                (2L, "a", 1, "u", 20L, false, """{"k":2}"""),
                (3L, "a", 2, "v", 30L, true, """{"k":3}"""),
            ],
            store.Search(new TrackQuery())
                .Select(t => (t.Number, t.TaskId, t.RunId, t.UserName, t.TimeTicks, t.TimeIsGiven, Json.Text(t.Data))));
        Assert.Equal(
            [(1, "A", 10L, 25L, RunStatus.Failed, false, "no"), (2, "a", 30L, 30L, RunStatus.Open, version >= 7, null)],
            store.ListRuns().Select(r => (r.RunId, r.TaskId, r.StartUtc.Ticks, r.EndUtc.Ticks, r.Status, r.IsCurrent, r.Message)));
        // Before 4 the time of the last word on a run was its end, or its start while it is running.
        Assert.Equal([version < 4 ? 25L : 26, 30], store.ListRuns().Select(r => r.StatusUtc.Ticks));
        // Whatever was replaced before versions were counted is later than what was not.
        Assert.Equal(version < 3 ? [0, 0, 0] : version < 5 ? [0, 1, 0] : [0, 7, 0], store.Search(new TrackQuery()).Select(t => t.Version));
        const string OriginNumber = "SELECT COALESCE(max(origin_number), 0) FROM tracking.tracks WHERE number = 2";
        Assert.Equal(version < 2 ? 0 : 77, database.Query<long>(OriginNumber));
        Assert.Equal(new StoreCounts(3, 2, 1, 2), store.Count());
        FleetTests.AssertConsistent(database);

        var saved = store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        // Before 7, whose machine's run it is was not on record.
        Assert.Equal((4L, version < 7 ? 3 : 2), (saved.Number, saved.RunId));
        Assert.Equal(version < 7 ? 4 : 3, store.StartRun("b").RunId);
        var step = store.SaveStep(new StepRecord(0, 1, "s", null, 0, ""));
        Assert.Equal((version < 7 ? 1 : 2, 1, "s"), (step.StepId, step.RunId, step.Path));
        Assert.Equal(version < 7 ? ["s"] : ["old", "s"], store.ListSteps([1]).Select(each => each.Path));
        Assert.Equal(RunStatus.Failed, store.RemoveRun(1).Status);
        Assert.Empty(store.ListSteps());
        FleetTests.AssertConsistent(database);
    }

    [Fact]
    public void Whoever_could_write_or_read_runs_can_do_the_same_with_steps_after_a_migration()
    {
        using var database = MakeFormer(6);
        database.Execute("""
            DO $$ BEGIN
                IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'former writer') THEN DROP ROLE "former writer"; END IF;
                IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'former_reader') THEN DROP ROLE former_reader; END IF;
            END $$;
            CREATE ROLE former_reader LOGIN;
            CREATE ROLE "former writer" LOGIN IN ROLE former_reader;
            GRANT USAGE ON SCHEMA tracking TO former_reader;
            GRANT SELECT ON ALL TABLES IN SCHEMA tracking TO former_reader;
            GRANT INSERT ON tracking.tracks, tracking.runs, tracking.current_runs, tracking.keys, tracking.writers TO "former writer";
            GRANT UPDATE ON tracking.counters, tracking.runs, tracking.current_runs, tracking.keys, tracking.writers TO "former writer";
            """);
        database.Open(Initialize).Dispose();
        using (var writer = database.Open(user: "former writer"))
        {
            var run = writer.StartRun("b");
            writer.SaveStep(writer.SaveStep(new StepRecord(0, run.RunId, "s", null, 0, "")) with { Status = StepStatus.Completed });
            Assert.NotNull(writer.TryClaim("b", null, out _));
        }
        // What it could not do before it cannot do now: say who it is.
        Assert.Equal("former writer", database.Query<string>("SELECT login FROM tracking.writers WHERE process IS NOT NULL"));
        Assert.False(database.Query<bool>("SELECT has_column_privilege('former writer', 'tracking.writers', 'login', 'INSERT')"));
        using (var reader = database.Open(user: "former_reader"))
        {
            Assert.True(reader.IsReadOnly);
            Assert.Equal(3, reader.ListRuns().Count);
            Assert.Single(reader.ListSteps());
        }
        database.Execute("""DROP OWNED BY "former writer", former_reader; DROP ROLE "former writer", former_reader""");
    }

    [Fact]
    public void Whoever_could_remove_tracks_can_remove_runs_after_a_migration()
    {
        using var database = MakeFormer(7);
        // One that a save may have started has nothing on record of who began it.
        database.Execute("UPDATE tracking.runs SET facts = NULL WHERE run_id = 2");
        database.Execute("""
            DO $$ BEGIN
                IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'former admin') THEN DROP ROLE "former admin"; END IF;
            END $$;
            CREATE ROLE "former admin" LOGIN;
            GRANT USAGE ON SCHEMA tracking TO "former admin";
            GRANT SELECT ON ALL TABLES IN SCHEMA tracking TO "former admin";
            GRANT INSERT ON tracking.writers TO "former admin";
            GRANT UPDATE ON tracking.counters, tracking.runs, tracking.keys, tracking.writers TO "former admin";
            GRANT DELETE ON tracking.tracks, tracking.keys TO "former admin";
            """);
        database.Open(Initialize).Dispose();
        using (var admin = database.Open(user: "former admin"))
        {
            Assert.Equal("A", admin.RemoveRun(1).TaskId);
            // The last track of a run that a save may have started.
            Assert.Equal(3, admin.Remove(3).Number);
            Assert.Equal(new StoreCounts(0, 0, 0, 0), admin.Count());
        }
        FleetTests.AssertConsistent(database);
        database.Execute("""DROP OWNED BY "former admin"; DROP ROLE "former admin" """);
    }

    [Fact]
    public void Whether_a_former_copy_is_at_work_is_unknown_and_no_client_of_before_uses_the_tables()
    {
        using var database = MakeFormer(6);
        database.Execute("UPDATE tracking.runs SET origin = gen_random_uuid(), origin_number = 9 WHERE run_id = 2");
        using var store = database.Open(Initialize);
        Assert.Equal([RunStatus.Failed, RunStatus.Unknown], store.ListRuns().Select(run => run.Status));
        using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        connection.Open();
        Assert.Equal(new SchemaVersions(14, 14, 11), SchemaVersions.Read(connection));
    }

    [Fact]
    public void Tables_of_a_newer_version_are_refused_and_left_alone()
    {
        using var database = server.NewDatabase();
        database.Execute("INSERT INTO tracking.migrations (version, lowest_reader) VALUES (999, 999)");
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooNew, Assert.Throws<TrackingException>(() => database.Open()).Code);
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooNew, Assert.Throws<TrackingException>(() => database.Open(Initialize)).Code);
    }

    [Fact]
    public async Task Many_may_make_the_tables_at_once()
    {
        using var database = server.NewEmptyDatabase();
        var stores = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => database.Open(Initialize), TestContext.Current.CancellationToken)));
        Assert.Equal(
            Enumerable.Range(1, 8).Select(n => (long)n),
            stores.Select((store, i) => store.Save(new TrackDraft($"t{i}", "u", Json.Data("{}"))).Number));
        Assert.Equal(Migrations.Shipped.Newest, database.Query<int>("SELECT max(version) FROM tracking.migrations"));
        foreach (var store in stores)
            store.Dispose();
    }

    /// <summary>Tables as a former version of the module made them, with what it stored in them.</summary>
    private TestDatabase MakeFormer(int version)
    {
        var database = server.NewEmptyDatabase();
        // From version 11 on, a database that was migrated and one that was made so hold the same in the same form.
        Migrate(database, Math.Min(version, 10));
        database.Execute("""
            INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data) VALUES
                (1, 10, 1, false, 'A', 'A', 'u', 'U', '{"k":1}'),
                (2, 20, 1, false, 'a', 'A', 'u', 'U', '{"k":2}'),
                (3, 30, 2, true, 'a', 'A', 'v', 'V', '{"k":3}');
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number) VALUES
                ('A', 1, 'U', 'a', 'u', 2, 20, 2), ('A', 2, 'V', 'a', 'v', 1, 30, 3);
            INSERT INTO tracking.writers (writer, operation) VALUES (gen_random_uuid(), 5);
            UPDATE tracking.counters SET next_track = 4, next_run = 3, last_clock = 25;
            """);
        database.Execute(version < 4
            ? """
                INSERT INTO tracking.runs (run_id, task, task_key, start_at, end_at, status, message) VALUES
                    (1, 'A', 'A', 10, 25, 3, 'no'), (2, 'a', 'A', 30, 30, 0, NULL)
                """
            : """
                INSERT INTO tracking.runs (run_id, task, task_key, start_at, end_at, status, status_at, message) VALUES
                    (1, 'A', 'A', 10, 25, 3, 26, 'no'), (2, 'a', 'A', 30, 30, 0, 30, NULL)
                """);
        if (version >= 2)
            database.Execute("UPDATE tracking.tracks SET origin = gen_random_uuid(), origin_number = 77 WHERE number = 2");
        if (version >= 3)
            database.Execute("UPDATE tracking.counters SET changes = 1; UPDATE tracking.tracks SET changed = 1 WHERE number = 2");
        if (version >= 5)
            database.Execute("UPDATE tracking.tracks SET version = 7 WHERE number = 2");
        if (version >= 7)
        {
            database.Execute("""
                UPDATE tracking.runs SET status = 5, facts = '{"host":"alpha"}' WHERE run_id = 2;
                INSERT INTO tracking.steps (step_id, run_id, name, path, status, start_at, end_at) VALUES (1, 1, 'old', 'old', 1, 11, 12);
                UPDATE tracking.counters SET next_step = 2;
                """);
        }
        database.Execute(version < 10
            ? "INSERT INTO tracking.current_runs (task_key, run_id) VALUES ('A', 2)"
            : """
                INSERT INTO tracking.current_runs (task_key, run_id, host_key) VALUES ('A', 2, 'ALPHA');
                UPDATE tracking.runs SET host_key = 'ALPHA' WHERE run_id = 2;
                """);
        Migrate(database, version);
        return database;
    }

    private static void Migrate(TestDatabase database, int version)
    {
        using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        connection.Open();
        Migrations.Shipped.UpTo(version).Apply(connection);
    }
}

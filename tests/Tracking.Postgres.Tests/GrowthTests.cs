using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Schema;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Clients of several versions on one schema, which is migrated while some of them have it open (src/Tracking.Postgres/README.md,
/// "Growth").
/// </summary>
public sealed class GrowthTests : IDisposable
{
    private const int Newer = 1000;

    private const string Additive = "ALTER TABLE tracking.tracks ADD COLUMN extra text";

    /// <summary>What a script does that changes how tracks are written.</summary>
    private const string ForNewWriters = """
        ALTER TABLE tracking.store RENAME COLUMN writers_from_14 TO writers_from_1000;
        UPDATE tracking.migrations SET lowest_writer = 1000 WHERE version = 1000;
        """;

    /// <summary>What a script does that changes what questions are answered from.</summary>
    private const string ForNewReaders = $"""
        {ForNewWriters}
        UPDATE tracking.migrations SET lowest_reader = 1000 WHERE version = 1000;
        ALTER TABLE tracking.tracks RENAME TO tracks_1000;
        ALTER TABLE tracking.keys RENAME TO keys_1000;
        """;

    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _client;

    public GrowthTests(PostgresServer server)
    {
        _database = server.NewDatabase();
        _client = _database.Open(new PostgresOptions { FirstPage = 10 });
        _client.Save([.. Enumerable.Range(1, 3000).Select(i => Draft(i))], _ => { });
    }

    public void Dispose()
    {
        _client.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_client_goes_on_and_is_let_in_where_a_script_only_adds()
    {
        Migrate(Additive);
        Assert.Equal(3001, _client.Save(Draft(3001)).Number);
        using var another = _database.Open();
        Assert.False(another.IsReadOnly);
        Assert.Empty(another.DrainWarnings());
        Assert.Equal(3002, another.Save(Draft(3002)).Number);
    }

    [Fact]
    public void A_client_that_has_it_open_writes_nothing_below_the_lowest_writer_and_answers()
    {
        using var follower = _client.Follow();
        Migrate(ForNewWriters);
        foreach (var change in Changes(_client))
            AssertTooNew(change);
        Assert.Equal(3000, _client.Count().Tracks);
        Assert.Equal(3000, _client.Search(new TrackQuery()).Count());
        Assert.Empty(follower.Read());
        Assert.Equal(3000, _database.Query<long>("SELECT max(number) FROM tracking.tracks"));
        Assert.Equal(0, _database.Query<long>("SELECT count(*) FROM tracking.runs WHERE status <> 5 OR run_id > 1"));
    }

    [Fact]
    public void A_client_that_opens_it_below_the_lowest_writer_is_told_that_it_only_answers()
    {
        Migrate(ForNewWriters);
        using var another = _database.Open(new PostgresOptions { Initialize = true });
        Assert.True(another.IsReadOnly);
        Assert.Contains("writes nothing", Assert.Single(another.DrainWarnings()), StringComparison.Ordinal);
        foreach (var change in Changes(another))
            AssertTooNew(change);
        AssertTooNew(() => another.Optimize());
        Assert.Equal(3000, another.Search(new TrackQuery()).Count());
    }

    [Fact]
    public void The_lowest_writer_counts_also_where_a_script_forgot_to_lock_older_ones_out()
    {
        Migrate("UPDATE tracking.migrations SET lowest_writer = 1000 WHERE version = 1000");
        using var another = _database.Open();
        foreach (var change in Changes(another))
            AssertTooNew(change);
        Assert.Equal(3000, another.Count().Tracks);
    }

    [Fact]
    public void Below_the_lowest_reader_questions_are_refused_too()
    {
        var begun = _client.Search(new TrackQuery());
        using var follower = _client.Follow();
        _client.Save(Draft(0));
        // Readers are waited for by whoever migrates, and so this one is given up.
        Assert.NotEmpty(begun.Take(1));
        Migrate(ForNewReaders);
        foreach (var change in Changes(_client))
            AssertTooNew(change);
        AssertTooNew(() => _client.Count());
        AssertTooNew(() => _client.Search(new TrackQuery()));
        AssertTooNew(() => _client.ListTasks());
        AssertTooNew(() => follower.Read());
        AssertTooNew(() => _database.Open());
        AssertTooNew(() => _database.Open(new PostgresOptions { Initialize = true }));
        Assert.Equal(3001, _database.Query<long>("SELECT count(*) FROM tracking.tracks_1000"));
    }

    [Theory]
    [InlineData("42703", "ALTER TABLE tracking.tracks RENAME COLUMN data TO data_1000")]
    [InlineData("42P01", "ALTER TABLE tracking.tracks RENAME TO tracks_1000")]
    [InlineData("42P10", "ALTER TABLE tracking.keys DROP CONSTRAINT keys_pkey")]
    [InlineData("42804", "ALTER TABLE tracking.tracks ALTER COLUMN at TYPE timestamptz USING now()")]
    public void A_statement_that_fails_on_newer_tables_says_that_they_are_newer_whatever_they_claim(string state, string script)
    {
        Migrate(script);
        var error = AssertTooNew(() => _client.Save(Draft(1, "new user")));
        Assert.Equal(state, Assert.IsType<PostgresException>(error.InnerException).SqlState);
    }

    [Fact]
    public void What_new_tables_demand_of_a_row_is_no_fault_of_its_data()
    {
        Migrate("""
            ALTER TABLE tracking.tracks ADD COLUMN host text NOT NULL DEFAULT '';
            ALTER TABLE tracking.tracks ALTER COLUMN host DROP DEFAULT;
            UPDATE tracking.migrations SET lowest_writer = 1000 WHERE version = 1000;
            """);
        var error = AssertTooNew(() => _client.Save(Draft(1)));
        Assert.Equal(PostgresErrorCodes.NotNullViolation, Assert.IsType<PostgresException>(error.InnerException).SqlState);
        Assert.Equal(3000, _client.Search(new TrackQuery()).Count());
    }

    [Fact]
    public void On_tables_of_its_own_version_a_client_reports_what_the_server_says()
    {
        _database.Execute("ALTER TABLE tracking.tracks RENAME COLUMN data TO other");
        var error = Assert.Throws<TrackingException>(() => _client.Save(Draft(1)));
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
        Assert.Contains("42703", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_whose_tables_are_gone_or_were_restored_from_before_says_so()
    {
        _database.Execute("DROP SCHEMA tracking CASCADE");
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaMissing, Assert.Throws<TrackingException>(() => _client.Count()).Code);
        Apply(Migrations.Shipped.UpTo(1));
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooOld, Assert.Throws<TrackingException>(() => _client.Save(Draft(1))).Code);
    }

    [Fact]
    public void A_client_that_knows_the_newer_tables_writes_to_them_and_the_older_one_reads_what_it_wrote()
    {
        var scripts = Migrations.Shipped.With(Newer, "UPDATE tracking.migrations SET lowest_writer = 1000 WHERE version = 1000");
        using var newer = _database.Open(new PostgresOptions { Initialize = true, Migrations = scripts });
        Assert.False(newer.IsReadOnly);
        Assert.Equal(3001, newer.Save(Draft(3001)).Number);
        using var older = _database.Open();
        Assert.Equal([3001], older.Search(new TrackQuery { Last = 1 }).Select(track => track.Number));
        AssertTooNew(() => older.Save(Draft(3002)));
    }

    private static TrackDraft Draft(int i, string user = "u") => new("a", user, Json.Data($$"""{"i":{{i}}}"""));

    private static IEnumerable<Action> Changes(PostgresTrackStore store) =>
    [
        () => store.Save(Draft(1)),
        () => store.Save([Draft(1), Draft(2)], _ => { }),
        () => store.Save(new TrackDraft("a", "u", Json.Data("{}")) { Mode = SaveMode.Update }),
        () => store.Remove(1),
        () => store.RemoveRun(1),
        () => store.StartRun("b"),
        () => store.StopRun("a"),
        () => store.SaveStep(new StepRecord(0, 1, "s", null, 0, "")),
        () => store.TryClaim("a", null, out _),
        () => store.RebuildIndexes(),
    ];

    private static TrackingException AssertTooNew(Action action)
    {
        var error = Assert.Throws<TrackingException>(action);
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooNew, error.Code);
        return error;
    }

    private static TrackingException AssertTooNew(Func<object> question) => AssertTooNew(() => { question(); });

    private void Migrate(string script) => Apply(Migrations.Shipped.With(Newer, script));

    private void Apply(Migrations migrations)
    {
        using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        connection.Open();
        migrations.Apply(connection);
    }
}

using System;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Schema;
using Xunit;

namespace Tracking.Tests;

/// <summary>Several stores in one database, each in a schema of its own (rule 1.11).</summary>
public sealed class TeamTests(PostgresServer server) : IDisposable
{
    private readonly TestDatabase _database = server.NewEmptyDatabase();

    [Theory]
    [InlineData("team_a", "team_b")]
    [InlineData("tracking", "Tracking")]
    [InlineData("my team", "select")]
    [InlineData("équipe", "x-1")]
    [InlineData("tracking tracking", "public")]
    public void Stores_in_two_schemas_know_nothing_of_each_other(string one, string other)
    {
        using var a = Open(one, initialize: true);
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaMissing, Assert.Throws<TrackingException>(() => Open(other).Dispose()).Code);
        using var b = Open(other, initialize: true);
        Fill(a, "a", 3);
        Fill(b, "b", 2);
        Assert.Equal(["a"], a.ListTasks().Select(task => task.TaskId));
        Assert.Equal(["b"], b.ListTasks().Select(task => task.TaskId));
        Assert.Equal([1L, 2, 3], a.Search(new TrackQuery()).Select(track => track.Number));
        Assert.Equal(1, Assert.Single(b.ListRuns()).RunId);
        b.Remove(1);
        b.RebuildIndexes();
        b.Optimize();
        Assert.Equal((3, 1), (a.Count().Tracks, b.Count().Tracks));
        Assert.Equal(
            2,
            _database.Query<long>(
                "SELECT count(*) FROM pg_class WHERE relname = 'tracks' AND relnamespace::regnamespace::text NOT LIKE 'pg_%'"));
        Assert.NotEqual(Place(one).Identity, Place(other).Identity);
    }

    [Fact]
    public void A_schema_that_is_there_is_filled_by_who_may_not_make_one()
    {
        _database.Execute("DROP ROLE IF EXISTS team; CREATE ROLE team LOGIN; CREATE SCHEMA team_a AUTHORIZATION team");
        try
        {
            using (var store = Open("team_a", initialize: true, user: "team"))
                Fill(store, "a", 1);
            Assert.Equal(
                TrackingErrorCode.TrackStoreAccessDenied,
                Assert.Throws<TrackingException>(() => Open("team_b", initialize: true, user: "team").Dispose()).Code);
        }
        finally
        {
            _database.Execute("DROP OWNED BY team CASCADE; DROP ROLE team");
        }
    }

    [Fact]
    public void What_others_were_granted_is_granted_on_what_a_later_version_adds()
    {
        _database.Execute("DROP ROLE IF EXISTS team; CREATE ROLE team LOGIN");
        using (var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false"))
        {
            connection.Open();
            new Session(StoreSchema.Of("a b")!, "HOST", Waits: null, CancellationToken.None).Begin(connection);
            Migrations.Shipped.UpTo(6).Apply(connection);
            _database.Execute("""GRANT USAGE ON SCHEMA "a b" TO team; GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA "a b" TO team""");
        }
        try
        {
            using (Open("a b", initialize: true))
            {
                Assert.True(_database.Query<bool>("""SELECT has_table_privilege('team', '"a b".steps', 'SELECT')"""));
                Assert.True(_database.Query<bool>("""SELECT has_table_privilege('team', '"a b".runs', 'DELETE')"""));
            }
        }
        finally
        {
            _database.Execute("DROP OWNED BY team CASCADE; DROP ROLE team");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" team")]
    [InlineData("a\"b")]
    [InlineData("a'b")]
    [InlineData("a.b")]
    [InlineData("pg_team")]
    [InlineData("information_schema")]
    [InlineData("$$")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("éééééééééééééééééééééééééééééééé")]
    public void What_cannot_name_a_schema_is_refused(string schema)
    {
        var error = Assert.Throws<TrackingException>(() => Place(schema));
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionInvalid, error.Code);
        Assert.Contains("Schema", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _database.Dispose();

    private static void Fill(PostgresTrackStore store, string task, int count)
    {
        store.Save(new TrackDraft(task, "u", Json.Data("""{"k":1}""")));
        if (count > 1)
            store.Save([.. Enumerable.Repeat(new TrackDraft(task, "u", Json.Data("""{"k":1}""")), count - 1)], _ => { });
    }

    private (string Identity, string Name) Place(string schema) => PostgresTrackStore.Identify(Address(schema), null);

    private string Address(string schema) =>
        $"postgres://owner@127.0.0.1:{server.Port}/{_database.Name}?schema={Uri.EscapeDataString(schema)}";

    private PostgresTrackStore Open(string schema, bool initialize = false, string user = "owner") =>
        _database.Open(new PostgresOptions { Initialize = initialize }, user, $";Pooling=false;Schema=\"{schema}\"");
}

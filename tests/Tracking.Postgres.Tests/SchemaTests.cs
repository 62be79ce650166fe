using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Schema;
using Xunit;

namespace Tracking.Tests;

public sealed class SchemaTests(PostgresServer server)
{
    private static readonly PostgresOptions Initialize = new() { Initialize = true };

    [Fact]
    public void A_database_without_tables_is_refused_until_they_are_made()
    {
        using var database = server.NewEmptyDatabase();
        var error = Assert.Throws<TrackingException>(() => database.Open());
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaMissing, error.Code);
        using (var store = database.Open(Initialize))
            Assert.Equal(1, store.Save(new TrackDraft("a", "u", Json.Data("{}"))).Number);
        using (var store = database.Open())
            Assert.Equal(1, store.Count().Tracks);
        using (var store = database.Open(Initialize))
            Assert.Equal(1, store.Count().Tracks);
    }

    [Fact]
    public void Tables_of_an_older_version_are_refused_until_they_are_brought_up_to_date_and_keep_what_they_hold()
    {
        using var database = server.NewEmptyDatabase();
        using (var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false"))
        {
            connection.Open();
            Migration.Apply(connection, 1);
        }
        database.Execute("INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data) VALUES (1, 1, 1, false, 'a', 'A', 'u', 'U', '{}')");
        var error = Assert.Throws<TrackingException>(() => database.Open());
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooOld, error.Code);
        using var store = database.Open(Initialize);
        Assert.Equal([1], store.Search(new TrackQuery()).Select(t => t.Number));
        Assert.Equal(Migration.Newest, database.Ask<int>("SELECT max(version) FROM tracking.migrations"));
    }

    [Fact]
    public void What_was_replaced_before_versions_were_counted_is_later_than_what_was_not()
    {
        using var database = server.NewEmptyDatabase();
        using (var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false"))
        {
            connection.Open();
            Migration.Apply(connection, 4);
        }
        database.Execute("INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data, changed) VALUES (1, 1, 1, false, 'a', 'A', 'u', 'U', '{}', NULL), (2, 2, 1, false, 'a', 'A', 'u', 'U', '{}', 7)");
        using var store = database.Open(Initialize);
        Assert.Equal([0, 1], store.Search(new TrackQuery()).Select(t => t.Version));
    }

    [Fact]
    public void Tables_of_a_newer_version_are_refused_and_left_alone()
    {
        using var database = server.NewDatabase();
        database.Execute("INSERT INTO tracking.migrations (version) VALUES (999)");
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooNew, Assert.Throws<TrackingException>(() => database.Open()).Code);
        Assert.Equal(TrackingErrorCode.TrackStoreSchemaTooNew, Assert.Throws<TrackingException>(() => database.Open(Initialize)).Code);
    }

    [Fact]
    public async Task Many_may_make_the_tables_at_once()
    {
        using var database = server.NewEmptyDatabase();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => database.Open(Initialize), TestContext.Current.CancellationToken)));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => (long)n), stores.Select((store, i) => store.Save(new TrackDraft($"t{i}", "u", Json.Data("{}"))).Number));
        Assert.Equal(Migration.Newest, database.Ask<long>("SELECT count(*) FROM tracking.migrations"));
        foreach (var store in stores)
            store.Dispose();
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Npgsql;
using Tracking.Data;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Schema;
using Xunit;

namespace Tracking.Tests;

/// <summary>Searches by data look at what an index of tokens finds, and lose nothing by it (rule 1.17).</summary>
public sealed class DataSearchTests(PostgresServer server) : IDisposable
{
    private static readonly string[] States = ["ok", "OK", "failed", "größer", "a\u00ADb", ""];

    private readonly TestDatabase _database = server.NewDatabase();

    [Fact]
    public void A_search_finds_what_one_in_memory_finds()
    {
        using var store = _database.Open();
        using var memory = new MemoryTrackStore(() => TestClock.Epoch);
        var random = new Random(8);
        var drafts = Enumerable.Range(0, 400).Select(i => Draft(random, i)).ToList();
        foreach (var into in (Seam.ITrackStore[])[store, memory])
        {
            into.Save([.. drafts.Take(300)], _ => { });
            foreach (var draft in drafts.Skip(300))
                into.Save(draft);
            for (var i = 0; i < 50; i++)
                into.Save(new TrackDraft($"task {i % 3}", "u", Data(i, "failed")) { Mode = SaveMode.Update, TimeUtc = TestClock.Epoch });
        }
        for (var i = 0; i < 300; i++)
        {
            var query = Query(random);
            Assert.Equal(
                memory.Search(query).Select(track => track.Number).ToList(), store.Search(query).Select(track => track.Number).ToList());
        }
    }

    [Fact]
    public void What_has_no_tokens_that_count_is_found_and_gets_them_by_upkeep()
    {
        using var store = _database.Open();
        store.Save([.. Enumerable.Range(0, 1200).Select(i => new TrackDraft("a", "u", Data(i, "ok")))], _ => { });
        // As clients of before save and replace.
        _database.Execute("""
            UPDATE tracking.tracks SET tokens = NULL, tokens_version = NULL WHERE number <= 1100;
            UPDATE tracking.tracks SET data = '{"state":"failed"}', version = version + 1 WHERE number IN (7, 1150);
            """);
        Assert.Equal([7, 1150], Find());
        Assert.Equal(1101, Candidates("failed").Count);
        store.RebuildIndexes();
        Assert.Equal([7, 1150], Candidates("failed").Order());
        Assert.Equal([7, 1150], Find());
        Assert.Equal(0, _database.Query<long>("SELECT count(*) FROM tracking.tracks WHERE tokens_version IS DISTINCT FROM version"));

        List<long> Find() => [.. store.Search(new TrackQuery { DataTokens = Tokens("state", "failed"), Where = HasState("failed") })
            .Select(track => track.Number)];
    }

    [Fact]
    public void One_among_many_is_found_by_the_index_and_nothing_else_travels()
    {
        using var store = _database.Open();
        store.Save([.. Enumerable.Range(0, 3000).Select(i => new TrackDraft("a", "u", Data(i, i == 2000 ? "failed" : "ok")))], _ => { });
        var looked = 0;
        var query = new TrackQuery { DataTokens = Tokens("state", "failed"), Where = track => ++looked > 0 && HasState("failed")(track) };
        // Prepared or not.
        for (var i = 0; i < 8; i++)
            Assert.Equal([2001], store.Search(query).Select(track => track.Number));
        Assert.Equal(8, looked);
        Assert.Contains("Bitmap Index Scan on tracks_tokens", Plan(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_most_match_they_are_read_in_their_order()
    {
        using var store = _database.Open();
        var count = Postgres.Queries.Candidates.Most + 1000;
        store.Save([.. Enumerable.Range(0, count).Select(i => new TrackDraft("a", "u", Data(i, i % 10 == 0 ? "failed" : "ok")))], _ => { });
        Assert.Null(Candidates("ok", isLimited: true));
        var query = new TrackQuery { DataTokens = Tokens("state", "ok"), Where = HasState("ok") };
        Assert.Equal(count * 9 / 10, store.Search(query).Count());
        Assert.Equal([2, 3, 4], store.Search(query with { First = 3 }).Select(track => track.Number));
        Assert.Equal([count, count - 1], store.Search(query with { First = 2, Descending = true }).Select(track => track.Number));
    }

    [Fact]
    public void Who_could_replace_data_before_can_still_do_it()
    {
        using var empty = server.NewEmptyDatabase();
        using (var connection = new NpgsqlConnection(empty.ConnectionString + ";Pooling=false"))
        {
            connection.Open();
            Migrations.Shipped.UpTo(9).Apply(connection);
        }
        empty.Execute("""
            DROP ROLE IF EXISTS "former updater"; CREATE ROLE "former updater" LOGIN;
            GRANT USAGE ON SCHEMA tracking TO "former updater";
            GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA tracking TO "former updater";
            GRANT UPDATE ON tracking.counters, tracking.runs, tracking.current_runs, tracking.keys, tracking.writers TO "former updater";
            GRANT UPDATE (at, given, data, types, version, changed) ON tracking.tracks TO "former updater";
            """);
        try
        {
            empty.Open(new PostgresOptions { Initialize = true }).Dispose();
            using var store = empty.Open(user: "former updater");
            store.Save(new TrackDraft("a", "u", Data(1, "ok")));
            store.Save(new TrackDraft("a", "u", Data(1, "failed")) { Mode = SaveMode.Update });
            Assert.Single(store.Search(new TrackQuery { DataTokens = Tokens("state", "failed") }));
            Assert.Empty(store.Search(new TrackQuery { DataTokens = Tokens("state", "ok") }));
        }
        finally
        {
            empty.Execute("""DROP OWNED BY "former updater"; DROP ROLE "former updater" """);
        }
    }

    /// <summary>Says how long it takes; run by hand, alone on a machine.</summary>
    [Fact(Explicit = true)]
    public void Figures_of_one_match_among_many()
    {
        var count = long.Parse(Environment.GetEnvironmentVariable("TRACKING_TEST_TRACKS") ?? "1000000", CultureInfo.InvariantCulture);
        using var store = _database.Open();
        store.Save(new TrackDraft("a", "u", Data(0, "failed")));
        _database.Execute($$"""
            INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data, tokens, tokens_version)
            SELECT n, n, 1, true, 'a', 'A', 'u', 'U', '{"i":' || n || ',"state":"ok"}',
                ARRAY['i=n' || to_char(n, '9.99999999999EEEE'), 'state=sok'], 0
            FROM generate_series(10, {{count}} + 8) n;
            """);
        _database.Execute("VACUUM ANALYZE tracking.tracks");
        var query = new TrackQuery { DataTokens = Tokens("state", "failed"), Where = HasState("failed") };
        var search = Best(() => Assert.Single(store.Search(query)));
        using var connection = new NpgsqlConnection(_database.ConnectionString);
        connection.Open();
        var indexed = Best(() =>
        {
            using var command = new NpgsqlCommand(
                $"SELECT * FROM tracking.tracks WHERE {Postgres.Schema.Tokens.ThatCount} && ARRAY['state=sfailed', '*']", connection);
            using var rows = command.ExecuteReader();
            Assert.True(rows.Read());
        });
        var all = Best(() => Assert.Single(store.Search(query with { DataTokens = null })), 1);
        TestContext.Current.SendDiagnosticMessage(
            $"One match in {count}: {search:0.00} ms; SQL by the index {indexed:0.00} ms; by reading all {all:0} ms.");
    }

    public void Dispose() => _database.Dispose();

    private static double Best(Action work, int times = 20) => Enumerable.Range(0, times).Min(_ =>
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalMilliseconds;
    });

    private static TrackData Data(int i, string state) => Json.Data($$"""{"i":{{i}},"state":"{{state}}"}""");

    private static TrackDraft Draft(Random random, int i) =>
        new($"task {random.Next(3)}", random.Next(2) == 0 ? "u" : "v", Data(random.Next(20), States[random.Next(States.Length)]))
        {
            TimeUtc = TestClock.Epoch.AddSeconds(i),
        };

    private static TrackQuery Query(Random random)
    {
        var state = States[random.Next(States.Length)];
        var i = random.Next(20);
        var query = random.Next(3) switch
        {
            0 => new TrackQuery { DataTokens = Tokens("state", state), Where = HasState(state) },
            1 => new TrackQuery { DataTokens = [[.. DataTokens.OfNumber("i", i)]], Where = Has(i) },
            _ => new TrackQuery
            {
                DataTokens = [.. Tokens("state", state), [.. DataTokens.OfNumber("i", i)]],
                Where = track => HasState(state)(track) && Has(i)(track),
            },
        };
        return query with
        {
            Tasks = random.Next(2) == 0 ? null : [new($"task {random.Next(3)}")],
            Users = random.Next(2) == 0 ? null : [new("u")],
            RunIds = random.Next(4) == 0 ? [1, 2] : null,
            FromUtc = random.Next(4) == 0 ? TestClock.Epoch.AddSeconds(random.Next(400)) : null,
            Descending = random.Next(2) == 0,
            First = random.Next(3) == 0 ? random.Next(5) : null,
            Skip = random.Next(3) == 0 ? random.Next(3) : 0,
        };
    }

    private static Func<TrackRecord, bool> HasState(string state) =>
        track => string.Equals(Json.Text(track.Data).Split('"')[^2], state, StringComparison.OrdinalIgnoreCase);

    private static Func<TrackRecord, bool> Has(int i) =>
        track => Json.Text(track.Data).Contains($"\"i\":{i},", StringComparison.Ordinal);

    /// <summary>As -Data makes them of a text.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Tokens(string key, string text) =>
        DataTokens.OfText(key, text) is { } token ? [[DataTokens.OfOther(key), token]] : [];

    private List<long> Candidates(string state) => Candidates(state, isLimited: false)!;

    private List<long>? Candidates(string state, bool isLimited)
    {
        using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var found = Postgres.Queries.Candidates.Find(connection, Tokens("state", state));
        Assert.True(isLimited || found != null);
        return found;
    }

    private string Plan()
    {
        using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var tokens = Tokens("state", "failed");
        using (var first = new NpgsqlCommand("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off", connection))
            first.ExecuteNonQuery();
        using var command = new NpgsqlCommand(
            $"EXPLAIN SELECT number FROM tracking.tracks WHERE {Postgres.Queries.Candidates.Condition(tokens)}", connection);
        foreach (var parameter in Postgres.Queries.Candidates.Parameters(tokens))
            command.Parameters.Add(parameter);
        using var rows = command.ExecuteReader();
        var plan = "";
        while (rows.Read())
            plan += rows.GetString(0) + "\n";
        return plan;
    }
}

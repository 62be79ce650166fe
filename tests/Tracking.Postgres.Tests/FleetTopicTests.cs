using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Xunit;

namespace Tracking.Tests;

/// <summary>What about_Tracking_Fleet says to whoever operates the server.</summary>
public sealed partial class FleetTopicTests(PostgresServer server)
{
    [Fact]
    public void Its_questions_have_answers()
    {
        using var database = server.NewDatabase();
        using var store = database.Open();
        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        var answers = Statements("SELECT").Select(sql => Read(database, sql)).ToList();
        Assert.Equal(3, answers.Count);
        Assert.Contains(answers[0], row => $"{row["application_name"]}".StartsWith("Tracking ", StringComparison.Ordinal));
        Assert.Contains(answers[2], row => Equals(row["relname"], "tracks"));
    }

    [Fact]
    public void Its_limits_hold_for_connections_that_are_opened_afterwards_also_through_a_pooler()
    {
        using var database = server.NewDatabase();
        using var pooler = new Pooler(server);
        var limits = Statements("ALTER").ToList();
        Assert.Equal(2, limits.Count);
        foreach (var limit in limits)
            database.Execute(limit.Replace("DATABASE fleet", $"DATABASE {database.Name}", StringComparison.Ordinal));
        foreach (var connection in (string[])[database.ConnectionString, pooler.ConnectionString(database)])
        {
            const string Limits =
                "SELECT current_setting('statement_timeout') AS one, current_setting('idle_in_transaction_session_timeout') AS other";
            var row = Read(connection, Limits).Single();
            Assert.Equal(["10min", "10min"], row.Values);
        }
    }

    [Fact]
    public void A_dump_that_is_restored_is_the_same_store()
    {
        using var database = server.NewDatabase();
        using var empty = server.NewEmptyDatabase();
        using var store = database.Open();
        for (var i = 0; i < 5; i++)
            store.Save(new TrackDraft($"task {i % 2}", "u", Json.Data($$"""{"i":{{i}}}""")));
        store.Start(new RunDraft("b"));
        store.StopRun("b");
        string[] address = ["-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", "owner"];
        var (dump, restore) = (Command("pg_dump", "fleet"), Command("pg_restore", "fleet_restored"));
        server.Run("pg_dump", [.. address, .. dump.Select(Named)]);
        server.Run("pg_restore", [.. address, .. restore.Select(Named)]);
        using var restored = PostgresTrackStore.Open(empty.ConnectionString, null, initialize: false);
        Assert.Equal(StoreState.Of(store), StoreState.Of(restored));

        string Named(string argument) => argument switch
        {
            "fleet" => database.Name,
            "fleet_restored" => empty.Name,
            "fleet.dump" => $"{server.Folder}/fleet.dump",
            _ => argument,
        };
    }

    /// <summary>The arguments of a command but for the host, which is the tests' own.</summary>
    private static List<string> Command(string program, string database)
    {
        var line = ServerTopic.Fleet.Split('\n')
            .Single(line => line.Trim().StartsWith(program + " -h db.example.org", StringComparison.Ordinal));
        List<string> arguments = [.. line.Trim().Split(' ').Skip(3)];
        Assert.Contains(database, arguments);
        return arguments;
    }

    private static IEnumerable<string> Statements(string verb) =>
        Statement().Matches(ServerTopic.Fleet).Select(match => match.Value.Trim())
            .Where(text => text.StartsWith(verb, StringComparison.Ordinal));

    private static List<Dictionary<string, object>> Read(TestDatabase database, string sql) => Read(database.ConnectionString, sql);

    private static List<Dictionary<string, object>> Read(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using var rows = command.ExecuteReader();
        var read = new List<Dictionary<string, object>>();
        while (rows.Read())
            read.Add(Enumerable.Range(0, rows.FieldCount).ToDictionary(rows.GetName, rows.GetValue));
        return read;
    }

    [GeneratedRegex("^ {8}(SELECT|ALTER) [^;]*;", RegexOptions.Multiline)]
    private static partial Regex Statement();
}

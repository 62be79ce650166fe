using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Npgsql;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>The SQL that about_Tracking_Server shows works on every track that can be saved.</summary>
public sealed partial class JsonbTests(PostgresServer server) : IDisposable
{
    private readonly TestDatabase _database = server.NewDatabase();

    [Theory]
    [InlineData("""{"state":"ok"}""", "ok")]
    [InlineData("""{"state":"a\u0000b"}""", "a\ufffdb")]
    [InlineData("""{"state":"\u0000\u0000"}""", "\ufffd\ufffd")]
    [InlineData("""{"state":"ok","\u0000":1}""", "ok")]
    [InlineData("""{"state":"\\u0000"}""", @"\u0000")]
    [InlineData("""{"state":"\\\u0000"}""", "\\\ufffd")]
    [InlineData("""{"state":"x\ud800y"}""", "x\ufffdy")]
    [InlineData("""{"state":"\udc00"}""", "\ufffd")]
    [InlineData("""{"state":"\ud83d\ude00\ud83d"}""", "\U0001f600\ufffd")]
    [InlineData("""{"state":"\ud800\ud83d\ude00"}""", "\ufffd\U0001f600")]
    [InlineData("""{"state":"\ud83d\ude00\u0000"}""", "\U0001f600\ufffd")]
    [InlineData("""{"state":"ok","n":1e999999}""", null)]
    [InlineData("""{"n":1}""", null)]
    [InlineData("""[1,2]""", null)]
    [InlineData("""{"state":"NaN"}""", "NaN")]
    public void The_statement_of_the_help_gives_the_state_of_each_track(string data, string? state)
    {
        using (var store = _database.Open())
        {
            store.Save(new TrackDraft("a", "u", Json.Data("""{"state":"first"}""")));
            store.Save(new TrackDraft("a", "u", new TrackData(System.Text.Encoding.UTF8.GetBytes(data))));
            store.Save(new TrackDraft("a", "u", Json.Data("""{"state":"last"}""")));
        }
        Assert.Equal([(1, "first"), (2, state), (3, "last")], States().OrderBy(row => row.Number));
    }

    [Fact]
    public void What_powershell_can_save_can_be_asked_for()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 900)) + string.Concat(Enumerable.Repeat("]", 900));
        using (var store = _database.Open())
        {
            foreach (var data in (string[])[$$"""{"state":"deep","d":{{deep}}}""", """{"state":"twice","state":"later"}""", "{}"])
                store.Save(new TrackDraft("a", "u", new TrackData(System.Text.Encoding.UTF8.GetBytes(data))));
        }
        Assert.Equal([(1, "deep"), (2, "later"), (3, null)], States().OrderBy(row => row.Number));
    }

    public void Dispose() => _database.Dispose();

    private List<(long Number, string? State)> States()
    {
        var statement = Statement().Match(ServerTopic.Section("THE TABLES", "OPERATION")).Value;
        Assert.NotEmpty(statement);
        using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        connection.Open();
#pragma warning disable CA2100 // It is the help's own.
        using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var states = new List<(long, string?)>();
        while (rows.Read())
            states.Add((rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetString(1)));
        return states;
    }

    [GeneratedRegex(@"SELECT [^;]*'state'[^;]*;")]
    private static partial Regex Statement();
}

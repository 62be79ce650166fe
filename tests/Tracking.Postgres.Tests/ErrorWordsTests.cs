using System;
using System.Globalization;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>What a server refuses is said in words, with what can be done about it.</summary>
public sealed class ErrorWordsTests(PostgresServer server) : IDisposable
{
    private readonly TestDatabase _database = server.NewDatabase();

    [Theory]
    [InlineData("SELECT", "permission denied for table writers")]
    [InlineData("SELECT, INSERT", "permission denied for table runs")]
    public void A_right_that_is_missing_is_named_with_its_table(string granted, string words)
    {
        _database.Execute($"""
            DROP ROLE IF EXISTS worded; CREATE ROLE worded LOGIN;
            GRANT USAGE ON SCHEMA tracking TO worded; GRANT {granted} ON ALL TABLES IN SCHEMA tracking TO worded;
            """);
        try
        {
            using var store = _database.Open(user: "worded", more: ";Pooling=false");
            Says(store, TrackingErrorCode.TrackStoreAccessDenied, words);
        }
        finally
        {
            _database.Execute("DROP OWNED BY worded; DROP ROLE worded");
        }
    }

    [Fact]
    public void A_schema_that_may_not_be_looked_into_is_named()
    {
        _database.Execute("DROP ROLE IF EXISTS worded; CREATE ROLE worded LOGIN");
        var error = Assert.Throws<TrackingException>(() => _database.Open(user: "worded", more: ";Pooling=false"));
        _database.Execute("DROP ROLE worded");
        Assert.Equal(TrackingErrorCode.TrackStoreAccessDenied, error.Code);
        Assert.Contains("permission denied for schema tracking", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("53100", TrackingErrorCode.TrackStoreWriteFailed, "its disk is full")]
    [InlineData("53200", TrackingErrorCode.TrackStoreWriteFailed, "its memory is used up")]
    [InlineData("25006", TrackingErrorCode.TrackStoreReadOnly, "accepts no changes now")]
    [InlineData("22P05", TrackingErrorCode.TrackStoreWriteFailed, "none of the database's encoding")]
    [InlineData("57014", TrackingErrorCode.TrackStoreLocked, "did not do it in time")]
    [InlineData("55P03", TrackingErrorCode.TrackStoreLocked, "did not do it in time")]
    [InlineData("57P01", TrackingErrorCode.TrackStoreOutcomeUnknown, "was lost while a change was being stored")]
    [InlineData("57P03", TrackingErrorCode.TrackStoreOutcomeUnknown, "was lost while a change was being stored")]
    public void A_state_of_the_server_is_said_in_words(string state, TrackingErrorCode code, string words)
    {
        _database.Execute($"""
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 's3cret' USING ERRCODE = '{state}'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON tracking.tracks FOR EACH ROW EXECUTE FUNCTION public.refuse();
            """);
        using var store = _database.Open(more: ";Pooling=false;Patience=1");
        // The first save of a task takes more than one statement.
        store.StartRun("a");
        Says(store, code, words);
    }

    [Theory]
    [InlineData("LATIN1")]
    [InlineData("WIN1252")]
    [InlineData("SQL_ASCII")]
    public void A_database_that_lacks_characters_is_refused_when_its_tables_would_be_made(string encoding)
    {
        server.Execute("postgres", $"CREATE DATABASE encoded ENCODING '{encoding}' TEMPLATE template0");
        try
        {
            var error = Assert.Throws<TrackingException>(
                () => PostgresTrackStore.Open(server.ConnectionString("encoded") + ";Pooling=false", null, initialize: true));
            Assert.Contains($"the encoding {encoding}", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            server.Execute("postgres", "DROP DATABASE encoded WITH (FORCE)");
        }
    }

    [Fact]
    public void A_server_that_is_set_to_read_only_says_so()
    {
        _database.Execute(string.Create(
            CultureInfo.InvariantCulture, $"ALTER DATABASE {_database.Name} SET default_transaction_read_only = on"));
        using var store = _database.Open(more: ";Pooling=false");
        Says(store, TrackingErrorCode.TrackStoreReadOnly, "set to read only");
    }

    public void Dispose() => _database.Dispose();

    private static void Says(PostgresTrackStore store, TrackingErrorCode code, string words)
    {
        var error = Assert.Throws<TrackingException>(() => store.Save(new TrackDraft("a", "u", Json.Data("""{"k":1}"""))));
        Assert.Equal((code, true), (error.Code, error.Message.Contains(words, StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }
}

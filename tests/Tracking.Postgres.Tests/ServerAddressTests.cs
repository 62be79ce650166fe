using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using Npgsql;
using Tracking.Postgres.Connections;
using Xunit;

namespace Tracking.Tests;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("Host=localhost;Database=d", SslMode.Prefer)]
    [InlineData("Host=LocalHost;Database=d", SslMode.Prefer)]
    [InlineData("Host=127.0.0.1;Database=d", SslMode.Prefer)]
    [InlineData("Host=127.8.9.1;Database=d", SslMode.Prefer)]
    [InlineData("Host=::1;Database=d", SslMode.Prefer)]
    [InlineData("Host=/var/run/postgresql;Database=d", SslMode.Prefer)]
    [InlineData("Host=localhost:5433,127.0.0.1:5434;Database=d", SslMode.Prefer)]
    [InlineData("Host=db.example.org;Database=d", SslMode.VerifyFull)]
    [InlineData("Host=localhost.example.org;Database=d", SslMode.VerifyFull)]
    [InlineData("Host=10.0.0.1;Database=d", SslMode.VerifyFull)]
    [InlineData("Host=localhost,db.example.org;Database=d", SslMode.VerifyFull)]
    [InlineData("Host=db.example.org;Database=d;SSL Mode=Require", SslMode.Require)]
    [InlineData("Host=db.example.org;Database=d;sslmode=Disable", SslMode.Disable)]
    [InlineData("Host=db.example.org;Database=d;SSL Mode=Prefer", SslMode.Prefer)]
    [InlineData("postgres://ann@db.example.org/d", SslMode.VerifyFull)]
    [InlineData("postgres://ann@db.example.org/d?sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("postgres://ann@[::1]:5433/d", SslMode.Prefer)]
    public void A_host_that_is_not_local_has_to_prove_itself_unless_it_is_said_otherwise(string text, SslMode mode) =>
        Assert.Equal(mode, new NpgsqlConnectionStringBuilder(ServerAddress.Parse(text).ConnectionString).SslMode);

    [Theory]
    [InlineData(
        "postgres://ann:p%40ss%2F%3a@db.example.org:5433/fle%20et?application_name=x", "db.example.org", 5433, "fle et", "ann", "p@ss/:")]
    [InlineData("postgresql://db.example.org/fleet?Username=bob", "db.example.org", 5432, "fleet", "bob", null)]
    [InlineData("POSTGRES://ann@db.example.org:6000/fleet", "db.example.org", 6000, "fleet", "ann", null)]
    [InlineData("postgres://ann@[2001:db8::1]:6000/fleet", "2001:db8::1", 6000, "fleet", "ann", null)]
    [InlineData("postgres://ann@%2Fvar%2Frun/fleet", "/var/run", 5432, "fleet", "ann", null)]
    [InlineData("postgres://ann@one:5433,two:5434/fleet", "one:5433,two:5434", 5432, "fleet", "ann", null)]
    public void A_uri_says_the_same_as_a_connection_string(
        string uri, string host, int port, string database, string user, string? password)
    {
        var builder = new NpgsqlConnectionStringBuilder(ServerAddress.Parse(uri).ConnectionString);
        Assert.Equal(
            (host, port, database, user, password), (builder.Host, builder.Port, builder.Database, builder.Username, builder.Password));
    }

    [Theory]
    [InlineData("Host=db.example.org;Username=ann")]
    [InlineData("Database=d")]
    [InlineData("Host=db.example.org;Database=d;Password=pass;s3cret=1")]
    [InlineData("Host=db.example.org;Database=d;Password='s3cret")]
    [InlineData("Host=db.example.org;Database=d;Port=s3cret")]
    [InlineData("s3cret")]
    [InlineData("postgres://ann:s3cret@db.example.org:port/d")]
    [InlineData("postgres://ann:s3cret@db.example.org/d?s3cret")]
    [InlineData("postgres://ann:s3cret@db.example.org/d?sslmode=s3cret")]
    [InlineData("postgres://ann:s3cret@db.example.org")]
    public void What_cannot_be_read_is_refused_and_not_quoted(string text)
    {
        var error = Assert.Throws<TrackingException>(() => ServerAddress.Parse(text));
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionInvalid, error.Code);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_is_taken_before_what_the_connection_string_says()
    {
        var credential = new NetworkCredential("ann@corp", "s3cret");
        var address = ServerAddress.Parse("Host=localhost;Database=d;Username=bob;Password=other", credential);
        var builder = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        Assert.Equal(("ann@corp", "s3cret"), (builder.Username, builder.Password));
        Assert.Equal(("localhost/d", "ann@corp@localhost:5432/d#tracking"), (address.Name, address.Identity));
    }

    [Fact]
    public void Nothing_in_a_connection_string_brings_a_password_or_data_out_again()
    {
        var builder = new NpgsqlConnectionStringBuilder(ServerAddress.Parse(
            "Host=localhost:5433;Database=d;Persist Security Info=true;Include Error Detail=true;"
            + "Include Failed Batched Command=true;Log Parameters=true;Enlist=true").ConnectionString);
        Assert.False(builder.PersistSecurityInfo);
        Assert.False(builder.IncludeErrorDetail);
        Assert.False(builder.IncludeFailedBatchedCommand);
        Assert.False(builder.LogParameters);
        Assert.False(builder.Enlist);
    }

    [Theory]
    [InlineData("host=db.example.org port=5433 dbname='my fleet' user=ann", "db.example.org", 5433, "my fleet", "ann")]
    [InlineData(@"dbname=a\ b host = localhost user='o\'brien'", "localhost", 5432, "a b", "o'brien")]
    [InlineData("host=a,b port=5433,5434 dbname=d user=ann", "a:5433,b:5434", 5432, "d", "ann")]
    [InlineData("hostaddr=10.0.0.1 dbname=d user=ann", "10.0.0.1", 5432, "d", "ann")]
    [InlineData("postgres:///d?host=/var/run/postgresql&user=ann", "/var/run/postgresql", 5432, "d", "ann")]
    [InlineData("host=db;dbname=d;user=ann", "db", 5432, "d", "ann")]
    public void The_keywords_of_psql_say_the_same(string text, string host, int port, string database, string user)
    {
        var builder = Parsed(text);
        Assert.Equal((host, port, database, user), (builder.Host, builder.Port, builder.Database, builder.Username));
    }

    [Theory]
    [InlineData("channel_binding=require", "Channel Binding", "Require")]
    [InlineData("channel_binding=disable", "Channel Binding", "Disable")]
    [InlineData("keepalives=1", "TCP Keepalive", "True")]
    [InlineData("keepalives=0", "TCP Keepalive", "False")]
    [InlineData("keepalives_idle=30", "TCP Keepalive Time", "30")]
    [InlineData("keepalives_interval=5", "TCP Keepalive Time", "7200")]
    [InlineData("connect_timeout=7", "Timeout", "7")]
    [InlineData("connect_timeout=-1", "Timeout", "0")]
    [InlineData("connect_timeout=100000", "Timeout", "1024")]
    [InlineData("application_name=app&fallback_application_name=f", "Application Name", "app")]
    [InlineData("fallback_application_name=f&application_name=app", "Application Name", "app")]
    [InlineData("fallback_application_name=f", "Application Name", "f")]
    [InlineData("options=-c%20statement_timeout%3D5s", "Options", "-c statement_timeout=5s")]
    [InlineData("options=endpoint%3Dep-1", "Options", "endpoint=ep-1")]
    [InlineData("gssencmode=prefer", "GSS Encryption Mode", "Prefer")]
    [InlineData("sslmode=allow", "SSL Mode", "Allow")]
    [InlineData("sslmode=require", "SSL Mode", "Require")]
    [InlineData("sslmode=require&sslrootcert=/ca.pem", "SSL Mode", "VerifyCA")]
    [InlineData("sslmode=verify-full&sslrootcert=/ca.pem", "SSL Mode", "VerifyFull")]
    [InlineData("sslrootcert=system", "SSL Mode", "VerifyFull")]
    [InlineData("sslmode=verify-full&sslrootcert=system", "Root Certificate", "")]
    [InlineData("target_session_attrs=prefer-standby", "Target Session Attributes", "prefer-standby")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts", "True")]
    [InlineData("sslnegotiation=direct", "SSL Negotiation", "Direct")]
    [InlineData("require_auth=scram-sha-256,md5", "Require Auth", "scramsha256,md5")]
    [InlineData("krbsrvname=pg", "Kerberos Service Name", "pg")]
    [InlineData("sslcert=/c.pem", "SSL Certificate", "/c.pem")]
    [InlineData("sslkey=/k.pem", "SSL Key", "/k.pem")]
    [InlineData("passfile=/pass", "Passfile", "/pass")]
    [InlineData("pgbouncer=true", "Max Auto Prepare", "0")]
    [InlineData("pgbouncer=false", "Max Auto Prepare", "64")]
    [InlineData("client_encoding=UTF8", "Client Encoding", "")]
    [InlineData("sslsni=1", "Host", "localhost")]
    [InlineData("sslsni=1", "Connection Idle Lifetime", "30")]
    [InlineData("Connection%20Idle%20Lifetime=300", "Connection Idle Lifetime", "300")]
    [InlineData("replication=false", "Host", "localhost")]
    public void Each_keyword_of_psql_means_what_it_means_there(string setting, string keyword, string value) =>
        Assert.Equal(value, $"{Parsed("postgres://ann@localhost/d?" + setting)[keyword]}", ignoreCase: true);

    [Theory]
    [InlineData("keepalives_count=3", "tcp_keepalive_probes")]
    [InlineData("tcp_user_timeout=1000", "Command Timeout")]
    [InlineData("sslcrl=/x", "Check Certificate Revocation")]
    [InlineData("requirepeer=postgres", "verify-full")]
    [InlineData("sslcompression=1", "Leave it out")]
    [InlineData("client_encoding=LATIN1", "UTF8")]
    [InlineData("replication=database", "Leave it out")]
    [InlineData("require_auth=trust", "Its value")]
    [InlineData("channel_binding=always", "Its value")]
    [InlineData("connect_timeout=soon", "Its value")]
    [InlineData("port=many", "Its value")]
    [InlineData("sslmode=strict", "verify-full")]
    [InlineData("options=-csearch_path%3Dteam", "Schema=")]
    [InlineData("options=--search-path%3Dteam", "Schema=")]
    [InlineData("Search%20Path=team", "Schema=")]
    [InlineData("currentSchema=team", "Schema=")]
    [InlineData("pgbouncer=perhaps", "Its value")]
    [InlineData("ssl_min_protocol_version=TLSv1.3", "Leave it out")]
    [InlineData("sslmode=require&sslrootcert=system", "verify-full")]
    [InlineData("hostaddr=127.0.0.1", "Leave out 'hostaddr'")]
    [InlineData("polling=1", "leave it out")]
    [InlineData("Schema=pg_mine", "name of a schema")]
    [InlineData("Patience=long", "number of seconds")]
    public void What_cannot_be_done_is_refused_by_its_keyword(string setting, string advice)
    {
        var error = Assert.Throws<TrackingException>(() => Parsed("postgres://ann:s3cret@localhost/d?" + setting));
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionInvalid, error.Code);
        var keyword = setting[(setting.LastIndexOf('&') + 1)..setting.LastIndexOf('=')].Replace("%20", " ", StringComparison.Ordinal);
        Assert.Contains(keyword.Split('=')[0], error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_path_of_a_connection_string_is_refused_by_its_keyword() => Assert.Contains(
        "Schema=",
        Assert.Throws<TrackingException>(() => Parsed("Host=localhost;Database=d;Search Path=team")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("sslnegotiation=direct&sslmode=disable", "SSL Mode")]
    [InlineData("Minimum%20Pool%20Size=9&Maximum%20Pool%20Size=3", "Pool Size")]
    public void Keywords_that_do_not_go_together_are_refused(string settings, string what)
    {
        var address = ServerAddress.Parse("postgres://ann:s3cret@localhost/d?" + settings);
        var error = Assert.Throws<TrackingException>(() => address.CreateConnections(isPooled: false, "app"));
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionInvalid, error.Code);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_stand_for_what_the_address_does_not_say()
    {
        var variables = new Dictionary<string, string>
        {
            ["PGHOST"] = "env.example.org",
            ["PGPORT"] = "6000",
            ["PGDATABASE"] = "envdb",
            ["PGUSER"] = "envuser",
            ["PGPASSWORD"] = "envpass",
            ["PGSSLMODE"] = "require",
            ["PGAPPNAME"] = "envapp",
            ["PGCONNECT_TIMEOUT"] = "",
        };
        var all = Parsed("postgres://", variables);
        Assert.Equal(
            ("env.example.org", 6000, "envdb", "envuser", "envpass", SslMode.Require, "envapp"),
            (all.Host, all.Port, all.Database, all.Username, all.Password, all.SslMode, all.ApplicationName));
        var some = Parsed("Host=localhost;Database=d;Username=bob;Password=own;SSL Mode=Disable", variables);
        Assert.Equal(
            ("localhost", 6000, "d", "bob", "own", SslMode.Disable),
            (some.Host, some.Port, some.Database, some.Username, some.Password, some.SslMode));
    }

    [Fact]
    public void A_variable_that_cannot_be_followed_is_refused_by_its_name() => Assert.Contains(
        "PGSSLCRL",
        Assert.Throws<TrackingException>(
            () => Parsed("postgres://localhost/d", new Dictionary<string, string> { ["PGSSLCRL"] = "/crl" })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_service_stands_between_the_address_and_the_environment()
    {
        using var folder = new TempFolder();
        var file = folder.File("services.conf");
        File.WriteAllText(file, """
            # of two teams
            [other]
            host=other
            [fleet]
            host=db.example.org
            port=5433
            dbname=fleet
            user=ann
            schema=team_a
            sslmode=verify-ca
            """);
        var variables = new Dictionary<string, string> { ["PGSERVICEFILE"] = file, ["PGUSER"] = "envuser", ["PGAPPNAME"] = "envapp" };
        var address = ServerAddress.Parse("service=fleet port=6000", null, variables.GetValueOrDefault);
        var builder = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        Assert.Equal(
            ("db.example.org", 6000, "fleet", "ann", SslMode.VerifyCA, "envapp", "team_a"),
            (builder.Host, builder.Port, builder.Database, builder.Username, builder.SslMode, builder.ApplicationName,
                address.Schema.Name));
        Assert.Equal("own", ServerAddress.Parse("postgres:///d?service=fleet&schema=own", null, variables.GetValueOrDefault).Schema.Name);
        variables["PGSERVICE"] = "other";
        Assert.Equal("other", Parsed("postgres:///d", variables).Host);
        Assert.Equal("db.example.org", Parsed($"postgres:///d?service=fleet&servicefile={file}", []).Host);
        var missing = Assert.Throws<TrackingException>(() => Parsed("service=none", variables));
        Assert.Contains(file, missing.Message, StringComparison.Ordinal);
        File.WriteAllText(file, "[fleet]\nhost=h\ndbname=d\nsslcrl=/x\n");
        var refused = Assert.Throws<TrackingException>(() => Parsed("service=fleet", variables));
        Assert.Contains("sslcrl", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://ann@localhost/d", "Host=LocalHost;Port=5432;Database=d;Username=ann;SSL Mode=Require", true)]
    [InlineData("postgres://ann@localhost/d", "host=localhost:5432 dbname=d user=ann", true)]
    [InlineData("postgres://ann@localhost/d", "postgres://ann@localhost/d?schema=tracking", true)]
    [InlineData("postgres://ann@localhost/d", "postgres://ann@localhost/d?schema=team_a", false)]
    [InlineData("postgres://ann@localhost/d?schema=Team", "postgres://ann@localhost/d?schema=team", false)]
    [InlineData("postgres://ann@localhost/d", "postgres://ann@localhost/D", false)]
    [InlineData("postgres://ann@localhost/d", "postgres://ann@localhost:5433/d", false)]
    public void Two_spellings_of_one_place_are_one_store(string one, string other, bool areSame) =>
        Assert.Equal(areSame, ServerAddress.Parse(one).Identity == ServerAddress.Parse(other).Identity);

    private static NpgsqlConnectionStringBuilder Parsed(string text, Dictionary<string, string>? variables = null) =>
        new(ServerAddress.Parse(text, null, (variables ?? []).GetValueOrDefault).ConnectionString);
}

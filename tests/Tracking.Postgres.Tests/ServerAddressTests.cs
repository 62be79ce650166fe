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
        Assert.DoesNotContain("s3cret", error.ToString(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_is_taken_before_what_the_connection_string_says()
    {
        var credential = new NetworkCredential("ann@corp", "s3cret");
        var address = ServerAddress.Parse("Host=localhost;Database=d;Username=bob;Password=other", credential);
        var builder = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        Assert.Equal(("ann@corp", "s3cret"), (builder.Username, builder.Password));
        Assert.Equal(("localhost/d", "ann@corp@localhost:5432/d"), (address.Name, address.Identity));
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
}

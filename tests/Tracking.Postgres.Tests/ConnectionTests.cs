using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Tracking.Postgres;
using Xunit;

namespace Tracking.Tests;

/// <summary>What is said when a server cannot be used, and that no password is in it.</summary>
public sealed class ConnectionTests(PostgresServer server)
{
    private const string Secret = "s3cret-p4ss";

    [Fact]
    public void Nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var error = Refused(
            TrackingErrorCode.TrackStoreConnectionFailed, $"Host=127.0.0.1;Port={port};Database=d;Username=u;Password={Secret}");
        Assert.Contains("nothing listens there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_answers()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = Refused(
            TrackingErrorCode.TrackStoreConnectionFailed,
            $"Host=127.0.0.1;Port={port};Database=d;Username=u;Password={Secret};Timeout=1;SSL Mode=Disable");
        Assert.Contains("no answer in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_such_database() =>
        Refused(TrackingErrorCode.TrackStoreConnectionFailed, server.ConnectionString("none_such") + $";Password={Secret}");

    [Fact]
    public void There_is_no_such_user()
    {
        using var database = server.NewDatabase();
        Refused(TrackingErrorCode.TrackStoreAccessDenied, server.ConnectionString(database.Name, "nobody") + $";Password={Secret}");
    }

    [Fact]
    public void The_password_is_wrong_missing_or_right()
    {
        using var database = server.NewDatabase();
        database.Execute("DROP ROLE IF EXISTS locked; CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'right'");
        Refused(TrackingErrorCode.TrackStoreAccessDenied, server.ConnectionString(database.Name, "locked") + $";Password={Secret}");
        Refused(TrackingErrorCode.TrackStoreAccessDenied, server.ConnectionString(database.Name, "locked"));
        var right = new NetworkCredential("locked", "right");
        using var store = PostgresTrackStore.Open(server.ConnectionString(database.Name), right, initialize: false);
        Assert.Equal(0, store.Count().Tracks);
    }

    [Theory]
    [InlineData("postgres://locked@127.0.0.1:{0}/{1}?passfile={2}&{3}")]
    [InlineData("postgres://locked@127.0.0.1:{0},127.0.0.1:{0}/{1}?passfile={2}&{3}")]
    public void An_address_as_providers_give_it_is_followed_by_a_server(string form)
    {
        using var database = server.NewDatabase();
        using var folder = new TempFolder();
        database.Execute("DROP ROLE IF EXISTS locked; CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'right'");
        var file = folder.File("pgpass");
        File.WriteAllText(file, $"# by host\n*:{server.Port}:*:locked:right\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const string Settings = "sslmode=prefer&channel_binding=prefer&keepalives=1&keepalives_idle=30&keepalives_interval=10"
            + "&connect_timeout=5&target_session_attrs=read-write&application_name=fleet-1&gssencmode=disable"
            + "&options=-c%20statement_timeout%3D61s&require_auth=scram-sha-256&load_balance_hosts=disable&sslsni=1";
        using var store = PostgresTrackStore.Open(
            string.Format(CultureInfo.InvariantCulture, form, server.Port, database.Name, file, Settings), null, initialize: false);
        Assert.Equal(0, store.Count().Tracks);
        Assert.True(database.Query<bool>("SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'fleet-1'"));
    }

    [Fact]
    public void The_server_has_no_certificate() => Assert.Contains(
        "has no certificate",
        Refused(
            TrackingErrorCode.TrackStoreConnectionFailed,
            server.ConnectionString("postgres") + $";SSL Mode=VerifyFull;Password={Secret}").Message,
        StringComparison.Ordinal);

    private static TrackingException Refused(TrackingErrorCode code, string connectionString)
    {
        var error = Assert.Throws<TrackingException>(
            () => PostgresTrackStore.Open(connectionString + ";Patience=0", null, initialize: false));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        return error;
    }
}

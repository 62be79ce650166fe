using System;
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

    [Fact]
    public void The_server_has_no_certificate() => Assert.Contains(
        "has no certificate",
        Refused(
            TrackingErrorCode.TrackStoreConnectionFailed,
            server.ConnectionString("postgres") + $";SSL Mode=VerifyFull;Password={Secret}").Message,
        StringComparison.Ordinal);

    private static TrackingException Refused(TrackingErrorCode code, string connectionString)
    {
        var error = Assert.Throws<TrackingException>(() => PostgresTrackStore.Open(connectionString, null, initialize: false));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        return error;
    }
}

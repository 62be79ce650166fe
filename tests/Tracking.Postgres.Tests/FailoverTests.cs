using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Xunit;

namespace Tracking.Tests;

/// <summary>A replica takes over in the middle of a load, as about_Tracking_Server says that it may.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task When_a_synchronous_replica_is_promoted_the_load_goes_on_there_and_nothing_is_lost_or_doubled()
    {
        using var server = new PostgresServer();
        var database = server.NewDatabase();
        var (replica, port) = ($"{server.Folder}/replica", FreePort());
        string[] address = ["-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", "owner"];
        server.Run("pg_basebackup", [.. address, "-D", replica, "-R", "-X", "stream", "-c", "fast"]);
        var options = $"-p {port} -k {server.Folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200";
        server.Run("pg_ctl", "-D", replica, "-w", "-s", "-l", $"{server.Folder}/replica.log", "-o", options, "start");
        database.Execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        database.Execute("SELECT pg_reload_conf()");
        var both = $"Host=127.0.0.1:{server.Port},127.0.0.1:{port};Database={database.Name};Username=owner;Timeout=5";

        using var store = PostgresTrackStore.Open(
            ServerAddress.Parse(both + ";Target Session Attributes=primary"), new PostgresOptions { Patience = TimeSpan.FromSeconds(60) });
        Assert.False(store.IsReadOnly);
        var standbyAddress = ServerAddress.Parse(both + ";Target Session Attributes=standby");
        using (var standby = PostgresTrackStore.Open(standbyAddress, new PostgresOptions()))
        {
            Assert.True(standby.IsReadOnly);
            Assert.Equal(TrackingErrorCode.TrackStoreReadOnly, Assert.Throws<TrackingException>(() => standby.Save(Draft(0))).Code);
        }
        var begun = new TaskCompletionSource();
        var saving = Task.Run(
            () =>
            {
                var acknowledged = new List<(int, long)>();
                for (var start = 0; start < 20_000; start += 1000)
                {
                    store.Save(
                        [.. Enumerable.Range(start, 1000).Select(Draft)], track => acknowledged.Add((acknowledged.Count, track.Number)));
                    if (start == 5000)
                        begun.TrySetResult();
                }
                return acknowledged;
            },
            TestContext.Current.CancellationToken);
        await Task.WhenAny(begun.Task, saving);
        server.Kill();
        server.Run("pg_ctl", "-D", replica, "-w", "-s", "promote");
        LostConnectionTests.AssertOnce(store, await saving, 20_000);
        NpgsqlConnection.ClearAllPools();
    }

    private static TrackDraft Draft(int i) => new("a", "u", Json.Data($$"""{"i":{{i}}}"""));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

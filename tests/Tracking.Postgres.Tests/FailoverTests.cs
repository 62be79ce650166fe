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
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>A replica takes over in the middle of a load, as about_Tracking_Server says that it may.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task When_a_synchronous_replica_is_promoted_the_load_goes_on_there_and_nothing_is_lost_or_doubled()
    {
        using var server = new PostgresServer();
        var (replica, _, both) = AddReplica(server);
        using var store = OpenPrimary(both);
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
        Promote(server, replica);
        LostConnectionTests.AssertOnce(store, await saving, 20_000);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public void A_follower_hears_once_of_each_change_before_and_after_a_promotion()
    {
        using var server = new PostgresServer();
        var (replica, port, both) = AddReplica(server);
        using var store = OpenPrimary(both);
        var run = store.StartRun("a");
        store.Save([.. Enumerable.Range(0, 3).Select(Draft)], _ => { });
        var step = store.SaveStep(new StepRecord(0, run.RunId, "s", null, 0, "s") { StartUtc = DateTime.UtcNow, Attempt = 1 });
        using var follower = store.Follow();
        store.Save(Draft(3));
        Assert.Single(follower.Read());
        Assert.Empty(follower.Read());

        // Nobody looks between this and the promotion, and of what is changed the ids are not new.
        store.Save(new TrackDraft("a", "u", Json.Data("{}")) { Number = 1, Mode = SaveMode.Update });
        store.Save(Draft(4));
        store.SaveStep(step with { Status = StepStatus.Completed, EndUtc = DateTime.UtcNow });
        store.StopRun("a");
        Promote(server, replica);
        // Only then does the server say that another timeline has begun.
        server.Run("psql", "-h", "127.0.0.1", "-p", port, "-U", "owner", "-d", "postgres", "-q", "-c", "CHECKPOINT");
        // Ids go on higher where a replica takes over.
        var behind = store.Save(Draft(5)).Number;
        var heard = follower.Read().ToList();
        Assert.Equal([1, 5, behind], heard.Select(change => change.Track?.Number).OfType<long>().Order());
        Assert.Equal(StepStatus.Completed, Assert.Single(heard, change => change.Step != null).Step!.Status);
        Assert.Contains(heard, change => change.Run is { RunId: var id, HasEnded: true } && id == run.RunId);
        Assert.Empty(follower.Read());
        Assert.Equal(store.Save(Draft(6)).Number, Assert.Single(follower.Read()).Track?.Number);
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>A replica that each commit waits for; its folder and port, and the address of both servers.</summary>
    private static (string Replica, string Port, string Both) AddReplica(PostgresServer server)
    {
        var database = server.NewDatabase();
        var (replica, port) = ($"{server.Folder}/replica", FreePort().ToString(CultureInfo.InvariantCulture));
        string[] address = ["-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", "owner"];
        server.Run("pg_basebackup", [.. address, "-D", replica, "-R", "-X", "stream", "-c", "fast"]);
        var options = $"-p {port} -k {server.Folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200";
        server.Run("pg_ctl", "-D", replica, "-w", "-s", "-l", $"{server.Folder}/replica.log", "-o", options, "start");
        database.Execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        database.Execute("SELECT pg_reload_conf()");
        return (replica, port, $"Host=127.0.0.1:{server.Port},127.0.0.1:{port};Database={database.Name};Username=owner;Timeout=5");
    }

    private static PostgresTrackStore OpenPrimary(string both) => PostgresTrackStore.Open(
        ServerAddress.Parse(both + ";Target Session Attributes=primary"), new PostgresOptions { Patience = TimeSpan.FromSeconds(60) });

    private static void Promote(PostgresServer server, string replica)
    {
        server.Kill();
        server.Run("pg_ctl", "-D", replica, "-w", "-s", "promote");
    }

    private static TrackDraft Draft(int i) => new("a", "u", Json.Data($$"""{"i":{{i}}}"""));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

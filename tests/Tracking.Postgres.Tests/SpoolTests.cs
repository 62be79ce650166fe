using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Kinds;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.Spool;
using Xunit;

namespace Tracking.Tests;

/// <summary>Spools that are sent to a real server (section 15).</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly PostgresServer _server = new();
    private readonly TempFolder _folder = new();
    private readonly TestDatabase _database;
    private readonly ConcurrentBag<string> _warnings = [];

    public SpoolTests() => _database = _server.NewDatabase();

    [Theory]
    [InlineData("postgres://ann@db/d?spool", true)]
    [InlineData("postgres://ann@db/d?sslmode=disable&Spool&schema=team", true)]
    [InlineData("postgres://ann@db/d?spool=on", true)]
    [InlineData("postgres://ann@db/d?spool=0", false)]
    [InlineData("postgres://ann@db/d", false)]
    [InlineData("postgres://ann@db/spool", false)]
    [InlineData("Host=db;Database=d;Spool=true", true)]
    [InlineData("Host=db;Database=d;Password='a;spool=true'", false)]
    [InlineData("Host=db;Database=d;spool=No", false)]
    [InlineData("host=db dbname=d spool=yes", true)]
    public void An_address_says_whether_it_is_spooled(string address, bool isSpooled)
    {
        Assert.Equal(isSpooled, PostgresTrackStore.IsSpooled(address));
        // It is the same database.
        Assert.Equal("db/", ServerAddress.Parse(address).Name[..3]);
    }

    [Theory]
    [InlineData("postgres://ann@db/d?spool=perhaps")]
    [InlineData("Host=db;Database=d;Spool=2")]
    [InlineData("postgres://ann@db/d?spools")]
    public void What_says_neither_is_refused(string address) => Assert.Equal(
        TrackingErrorCode.TrackStoreConnectionInvalid,
        Assert.Throws<TrackingException>(() => PostgresTrackStore.IsSpooled(address)).Code);

    [Fact]
    public async Task Many_spools_arrive_once_though_the_server_is_killed_meanwhile()
    {
        const int Spools = 64, Tracks = 200;
        using var ends = new CancellationTokenSource();
        var kills = Task.Run(() =>
        {
            for (var i = 0; i < 4 && !ends.IsCancellationRequested; i++)
            {
                Thread.Sleep(300);
                _server.Kill();
                Thread.Sleep(300);
                _server.Restart();
            }
        });
        var spools = Enumerable.Range(0, Spools).Select(n => FileTrackStore.Open(PathOf($"own{n}"))).ToList();
        var forwarders = spools.ConvertAll(spool => Begin(spool));
        await Task.WhenAll(spools.Select(spool => Task.Run(() => Work(spool, Tracks))));
        await kills;
        await ends.CancelAsync();
        foreach (var forwarder in forwarders)
            Await(() => forwarder.Progress.Left == 0);
        forwarders.ForEach(forwarder => forwarder.Dispose());
        using var server = _database.Open();
        Assert.Equal(spools.SelectMany(spool => ContentByOrigin.Of(spool)).Order(StringComparer.Ordinal),
            ContentByOrigin.Of(server).Order(StringComparer.Ordinal));
        Assert.Empty(_warnings);
        FleetTests.AssertConsistent(_database);
        spools.ForEach(spool => spool.Dispose());
    }

    [Fact]
    public void A_server_that_was_restored_from_a_dump_is_sent_again_what_it_lost()
    {
        using var spool = FileTrackStore.Open(PathOf("own"));
        Work(spool, 20);
        SendAll(spool);
        _database.Execute("CREATE SCHEMA backup; CREATE TABLE backup.tracks AS SELECT * FROM tracking.tracks");
        Work(spool, 30);
        SendAll(spool);
        // What came after the backup is gone.
        _database.Execute("""
            DELETE FROM tracking.tracks WHERE number NOT IN (SELECT number FROM backup.tracks);
            DELETE FROM tracking.runs r WHERE NOT EXISTS (SELECT 1 FROM backup.tracks t WHERE t.run_id = r.run_id);
            DELETE FROM tracking.steps s WHERE NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = s.run_id);
            """);
        using (var server = _database.Open())
            server.RebuildIndexes();
        Work(spool, 1);
        SendAll(spool);
        using var restored = _database.Open();
        Assert.Equal(ContentByOrigin.Of(spool), ContentByOrigin.Of(restored));
        Assert.Contains("restored from a backup", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_who_may_not_remove_sends_all_the_same_and_hears_of_it()
    {
        _database.Execute("""
            CREATE ROLE spooler LOGIN;
            GRANT USAGE ON SCHEMA tracking TO spooler;
            GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA tracking TO spooler;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA tracking TO spooler;
            """);
        using var spool = FileTrackStore.Open(PathOf("own"));
        var first = spool.Save(new TrackDraft("a001", "u", Json.Data("{}")));
        spool.Save(new TrackDraft("a001", "u", Json.Data("{}")));
        SendAll(spool, "spooler");
        spool.Remove(first.Number);
        spool.Save(new TrackDraft("a001", "u", Json.Data("{}")));
        SendAll(spool, "spooler");
        using var server = _database.Open();
        Assert.Equal(3, server.Count().Tracks);
        Assert.Contains("refused the removal of track", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_user_is_told_once_and_a_right_one_sends_what_is_left()
    {
        using (var spool = FileTrackStore.Open(PathOf("dead")))
        {
            Work(spool, 5);
            using var wrong = Begin(spool, "nobody");
            Assert.False(wrong.Complete(TimeSpan.FromSeconds(60)));
            Assert.Contains("'db' when that can be", Assert.Single(wrong.DrainWarnings()), StringComparison.Ordinal);
        }
        using var own = FileTrackStore.Open(PathOf("own"));
        using var right = Begin(own);
        right.Complete(TimeSpan.FromSeconds(60));
        using var server = _database.Open();
        Assert.Equal(5, server.Count().Tracks);
    }

    public void Dispose()
    {
        _database.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    private static void Work(FileTrackStore spool, int tracks)
    {
        var task = "t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..6];
        var run = spool.StartRun(task);
        for (var i = 0; i < tracks; i++)
            spool.Save(new TrackDraft(task, "u", Json.Data($$"""{"n":{{i}}}""")));
        spool.Save(new TrackDraft(task, "u", Json.Data("""{"n":"last"}""")) { Mode = SaveMode.Merge });
        spool.SaveStep(new StepRecord(0, run.RunId, "step", null, 0, "")
        {
            Status = StepStatus.Completed,
            StartUtc = run.StartUtc,
            EndUtc = run.StartUtc.AddSeconds(1),
        });
        if (tracks > 10)
            spool.Remove(spool.Search(new TrackQuery { RunIds = [run.RunId], First = 1 }).Single().Number);
        spool.StopRun(task);
        var gone = spool.StartRun(task + "-gone");
        spool.Save(new TrackDraft(task + "-gone", "u", Json.Data("{}")));
        spool.StopRun(task + "-gone");
        spool.RemoveRun(gone.RunId);
    }

    private static void Await(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(3)), "It did not come.");

    private string PathOf(string name) => _folder.File($"spool-x-{name}.json");

    private void SendAll(FileTrackStore file, string user = "owner")
    {
        using var server = _database.Open(user: user);
        var spool = new ForwardedSpool(file, "db", _warnings.Add);
        while (spool.Forward(server) > 0)
        {
        }
    }

    private SpoolForwarder Begin(FileTrackStore own, string user = "owner") => new(own, new SpoolSettings
    {
        Folder = Path.GetDirectoryName(_folder.File())!,
        Prefix = "spool-x-",
        Server = "db",
        Kind = new SessionFileKind(),
        Connect = (_, cancellation) => PostgresTrackStore.Open(
            _server.ConnectionString(_database.Name, user) + ";Maximum Pool Size=1;Patience=1",
            null,
            initialize: false,
            null,
            cancellation),
        Interval = TimeSpan.FromMilliseconds(100),
        LongestWait = TimeSpan.FromMilliseconds(200),
    });
}

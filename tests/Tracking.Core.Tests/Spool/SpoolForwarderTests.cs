using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Engine;
using Tracking.Files;
using Tracking.Kinds;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.Spool;
using Xunit;

namespace Tracking.Tests;

/// <summary>The thread that sends spools: its own, and those of processes that are gone (rules 15.4 to 15.7).</summary>
public sealed class SpoolForwarderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _open = [];
    private readonly List<SpoolForwarder> _forwarders = [];
    private volatile ITrackStore _server = new MemoryTrackStore();
    private Func<TrackingException?> _trouble = () => null;
    private IFileStoreKind _kind = new SessionFileKind();
    private int _connections;

    [Fact]
    public void What_is_saved_arrives_by_itself()
    {
        var own = NewSpool("own");
        var forwarder = Begin(own);
        Save(own, 1);
        Await(() => _server.Count().Tracks == 1);
        Save(own, 2);
        own.StopRun("a001");
        Await(() => _server.Count().Tracks == 2 && _server.ListRuns().Single().HasEnded);
        Assert.Equal(0, forwarder.Progress.Left);
    }

    [Fact]
    public void A_spool_that_is_made_by_its_first_change_is_sent()
    {
        var own = Opened("own", new FileStoreOptions { CreateLater = true });
        Begin(own);
        Assert.False(File.Exists(PathOf("own")));
        Save(own, 1);
        Await(() => _server.Count().Tracks == 1);
    }

    [Fact]
    public void Nothing_to_send_needs_no_server()
    {
        var own = NewSpool("own");
        _trouble = () => new(TrackingErrorCode.TrackStoreConnectionFailed, "Nobody is there.");
        // That the file was opened is a line of it.
        Begin(Opened("empty", new FileStoreOptions { CreateLater = true })).Complete(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _connections);
        Save(own, 1);
        Assert.False(Begin(own).Complete(TimeSpan.FromSeconds(30)));
        Assert.NotEqual(0, _connections);
    }

    [Fact]
    public void What_dead_processes_left_is_sent_by_the_next_one_and_what_others_hold_is_not()
    {
        foreach (var name in new[] { "dead1", "dead2" })
        {
            var dead = NewSpool(name);
            Save(dead, 1);
            Save(dead, 2);
            dead.Dispose();
        }
        var held = NewSpool("held");
        Save(held, 3);
        var own = NewSpool("own");
        Save(own, 4);
        Assert.True(Begin(own).Complete(TimeSpan.FromSeconds(60)));
        Assert.Equal(5, _server.Count().Tracks);
        Assert.False(File.Exists(PathOf("held") + SpoolRecord.Suffix));
        Assert.True(SpoolForwarder.IsSent(PathOf("dead1")));
        Assert.True(SpoolForwarder.IsSent(PathOf("dead2")));
        // Sent once: nothing of it is sent by those that come later.
        var (store, breaks) = BreakingStore.Of(_server);
        var imported = 0;
        breaks.Before = (name, _) => imported += name == nameof(ITrackStore.Import) ? 1 : 0;
        _server = store;
        Begin(NewSpool("later")).Complete(TimeSpan.FromSeconds(60));
        Assert.Equal(0, imported);
    }

    [Fact]
    public void A_server_that_is_away_is_tried_again_and_never_told_and_the_close_is_not_held_up()
    {
        _trouble = () => new(TrackingErrorCode.TrackStoreConnectionFailed, "Nobody is there.");
        var own = NewSpool("own");
        var forwarder = Begin(own);
        Save(own, 1);
        Await(() => forwarder.Progress.Trouble == "Nobody is there.");
        Assert.Empty(forwarder.DrainWarnings());
        _trouble = () => null;
        Await(() => _server.Count().Tracks == 1);
        Await(() => forwarder.Progress.Trouble == null);
        _trouble = () => new(TrackingErrorCode.TrackStoreConnectionFailed, "Nobody is there.");
        var other = NewSpool("other");
        Save(other, 2);
        // It ends by the first failure, long before its time is over.
        Assert.False(Begin(other).Complete(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_close_waits_no_longer_than_it_is_given()
    {
        using var frozen = new ManualResetEventSlim();
        _trouble = () =>
        {
            frozen.Wait();
            return null;
        };
        var own = NewSpool("own");
        Save(own, 1);
        var forwarder = Begin(own);
        Assert.False(forwarder.Complete(TimeSpan.FromMilliseconds(200)));
        Assert.True(forwarder.Progress.Left > 0);
        frozen.Set();
    }

    [Theory]
    [InlineData(TrackingErrorCode.TrackStoreAccessDenied)]
    [InlineData(TrackingErrorCode.TrackStoreSchemaMissing)]
    [InlineData(TrackingErrorCode.TrackStoreSchemaTooNew)]
    public void What_no_wait_would_change_is_told_once_and_tried_again(TrackingErrorCode code)
    {
        _trouble = () => new(code, "Not so.", reason: ErrorReason.WrongPassword);
        var own = NewSpool("own");
        var forwarder = Begin(own);
        Save(own, 1);
        Await(() => Volatile.Read(ref _connections) >= 3);
        Assert.StartsWith("Not so.", Assert.Single(forwarder.DrainWarnings()), StringComparison.Ordinal);
        _trouble = () => null;
        Await(() => _server.Count().Tracks == 1);
        Assert.Empty(forwarder.DrainWarnings());
    }

    [Fact]
    public void A_server_that_can_only_be_read_is_told_once()
    {
        var folder = _folder.File("readonly.json");
        FileTrackStore.Open(folder).Dispose();
        _server = FileTrackStore.Open(folder, new FileStoreOptions { ReadOnly = true });
        var own = NewSpool("own");
        Save(own, 1);
        var forwarder = Begin(own);
        Assert.False(forwarder.Complete(TimeSpan.FromSeconds(60)));
        Assert.Contains("can only be read", Assert.Single(forwarder.DrainWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_spool_is_sent_up_to_the_damage_and_wholly_when_it_is_repaired()
    {
        var damaged = NewSpool("dead1");
        for (var i = 0; i < 5; i++)
            Save(damaged, i);
        damaged.Dispose();
        var text = File.ReadAllText(PathOf("dead1"));
        File.WriteAllText(PathOf("dead1"), text.Replace("{\"n\":2}", "{\"n\"2}", StringComparison.Ordinal));
        var dead = NewSpool("dead2");
        Save(dead, 9);
        dead.Dispose();
        var forwarder = Begin(NewSpool("own"));
        forwarder.Complete(TimeSpan.FromSeconds(60));
        Assert.Equal(3, _server.Count().Tracks);
        Assert.Contains("dead1", Assert.Single(forwarder.DrainWarnings()), StringComparison.Ordinal);
        Assert.False(SpoolForwarder.IsSent(PathOf("dead1")));
        FileTrackStore.Open(PathOf("dead1"), new FileStoreOptions { Repair = true }).Dispose();
        Assert.Empty(Complete("next"));
        Assert.Equal(5, _server.Count().Tracks);
    }

    [Fact]
    public void What_was_sent_is_retained_for_days_then_removed_and_what_was_refused_stays()
    {
        foreach (var name in new[] { "dead1", "dead2" })
        {
            var dead = NewSpool(name);
            Save(dead, 1);
            dead.Dispose();
        }
        Complete("first");
        Complete("second");
        Assert.True(File.Exists(PathOf("dead1")));
        Age("dead1", record => record);
        Age("dead2", record => record with { Refused = [new("track", default, DateTime.UtcNow, "no")] });
        Complete("third");
        Assert.False(File.Exists(PathOf("dead1")));
        Assert.False(File.Exists(PathOf("dead1") + SpoolRecord.Suffix));
        Assert.True(File.Exists(PathOf("dead2")));
        Assert.Equal(2, _server.Count().Tracks);
    }

    [Fact]
    public void What_was_sent_days_ago_is_sent_again_to_a_server_that_lost_it()
    {
        foreach (var name in new[] { "dead1", "dead2" })
        {
            var dead = NewSpool(name);
            Save(dead, 1);
            dead.Dispose();
        }
        Complete("first");
        Assert.Equal(2, _server.Count().Tracks);
        _server = new MemoryTrackStore();
        // It is looked for now and then only.
        File.Delete(Path.Combine(Folder, "spool-x.checked"));
        var warnings = Complete("second");
        Assert.Equal(2, _server.Count().Tracks);
        Assert.Equal(2, warnings.Count(warning => warning.Contains("restored from a backup", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_spools_at_once_arrive_once()
    {
        const int Spools = 64, Tracks = 50;
        await Task.WhenAll(Enumerable.Range(0, Spools).Select(n => Task.Run(() =>
        {
            var own = NewSpool($"own{n}");
            var forwarder = Begin(own);
            for (var i = 0; i < Tracks; i++)
                Save(own, i);
            Assert.True(forwarder.Complete(TimeSpan.FromMinutes(5)));
        })));
        Assert.Equal(Spools * Tracks, _server.Count().Tracks);
        Assert.Equal(Spools, _server.Count().Runs);
    }

    [Fact]
    public void Who_has_a_spool_open_never_finds_it_claimed_by_one_who_only_looks()
    {
        var open = NewSpool("open");
        Save(open, 1);
        var (looks, claimed) = (0, 0);
        _kind = LookedAtKind.Create(path =>
        {
            using var claim = new RunClaims(Folder).TryClaim("\nspool", Path.GetFileName(path));
            (looks, claimed) = (looks + 1, claimed + (claim == null ? 1 : 0));
        });
        Complete("own");
        Assert.Equal((1, 0), (looks, claimed));
        Assert.Equal(0, _server.Count().Tracks);
    }

    public void Dispose()
    {
        _forwarders.ForEach(forwarder => forwarder.Dispose());
        _open.ForEach(store => store.Dispose());
        _server.Dispose();
        _folder.Dispose();
    }

    private string Folder => Path.GetDirectoryName(_folder.File())!;

    private static void Save(FileTrackStore store, int n) => store.Save(new TrackDraft("a001", "u", Json.Data($$"""{"n":{{n}}}""")));

    private static void Await(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "It did not come.");
            Thread.Sleep(10);
        }
    }

    private string PathOf(string name) => _folder.File($"spool-x-{name}.json");

    private FileTrackStore NewSpool(string name) => Opened(name, new FileStoreOptions());

    private FileTrackStore Opened(string name, FileStoreOptions options)
    {
        var store = FileTrackStore.Open(PathOf(name), options);
        lock (_open)
            _open.Add(store);
        return store;
    }

    private SpoolForwarder Begin(IFileStore own)
    {
        var forwarder = new SpoolForwarder(own, new SpoolSettings
        {
            Folder = Folder,
            Prefix = "spool-x-",
            Server = "db/fleet",
            Kind = _kind,
            Connect = (_, _) =>
            {
                Interlocked.Increment(ref _connections);
                return _trouble() is { } error ? throw error : BreakingStore.Undisposed(_server);
            },
            Interval = TimeSpan.FromMilliseconds(20),
            LongestWait = TimeSpan.FromMilliseconds(20),
        });
        lock (_forwarders)
            _forwarders.Add(forwarder);
        return forwarder;
    }

    /// <summary>Opens a spool, sends all that is there, and closes it.</summary>
    private IReadOnlyList<string> Complete(string name)
    {
        var own = Opened(name, new FileStoreOptions { CreateLater = true });
        var forwarder = Begin(own);
        forwarder.Complete(TimeSpan.FromSeconds(60));
        forwarder.Dispose();
        own.Dispose();
        return forwarder.DrainWarnings();
    }

    private void Age(string name, Func<SpoolRecord, SpoolRecord> change)
    {
        var record = SpoolRecord.Read(PathOf(name));
        change(record with { SentUtc = DateTime.UtcNow.AddDays(-4) }).Write(PathOf(name));
    }
}

/// <summary>The kind of session files, with something that is done just before someone looks whether a file is locked.</summary>
public class LookedAtKind : DispatchProxy
{
    private Action<string> _look = _ => { };

    public static IFileStoreKind Create(Action<string> look)
    {
        var kind = Create<IFileStoreKind, LookedAtKind>();
        ((LookedAtKind)(object)kind)._look = look;
        return kind;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IFileStoreKind.IsLocked))
            _look((string)args![0]!);
        return targetMethod.Invoke(new SessionFileKind(), args);
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>A session file that is mostly dead is compacted by itself (format 9.9).</summary>
public sealed class CompactionTests : IDisposable
{
    private const string Home = "/home/me";
    private const string Path = Home + "/store.json";

    private readonly SimulatedDisk _disk = new(pageSize: 4096);
    private readonly TempFolder _folder = new();

    public CompactionTests() => _disk.CreateFolder(Home);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Durability.Always)]
    [InlineData(Durability.EverySecond)]
    [InlineData(Durability.OnClose)]
    public async Task A_file_that_is_mostly_dead_is_compacted_soon_after_a_save(Durability durability)
    {
        using var store = FileTrackStore.Open(_folder.File(),
            new FileStoreOptions { Durability = durability, CompactionFolder = System.IO.Path.GetDirectoryName(_folder.File()) });
        Update(store, 70);
        for (var waits = 0; store.Generation == 1 && waits < 100; waits++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(2, store.Generation);
        Assert.InRange(store.Length, 100_000, 200_000);
        Assert.Equal([_folder.File()], Directory.GetFiles(System.IO.Path.GetDirectoryName(_folder.File())!));
        Assert.Empty(store.DrainWarnings());
        Assert.Equal(70, store.Search(new TrackQuery()).Single().Version);
    }

    [Fact]
    public void Ids_origins_counters_runs_and_steps_are_what_they_were()
    {
        using var store = Open();
        foreach (var step in Workload.Script.Where(step => step is not (ReopenStep or OptimizeStep)))
            step.On(store);
        Update(store, 70);
        var origins = OriginsOf(store);
        var state = StoreState.Of(store);
        store.CompactIfDue();
        Assert.Equal(2, store.Generation);
        Assert.Equal(state, StoreState.Of(store));
        Assert.Equal(origins, OriginsOf(store));
        store.Dispose();
        using var next = Open();
        Assert.Equal(origins, OriginsOf(next));
        Assert.Equal(state, StoreState.Of(next));
        var tracks = next.Search(new TrackQuery()).Max(track => track.Number);
        Assert.True(next.Save(new TrackDraft("next", "u", Json.Data("{}"))).Number > tracks);
    }

    [Theory]
    [InlineData("another folder")]
    [InlineData("a folder within it")]
    [InlineData("turned off")]
    [InlineData("several links")]
    [InlineData("too little room")]
    [InlineData("no answer about room")]
    [InlineData("a lease")]
    [InlineData("closed")]
    public void It_stays_as_it_is(string why)
    {
        var path = why == "a folder within it" ? Home + "/sub/store.json" : Path;
        _disk.CreateFolder(Home + "/sub");
        _disk.CreateFolder("/else");
        var folder = why switch { "another folder" => "/else", "turned off" => null, _ => Home };
        var store = Open(path, folder, isLease: why == "a lease");
        if (why == "too little room")
            _disk.Room = 200_000;
        if (why == "several links")
            _disk.File(path).LinkCount = 2;
        var begun = false;
        _disk.Called = call =>
        {
            begun |= call == "copy access";
            _disk.Fault = why == "no answer about room" && call == "count links"
                ? new DiskFault(_disk.Calls + 1, 1, FaultKind.Error) : null;
        };
        Update(store, 70);
        if (why != "closed")
            store.CompactIfDue();
        store.Dispose();
        store.CompactIfDue();
        Assert.False(begun);
        Assert.InRange(_disk.File(path).Length, 7_000_000, 8_000_000);
        using var reader = FileTrackStore.Open(_disk, path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.Equal(1, reader.Generation);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("small")]
    [InlineData("live steps")]
    [InlineData("live messages")]
    public void One_that_is_not_mostly_dead_stays_as_it_is(string what)
    {
        using var store = Open();
        switch (what)
        {
            case "live":
                for (var i = 0; i < 20; i++)
                    Save(store, $"t{i}", 100_000);
                Update(store, 50);
                break;
            case "small":
                Update(store, 30);
                break;
            case "live steps":
                var run = store.StartRun("a").RunId;
                for (var i = 0; i < 60; i++)
                {
                    var begun = store.SaveStep(new StepRecord(0, run, $"s{i}", null, 0, "") { StartUtc = TestClock.Epoch });
                    store.SaveStep(begun with { Status = StepStatus.Completed, EndUtc = TestClock.Epoch, Output = Data(100_000) });
                }
                break;
            default:
                for (var i = 0; i < 700; i++)
                    store.StopRun(null, store.StartRun("a").RunId, RunStatus.Failed, new string('m', 8000));
                break;
        }
        store.CompactIfDue();
        Assert.Equal(1, store.Generation);
        Assert.Equal(what != "small", store.Length > CompactionRule.LeastLength);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_with_an_edited_line_or_that_was_repaired_stays_as_it_is(bool isDamaged)
    {
        using (var store = Open(folder: null))
            Update(store, 70);
        var text = Encoding.UTF8.GetString(_disk.ReadAll(Path));
        var data = text.IndexOf("\"ddd", StringComparison.Ordinal) + 1;
        _disk.Put(Path, Encoding.UTF8.GetBytes(isDamaged
            ? text.Remove(text.IndexOf("\"update\":1", StringComparison.Ordinal), 4)
            : text[..data] + "eee" + text[(data + 3)..]));
        using var edited = FileTrackStore.Open(_disk, Path, new FileStoreOptions { CompactionFolder = Home, Repair = isDamaged }, null);
        Assert.NotEmpty(edited.DrainWarnings());
        var generation = edited.Generation;
        Update(edited, 80);
        edited.CompactIfDue();
        Assert.Equal(generation, edited.Generation);
    }

    [Fact]
    public void A_snapshot_and_a_store_that_was_closed_are_left_alone()
    {
        using var store = Open(folder: null);
        Update(store, 70);
        using var snapshot =
            FileTrackStore.Open(_disk, Path, new FileStoreOptions { ReadOnly = true, CompactionFolder = Home }, null);
        snapshot.CompactIfDue();
        Assert.Equal((1, 1), (store.Generation, snapshot.Generation));
    }

    [Fact]
    public void One_that_fails_says_nothing_and_is_tried_again_when_the_file_is_twice_as_long()
    {
        using var store = Open();
        Update(store, 70);
        _disk.Fault = new DiskFault(1, DiskFault.Always, FaultKind.DiskFull);
        store.CompactIfDue();
        _disk.Fault = null;
        Assert.Equal([Path], _disk.Files);
        store.CompactIfDue();
        Assert.Equal(1, store.Generation);
        Update(store, 75);
        store.CompactIfDue();
        Assert.Equal(2, store.Generation);
        Assert.Empty(store.DrainWarnings());
    }

    [Fact]
    public void What_is_compacted_is_compacted_again_when_it_is_mostly_dead_again()
    {
        using var store = Open();
        for (var generation = 2; generation < 5; generation++)
        {
            Update(store, 70);
            store.CompactIfDue();
            store.CompactIfDue();
            Assert.Equal(generation, store.Generation);
        }
    }

    [Fact]
    public void A_follower_hears_nothing_twice()
    {
        using var store = Open();
        Update(store, 70);
        using var follower = store.Follow();
        Save(store, "before", 10);
        store.CompactIfDue();
        Assert.Equal(2, store.Generation);
        Save(store, "after", 10);
        Assert.Equal(["before", "after"], follower.Read().Select(change => change.Track?.TaskId).OfType<string>());
        Assert.Empty(follower.Read());
    }

    [Fact]
    public async Task Closing_ends_one_that_is_under_way_and_leaves_the_file_as_it_was()
    {
        var store = Open();
        for (var i = 0; i < 10_000; i++)
            Save(store, "many", 10);
        Update(store, 200);
        var length = store.Length;
        using var begun = new ManualResetEventSlim();
        using var closing = new ManualResetEventSlim();
        var isFirst = true;
        _disk.Called = call =>
        {
            if (call != "copy access" || !isFirst)
                return;
            isFirst = false;
            begun.Set();
            // The closing is on its way: it has to wait for the lock of this disk, or for the rewrite.
            closing.Wait();
            Thread.Sleep(200);
        };
        var compaction = Task.Run(store.CompactIfDue, TestContext.Current.CancellationToken);
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        var closed = Task.Run(() =>
        {
            closing.Set();
            store.Dispose();
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(compaction, closed);
        _disk.Called = null;
        Assert.Equal([Path], _disk.Files);
        // But for the summary, which the closing line has now.
        Assert.InRange(_disk.File(Path).Length, length, length + ClosingSummary.MaxBytes);
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public async Task Saves_go_on_while_it_runs()
    {
        using var store = FileTrackStore.Open(_folder.File(),
            new FileStoreOptions { CompactionFolder = System.IO.Path.GetDirectoryName(_folder.File()) });
        for (var i = 0; i < 2000; i++)
            Save(store, "many", 1000);
        Update(store, 200);
        using var ended = new CancellationTokenSource();
        var saving = Task.Run(() =>
        {
            var saved = 0;
            for (; !ended.IsCancellationRequested; saved++)
                Save(store, "meanwhile", 10);
            return saved;
        }, TestContext.Current.CancellationToken);
        for (var waits = 0; store.Generation == 1 && waits < 100; waits++)
        {
            store.CompactIfDue();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        await ended.CancelAsync();
        var saved = await saving;
        Assert.Equal(2, store.Generation);
        Assert.Equal(2001 + saved, store.Count().Tracks);
        var state = store.Count();
        store.Dispose();
        using var reader = FileTrackStore.Open(_folder.File(), new FileStoreOptions { ReadOnly = true });
        Assert.Equal(state, reader.Count());
        Json.CheckFile(_folder.File());
    }

    private FileTrackStore Open(string path = Path, string? folder = Home, bool isLease = false) => FileTrackStore.Open(_disk, path,
        new FileStoreOptions { Durability = Durability.OnClose, CompactionFolder = folder, IsLease = isLease }, null);

    private static TrackData Data(int length) => Json.Data($$"""{"d":"{{new string('d', length)}}"}""");

    private static void Save(FileTrackStore store, string task, int length) => store.Save(new TrackDraft(task, "u", Data(length)));

    /// <summary>Replaces one track so often, with 100,000 bytes each time.</summary>
    private static void Update(FileTrackStore store, int times)
    {
        var data = Data(100_000);
        for (var i = 0; i <= times; i++)
            store.Save(new TrackDraft("updated", "u", data) { Mode = SaveMode.Update });
    }

    /// <summary>Where all that is in a store comes from.</summary>
    private static string[] OriginsOf(FileTrackStore store) =>
    [
        .. store.Export(new TrackQuery()).Select(track => $"track {track.Track.Number} {track.Origin}"),
        .. store.ExportRuns().Select(run => $"run {run.Run.RunId} {run.Origin}"),
        .. store.ListSteps().Select(step => $"step {step.StepId} {step.Identity}"),
    ];
}

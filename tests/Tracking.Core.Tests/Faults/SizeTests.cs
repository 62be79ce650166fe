using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>Large tracks and large files, alone on the machine since memory is measured.</summary>
[CollectionDefinition(nameof(SizeTests), DisableParallelization = true)]
[Collection(nameof(SizeTests))]
public sealed class SizeTests : IDisposable
{
    private const int Million = 1_000_000;

    private readonly TempFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_track_of_20_MB_is_saved_updated_merged_optimised_and_read_again()
    {
        var (first, second) = (Large('x'), Large('y'));
        using (var store = Open())
        {
            store.Save(Draft(first));
            store.Save(Draft(second, SaveMode.Update));
            store.Save(Draft("""{"small":1}""", SaveMode.Merge));
            store.Save(Draft(first));
        }

        var length = new FileInfo(_folder.File()).Length;
        Assert.InRange(length, 4 * 20_000_000L, (4 * 20_000_000L) + 2000);
        var merged = second[..^1] + ",\"small\":1}";
        using (var store = Open())
        {
            Has(store, merged, first);
            var optimised = store.Optimize();
            Assert.InRange(optimised.LengthAfter, 2 * 20_000_000L, (2 * 20_000_000L) + 2000);
        }

        using (var store = Open())
            Has(store, merged, first);

        // One that was cut off is set aside whole.
        using (var file = File.OpenWrite(_folder.File()))
            file.SetLength(file.Length - 5000);
        using (var store = Open())
        {
            Assert.Single(store.Search(new TrackQuery()));
            Assert.Single(store.DrainWarnings());
        }
        Assert.InRange(new FileInfo(Directory.GetFiles(Path.GetDirectoryName(_folder.File())!, "*.torn-*").Single()).Length, 19_990_000,
            20_000_000);
    }

    [Fact]
    public void A_million_tracks_in_one_file_are_opened_searched_and_optimised_in_bounded_memory()
    {
        if (!TestScale.IsFull)
            Assert.Skip("TRACKING_TEST_FULL=1 runs it.");
        Write();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        FileTrackStore store = null!;
        Measure("open", 350, () => store = Open());
        using (store)
        {
            var live = GC.GetTotalMemory(forceFullCollection: true) - before;
            Tell($"file {store.Length / 1e6:F0} MB, live {live / 1e6:F0} MB, {live / (double)Million:F0} bytes a track");
            Assert.InRange(live / Million, 1, 220);
            Assert.Equal(Million, store.Count().Tracks);
            Measure("search: newest 10 of a user", 20,
                () => Assert.Equal(10, store.Search(new TrackQuery { Users = [new("user7")], Last = 10 }).Count()));
            Measure("search: a second of them", 20, () =>
                Assert.Equal(1000, store.Search(new TrackQuery { FromUtc = TestClock.At(500), ToUtc = TestClock.At(500.9999) }).Count()));
            Measure("search: all, read to the end", 40, () => Assert.Equal(Million, store.Search(new TrackQuery()).LongCount()));
            Measure("update every tenth", 80, () =>
            {
                for (var i = 0; i < Million / 10; i++)
                {
                    store.Save(new TrackDraft($"task{i % 100}", $"user{i % 10}",
                        Json.Data($$"""{"step":{{i}},"state":"updated"}"""))
                    { Mode = SaveMode.Update });
                }
            });
            Measure("optimise", 80, () => Tell($"optimised to {store.Optimize().LengthAfter / 1e6:F0} MB"));
        }

        Measure("open optimised", 350, () => store = Open());
        using (store)
            Assert.Equal(Million, store.Count().Tracks);
    }

    private static string Large(char letter)
    {
        const string Empty = """{"large":""}""";
        return Empty.Insert(Empty.Length - 2, new string(letter, 20_000_000 - Empty.Length));
    }

    private static TrackDraft Draft(string json, SaveMode mode = SaveMode.Add) => new("a", "u", Json.Data(json)) { Mode = mode };

    private static void Has(FileTrackStore store, params string[] data)
    {
        Assert.Empty(store.DrainWarnings());
        Assert.True(store.Search(new TrackQuery()).Select(track => Json.Text(track.Data)).SequenceEqual(data));
    }

    private static void Tell(string what) => TestContext.Current.TestOutputHelper!.WriteLine(what);

    /// <summary>Runs work, tells its time and how far the process grew meanwhile, and bounds that.</summary>
    private static void Measure(string what, int megabytes, Action work)
    {
        // Gives what is free back to the system, so that growing into it counts.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var start = Environment.WorkingSet;
        var peak = start;
        using var done = new ManualResetEventSlim();
        var watch = new Thread(() =>
        {
            while (!done.Wait(5))
                peak = Math.Max(peak, Environment.WorkingSet);
        });
        watch.Start();
        var time = Stopwatch.StartNew();
        work();
        time.Stop();
        done.Set();
        watch.Join();
        Tell($"{what}: {time.Elapsed.TotalSeconds:F2} s, peak {(peak - start) / 1e6:F0} MB above the start");
        Assert.InRange((peak - start) >> 20, 0, megabytes);
    }

    private FileTrackStore Open() =>
        FileTrackStore.Open(_folder.File(), new FileStoreOptions { Durability = Durability.OnClose }, _clock.Read);

    private void Write()
    {
        using var store = Open();
        for (var i = 0; i < Million; i++)
        {
            _clock.UtcNow = TestClock.At(i / 1000.0);
            store.Save(new TrackDraft($"task{i % 100}", $"user{i % 10}", Json.Data($$"""{"step":{{i}},"state":"running"}""")));
        }
    }
}

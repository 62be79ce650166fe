using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Copies to a file whose disk fails, or loses the power, at each call that they make. What is there then is a beginning of what was
/// copied, and the next copy completes it: nothing is lost and nothing comes twice.
/// </summary>
public sealed class BrokenCopyTests : IDisposable
{
    private const string Path = "/home/me/store.json";

    private readonly TestClock _clock = new();
    private readonly MemoryTrackStore _source;
    private readonly MemoryTrackStore _earlier;

    public BrokenCopyTests()
    {
        _source = new MemoryTrackStore(_clock.Read);
        _earlier = new MemoryTrackStore(_clock.Read);
        Save(6);
        _source.StopRun("a", status: RunStatus.Failed, message: "no net");
        new StoreCopier(_source, _earlier).CopyAll();
        Save(6);
        _source.Save(new TrackDraft("b", "u", Json.Data("""{"v":"new"}""")) { RunId = 2, Mode = SaveMode.Update });
        _source.StopRun("a");
        Save(6);
    }

    [Theory]
    [InlineData(Durability.Always, 64)]
    [InlineData(Durability.EverySecond, 64)]
    [InlineData(Durability.OnClose, 512)]
    public void Whenever_the_power_goes_the_next_copy_completes_it(Durability durability, int pageSize)
    {
        var disk = NewDisk(pageSize);
        List<(SimulatedDisk Disk, int Copied)> moments = [];
        var copied = 0;
        disk.Called = _ => moments.Add((disk.Copy(), copied));
        using (var store = Open(disk, durability))
        {
            foreach (var source in new[] { _earlier, _source })
            {
                new StoreCopier(source, store).CopyAll();
                copied = (int)store.Count().Tracks;
            }
        }

        var beginnings = new HashSet<long>();
        foreach (var (moment, sure) in moments)
        {
            foreach (var loss in Enum.GetValues<PageLoss>())
            {
                using var store = Open(moment.LosePower(loss, losesNames: false, seed: 1), durability);
                var there = store.Count().Tracks;
                beginnings.Add(there);
                Assert.True(durability != Durability.Always || there >= sure, $"{there} of {sure} tracks are left.");
                Completes(store);
            }
        }
        // A batch is one write, of which the power may leave any beginning.
        Assert.True(beginnings.Count > 2, string.Join(' ', beginnings));
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error), 1)]
    [InlineData(nameof(FaultKind.Error), DiskFault.Always)]
    [InlineData(nameof(FaultKind.HalfWritten), 1)]
    [InlineData(nameof(FaultKind.HalfWritten), DiskFault.Always)]
    [InlineData(nameof(FaultKind.DiskFull), DiskFault.Always)]
    public void Whichever_call_fails_the_next_copy_completes_it(string kind, int times)
    {
        var calls = 0L;
        for (var at = 1L; at == 1 || at <= calls; at += TestScale.Stride)
        {
            var disk = NewDisk(4096);
            var before = disk.Calls;
            using (var store = Open(disk, Durability.Always))
            {
                disk.Fault = new DiskFault(disk.Calls + at, times, Enum.Parse<FaultKind>(kind));
                foreach (var source in new[] { _earlier, _source })
                {
                    var tracks = store.Count().Tracks;
                    try
                    {
                        new StoreCopier(source, store).CopyAll();
                    }
                    catch (TrackingException error)
                    {
                        Assert.True(error.Code is TrackingErrorCode.TrackStoreWriteFailed or TrackingErrorCode.TrackStoreFlushFailed,
                            error.ToString());
                        Assert.Equal(tracks, store.Count().Tracks);
                    }
                }
                calls = Math.Max(calls, disk.Calls - before);
                disk.Fault = null;
                Completes(store);
            }
            using var reopened = Open(disk, Durability.Always);
            Completes(reopened);
        }
        Assert.True(calls > 5);
    }

    public void Dispose()
    {
        _source.Dispose();
        _earlier.Dispose();
    }

    private static SimulatedDisk NewDisk(int pageSize)
    {
        var disk = new SimulatedDisk(pageSize);
        disk.CreateFolder("/home/me");
        return disk;
    }

    private FileTrackStore Open(SimulatedDisk disk, Durability durability) =>
        FileTrackStore.Open(disk, Path, new FileStoreOptions { Durability = durability }, _clock.Read);

    [Fact]
    public void Tracks_that_are_piped_on_after_a_batch_was_refused_come_with_their_runs()
    {
        var disk = NewDisk(64);
        using var store = Open(disk, Durability.Always);
        var copier = new StoreCopier(_source, store);
        disk.Fault = new DiskFault(disk.Calls + 1, DiskFault.Always, FaultKind.DiskFull);
        Assert.Throws<TrackingException>(() => copier.Copy([1, 2]));
        disk.Fault = null;
        copier.Copy([3, 4]);
        Assert.Equal((2, 2), (store.Count().Tracks, store.Count().Runs));
        Completes(store);
    }

    private void Save(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _source.Save(new TrackDraft(i % 2 == 0 ? "a" : "b", "u", Json.Data($"{{\"v\":{i}}}")));
        }
    }

    private void Completes(FileTrackStore store)
    {
        new StoreCopier(_source, store).CopyAll();
        Assert.Equal(Show(_source), Show(store));
        Assert.Equal(store.Count().Tracks, store.Search(new TrackQuery()).Max(t => t.Number));
        new StoreCopier(_earlier, store).CopyAll();
        Assert.Equal(Show(_source), Show(store));
    }

    private static string Show(ITrackStore store)
    {
        var tracks = store.Export(new TrackQuery())
            .Select(t => $"track {t.Origin} of {t.RunOrigin} {t.Track.TaskId} {t.Track.TimeUtc:O} {Json.Text(t.Track.Data)}");
        var runs = store.ExportRuns()
            .Select(r => $"run {r.Origin} {r.Run.TaskId} {r.Run.StartUtc:O} {r.Run.EndUtc:O} {r.Run.Status} {r.Run.Message}");
        return string.Join('\n', tracks.Concat(runs));
    }
}

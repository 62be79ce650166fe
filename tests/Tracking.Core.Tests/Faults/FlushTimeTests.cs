using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>When what was saved reaches the disk by itself (format 8.2).</summary>
public sealed class FlushTimeTests
{
    private const string Path = "/home/me/store.json";

    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void EverySecond_flushes_by_itself_but_not_at_each_save()
    {
        using var store = Open(Durability.EverySecond);
        foreach (var task in new[] { "first", "second" })
        {
            Save(store, task);
            var waited = Stopwatch.StartNew();
            Assert.DoesNotContain(task, OnDisk());
            WaitFor(() => OnDisk().Contains(task));
            Assert.True(waited.Elapsed.TotalSeconds > 0.5);
        }
    }

    [Fact]
    public void OnClose_flushes_when_it_is_closed()
    {
        using (var store = Open(Durability.OnClose))
        {
            Save(store, "first");
            Thread.Sleep(1200);
            Assert.Empty(OnDisk());
        }

        Assert.Equal(["first"], OnDisk());
    }

    [Fact]
    public void Closing_tells_of_a_flush_that_failed_unheard_before()
    {
        var store = Open(Durability.EverySecond);
        Save(store, "first");
        _disk.FlushesToFail = 1;
        WaitFor(() => _disk.FlushesToFail == 0);
        Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, Assert.Throws<TrackingException>(store.Dispose).Code);
        Assert.Equal(["first"], OnDisk());
    }

    private static void Save(FileTrackStore store, string task) => store.Save(new TrackDraft(task, "u", Json.Data("{}")));

    private static void WaitFor(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition() && waited.Elapsed.TotalSeconds < 10;)
            Thread.Sleep(20);
        Assert.True(condition());
    }

    private FileTrackStore Open(Durability durability)
    {
        _disk.CreateFolder("/home/me");
        return FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = durability }, null);
    }

    /// <summary>The tasks of the tracks that are there after the power went now.</summary>
    private string[] OnDisk()
    {
        using var after =
            FileTrackStore.Open(_disk.LosePower(PageLoss.All, losesNames: true), Path, new FileStoreOptions { ReadOnly = true }, null);
        return [.. after.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];
    }
}

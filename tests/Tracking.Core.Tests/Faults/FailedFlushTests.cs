using System;
using System.Linq;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A flush that fails is told of and never becomes a success later: the system drops what it could not
/// write, and says yes when it is asked again (format 8.3).
/// </summary>
public sealed class FailedFlushTests
{
    private const string Path = "/home/me/store.json";

    private readonly SimulatedDisk _disk = new();

    [Theory]
    [InlineData(Durability.EverySecond)]
    [InlineData(Durability.OnClose)]
    public void After_a_flush_that_failed_the_store_says_so_until_it_has_written_itself_anew(Durability durability)
    {
        using var store = Open(durability);
        Save(store, "first");
        _disk.FlushesToFail = 1;
        Fails(store.Flush);
        Fails(store.Flush);
        Assert.DoesNotContain("first", OnDisk());
        Save(store, "second");
        Assert.Contains("refused a flush", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Contains("first", OnDisk());
        store.Flush();
        Assert.Equal(["first", "second"], OnDisk());
    }

    [Fact]
    public void A_change_whose_flush_fails_is_refused_and_no_power_loss_brings_it_back()
    {
        using var store = Open(Durability.Always);
        Save(store, "first");
        _disk.FlushesToFail = 1;
        Fails(() => Save(store, "refused"));
        foreach (var loss in Enum.GetValues<PageLoss>())
            Assert.Equal(["first"], OnDisk(loss));
        Save(store, "second");
        Assert.Single(store.DrainWarnings());
        foreach (var loss in Enum.GetValues<PageLoss>())
            Assert.Equal(["first", "second"], OnDisk(loss));
    }

    [Fact]
    public void A_stop_whose_flush_fails_is_refused_and_what_it_would_have_flushed_is_written_anew()
    {
        using var store = Open(Durability.EverySecond);
        Save(store, "first");
        _disk.FlushesToFail = 1;
        Fails(() => store.StopRun("first"));
        Assert.True(store.FindRun(1)!.IsCurrent);
        Assert.True(store.StopRun("first").Finished);
        Assert.Equal(["first"], OnDisk());
    }

    [Fact]
    public void While_the_disk_refuses_every_flush_so_does_the_store_every_change()
    {
        using (var store = Open(Durability.Always))
        {
            Save(store, "first");
            _disk.FlushesToFail = int.MaxValue;
            Fails(() => Save(store, "refused"));
            foreach (var _ in Enumerable.Range(0, 3))
                Assert.Throws<TrackingException>(() => Save(store, "refused"));
            Fails(store.Flush);
            Assert.Equal(1, store.Count().Tracks);
            _disk.FlushesToFail = 0;
            Save(store, "second");
        }

        Assert.Equal(["first", "second"], OnDisk());
    }

    [Fact]
    public void Closing_tells_of_a_flush_that_failed_and_writes_the_file_anew_for_whoever_opens_it_next()
    {
        var store = Open(Durability.OnClose);
        Save(store, "first");
        _disk.FlushesToFail = 1;
        Fails(store.Dispose, "It was written anew from memory on closing and is safe.");
        Assert.Equal(["first"], OnDisk());
        using var next = Open(Durability.Always);
        Save(next, "second");
        Assert.Equal(["first", "second"], OnDisk());
    }

    [Fact]
    public void When_it_can_not_be_written_anew_the_next_to_open_it_does_not_trust_what_it_reads_to_be_on_the_disk()
    {
        var store = Open(Durability.OnClose);
        Save(store, "first");
        _disk.FlushesToFail = 2;
        Fails(store.Dispose);
        Assert.Equal((0, 0, 0), (_disk.FlushesToFail, _disk.OpenHandles, _disk.LockCount));
        Assert.Empty(OnDisk());
        using var next = Open(Durability.Always);
        Assert.Equal(["first"], OnDisk());
        Save(next, "second");
        Assert.Equal(["first", "second"], OnDisk());
    }

    [Fact]
    public void A_new_file_whose_name_was_not_flushed_is_no_store_yet()
    {
        _disk.CreateFolder("/home/me");
        _disk.Called = call => _disk.FlushesToFail = call == "place" ? 1 : _disk.FlushesToFail;
        Fails(() => Open(Durability.Always));
        _disk.Called = null;
        using var store = Open(Durability.Always);
        Save(store, "first");
        Assert.Equal(["first"], OnDisk());
    }

    [Fact]
    public void Whoever_saves_after_one_that_was_killed_before_its_flush_keeps_what_both_saved()
    {
        var killed = Open(Durability.OnClose);
        Save(killed, "first");
        var disk = _disk.Copy();
        using var next = FileTrackStore.Open(disk, Path, new FileStoreOptions { Durability = Durability.Always }, null);
        foreach (var loss in Enum.GetValues<PageLoss>())
            Assert.Equal(["first"], OnDisk(loss, disk));
        Save(next, "second");
        foreach (var loss in Enum.GetValues<PageLoss>())
            Assert.Equal(["first", "second"], OnDisk(loss, disk));
        killed.Dispose();
    }

    private static void Save(FileTrackStore store, string task) =>
        store.Save(new TrackDraft(task, "u", Json.Data("{}")) { RunId = store.Count().Runs == 0 ? 0 : 1 });

    private static void Fails(Action call, string what = "what was saved since the last flush may be lost when the machine stops: ")
    {
        var error = Assert.Throws<TrackingException>(call);
        Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, error.Code);
        Assert.StartsWith($"'{Path}' could not be brought to the disk", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    private FileTrackStore Open(Durability durability)
    {
        _disk.CreateFolder("/home/me");
        return FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = durability }, null);
    }

    /// <summary>The tasks of the tracks that are there after the power went now.</summary>
    private string[] OnDisk(PageLoss loss = PageLoss.All, SimulatedDisk? disk = null)
    {
        using var after =
            FileTrackStore.Open((disk ?? _disk).LosePower(loss, losesNames: true), Path, new FileStoreOptions { ReadOnly = true }, null);
        return [.. after.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];
    }
}

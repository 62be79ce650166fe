using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Someone deletes the session file of a store that is open, and what is written to it goes nowhere. An id that was returned is a promise
/// all the same: at the next flush the file is written anew from memory, but never over another one that was put in its place.
/// </summary>
public sealed class DeletedFileTests : IDisposable
{
    private const string Path = "/home/me/store.json";

    private readonly SimulatedDisk _disk = new();
    private readonly TempFolder _folder = new();

    public DeletedFileTests() => _disk.CreateFolder("/home/me");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Durability.Always)]
    [InlineData(Durability.EverySecond)]
    [InlineData(Durability.OnClose)]
    public void A_flush_writes_it_anew(Durability durability)
    {
        using var store = Open(durability);
        Save(store, "before");
        Delete();
        store.Flush();
        Assert.Contains("was deleted", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before"], OnDisk());
        Save(store, "after");
        store.Flush();
        Assert.Empty(store.DrainWarnings());
        Assert.Equal(["before", "after"], OnDisk());
    }

    [Fact]
    public void A_change_that_is_flushed_at_once_writes_it_anew_first()
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        Delete();
        Assert.Equal(2, Save(store, "after").Number);
        Assert.Single(store.DrainWarnings());
        Assert.Equal(["before", "after"], OnDisk());
    }

    [Fact]
    public void A_stop_writes_it_anew_first()
    {
        using var store = Open(Durability.EverySecond);
        Save(store, "before");
        Delete();
        store.StopRun("before");
        using var reader =
            FileTrackStore.Open(_disk.LosePower(PageLoss.All, losesNames: true), Path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.True(reader.FindRun(1)!.Finished);
    }

    [Fact]
    public void Closing_writes_it_anew()
    {
        var store = Open(Durability.OnClose);
        Save(store, "before");
        Delete();
        Save(store, "after");
        store.Dispose();
        Assert.Contains("was deleted", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before", "after"], OnDisk());
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public void Closing_a_store_in_which_a_run_alone_was_started_writes_it_anew()
    {
        using (var store = Open(Durability.EverySecond))
        {
            store.StartRun("a");
            Delete();
        }

        using var next = Open(Durability.EverySecond);
        Assert.Equal(2, next.StartRun("b").RunId);
    }

    [Fact]
    public void Closing_a_store_that_gave_no_id_leaves_it_deleted()
    {
        var store = Open(Durability.EverySecond);
        Delete();
        store.Dispose();
        Assert.Equal([Path + ".lock"], _disk.Files);
    }

    [Fact]
    public void Closing_a_store_of_which_all_was_removed_keeps_its_ids_from_being_given_again()
    {
        using (var store = Open(Durability.EverySecond))
        {
            Save(store, "before");
            store.Remove(1);
            Delete();
        }

        using var next = Open(Durability.EverySecond);
        Assert.Equal(2, Save(next, "after").Number);
    }

    [Fact]
    public void Optimising_writes_it_anew()
    {
        using var store = Open(Durability.OnClose);
        Save(store, "before");
        Delete();
        store.Optimize();
        Save(store, "after");
        store.Flush();
        Assert.Equal(["before", "after"], OnDisk());
    }

    [Fact]
    public void When_its_lock_was_deleted_with_it_the_store_takes_a_new_one()
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        Delete(withLock: true);
        Save(store, "after");
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, Assert.Throws<TrackingException>(() => Open(Durability.Always)).Code);
        Assert.Equal(1, _disk.LockCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void While_another_store_has_its_place_changes_are_refused_and_nothing_is_lost(bool isHeld)
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        Delete(withLock: true);
        var other = Open(Durability.Always);
        Save(other, "other");
        if (!isHeld)
            other.Dispose();
        var bytes = _disk.ReadAll(Path);

        foreach (var change in (Action[])[() => Save(store, "refused"), () => store.Optimize()])
        {
            var error = Assert.Throws<TrackingException>(change);
            Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
            Assert.Contains(isHeld ? "is held for writing" : "Move that one away", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, Assert.Throws<TrackingException>(store.Flush).Code);
        Assert.Equal(1, store.Count().Tracks);
        Assert.Equal(bytes, _disk.ReadAll(Path));

        other.Dispose();
        _disk.Replace(Path, "/home/me/other.json");
        Assert.Equal(2, Save(store, "after").Number);
        Assert.Equal(["before", "after"], OnDisk());
    }

    [Fact]
    public void The_flush_within_a_second_remembers_that_another_file_has_its_place()
    {
        var store = Open(Durability.EverySecond);
        Save(store, "before");
        Delete();
        _disk.Put(Path, Encoding.UTF8.GetBytes("something else"));
        Assert.Throws<TrackingException>(store.Flush);
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, Assert.Throws<TrackingException>(() => Save(store, "refused")).Code);
        Assert.Equal("something else", Encoding.UTF8.GetString(_disk.ReadAll(Path)));
        Delete();
        store.Dispose();
        Assert.Equal(["before"], OnDisk());
    }

    [Fact]
    public void Closing_keeps_what_it_held_beside_another_file_that_has_its_place()
    {
        var store = Open(Durability.OnClose);
        Save(store, "before");
        Delete();
        _disk.Put(Path, Encoding.UTF8.GetBytes("something else"));
        var error = Assert.Throws<TrackingException>(store.Dispose);
        Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, error.Code);
        Assert.Equal("something else", Encoding.UTF8.GetString(_disk.ReadAll(Path)));
        var kept = _disk.Files.Single(path => path.Contains(".deleted-", StringComparison.Ordinal));
        Assert.Contains(kept, error.Message, StringComparison.Ordinal);
        Assert.Equal(["before"], OnDisk(kept));
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public void A_folder_that_was_deleted_is_not_made_again_but_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows deletes no folder with an open file.");
        var folder = Directory.CreateDirectory(_folder.File("folder")).FullName;
        var store =
            FileTrackStore.Open(System.IO.Path.Combine(folder, "store.json"), new FileStoreOptions { Durability = Durability.Always });
        Save(store, "before");
        Directory.Delete(folder, recursive: true);
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, Assert.Throws<TrackingException>(() => Save(store, "refused")).Code);
        Directory.CreateDirectory(folder);
        Save(store, "after");
        Directory.Delete(folder, recursive: true);
        Assert.Contains("is lost", Assert.Throws<TrackingException>(store.Dispose).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void It_is_there_again_by_itself_soon_after_a_save()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the name of an open file.");
        using var store = FileTrackStore.Open(_folder.File());
        Save(store, "before");
        File.Delete(_folder.File());
        Save(store, "after");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.File()), TimeSpan.FromSeconds(60)));
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder.File()));
        Assert.Equal(2,
            document.RootElement.GetProperty("events").EnumerateArray().Count(happened => happened.TryGetProperty("save", out _)));
    }

    private void Delete(bool withLock = false)
    {
        _disk.Delete(Path);
        if (withLock)
            _disk.Delete(Path + ".lock");
        _disk.FlushFolder("/home/me");
    }

    private static TrackRecord Save(FileTrackStore store, string task) => store.Save(new TrackDraft(task, "u", Json.Data("{}")));

    private FileTrackStore Open(Durability durability) =>
        FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = durability }, null);

    /// <summary>The tasks of the tracks that are there after the power went now.</summary>
    private string[] OnDisk(string path = Path)
    {
        using var after =
            FileTrackStore.Open(_disk.LosePower(PageLoss.All, losesNames: true), path, new FileStoreOptions { ReadOnly = true }, null);
        return [.. after.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];
    }
}

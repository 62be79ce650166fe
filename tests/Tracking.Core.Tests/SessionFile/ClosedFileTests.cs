using System;
using System.IO;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>What is asked of a session file, or done to it, that is not open here.</summary>
public sealed class ClosedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string FilePath => _folder.File();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_locked_as_long_as_a_store_has_it_open_to_write()
    {
        Assert.False(FileTrackStore.IsLocked(FilePath));
        using (FileTrackStore.Open(FilePath))
            Assert.True(FileTrackStore.IsLocked(FilePath));
        Assert.False(FileTrackStore.IsLocked(FilePath));
        using (FileTrackStore.Open(FilePath, new FileStoreOptions { ReadOnly = true }))
            Assert.False(FileTrackStore.IsLocked(FilePath));
    }

    [Fact]
    public void Deleted_it_is_not_there_again_when_the_power_goes()
    {
        var disk = new SimulatedDisk();
        disk.Put(SampleFile.Path, SampleFile.Shared.Bytes);
        FileOpening.Delete(disk, SampleFile.Path);
        Assert.DoesNotContain(SampleFile.Path, disk.LosePower(PageLoss.None, losesNames: true).Files);
    }

    [Fact]
    public void Deleted_it_is_gone_and_nothing_is_left()
    {
        FileTrackStore.Open(FilePath).Dispose();
        FileTrackStore.Delete(FilePath);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
        Assert.False(FileTrackStore.IsLocked(FilePath));
        using var next = FileTrackStore.Open(FilePath);
        Assert.Equal(1, next.Save(new TrackDraft("a", "u", Json.Data("{}"))).Number);
    }

    [Fact]
    public void What_is_no_store_is_not_deleted()
    {
        File.WriteAllText(FilePath, "{\"some\":\"thing\"}\n");
        IsRefused(TrackingErrorCode.TrackStoreNotTracking, () => FileTrackStore.Delete(FilePath), FilePath);
        Assert.Equal([FilePath], Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
    }

    [Fact]
    public void What_is_open_to_write_is_not_deleted()
    {
        using var store = FileTrackStore.Open(FilePath);
        IsRefused(TrackingErrorCode.TrackStoreLocked, () => FileTrackStore.Delete(FilePath), FilePath);
        Assert.True(File.Exists(FilePath));
    }

    [Fact]
    public void One_to_which_something_was_added_is_not_deleted_where_its_length_is_given()
    {
        long length;
        using (var store = FileTrackStore.Open(FilePath))
            length = store.Length;
        using (var store = FileTrackStore.Open(FilePath))
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.False(FileTrackStore.Delete(FilePath, length));
        Assert.True(File.Exists(FilePath));
        Assert.True(FileTrackStore.Delete(FilePath, new FileInfo(FilePath).Length));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void What_is_not_there_is_told()
    {
        var inMissing = _folder.File(Path.Combine("missing", "store.json"));
        foreach (var use in (Action<string>[])[path => FileTrackStore.Delete(path), path => FileTrackStore.Follow(path),
            path => FileTrackStore.Open(path, new FileStoreOptions { ReadOnly = true })])
        {
            IsRefused(TrackingErrorCode.TrackStoreNotFound, () => use(FilePath),
                $"There is no file '{FilePath}'.");
            IsRefused(TrackingErrorCode.TrackStoreNotFound, () => use(inMissing), $"The folder of '{inMissing}' is not there.");
        }
        IsRefused(TrackingErrorCode.TrackStoreNotFound, () => FileTrackStore.Open(inMissing), $"The folder of '{inMissing}' is not there.");
        Assert.False(FileTrackStore.IsLocked(inMissing));
    }

    [Fact]
    public void Where_no_file_can_be_is_told()
    {
        foreach (var path in new[] { _folder.File("store/"), _folder.File("store" + Path.AltDirectorySeparatorChar) })
        {
            foreach (var use in (Action<string>[])[path => FileTrackStore.Delete(path), path => FileTrackStore.Follow(path),
                path => FileTrackStore.Open(path), path => FileTrackStore.IsLocked(path)])
            {
                IsRefused(TrackingErrorCode.TrackStorePathInvalid, () => use(path),
                    $"'{path}' cannot hold a store: the path ends as that of a folder does");
            }
        }
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(FilePath)!));
    }

    [Fact]
    public void A_file_that_is_made_later_may_lie_in_folders_that_are_made_with_it()
    {
        var path = _folder.File(Path.Combine("some", "where", "store.json"));
        using var store = FileTrackStore.Open(path, new FileStoreOptions { CreateLater = true });
        Assert.EndsWith(Path.Combine("some", "where", "store.json"), store.Path, StringComparison.Ordinal);
        Assert.Equal(0, store.Count().Tracks);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(FilePath)!));
        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_someone_else_made_first_is_opened_and_the_change_is_decided_on_what_is_in_it(bool fails)
    {
        using var store = FileTrackStore.Open(FilePath, new FileStoreOptions { CreateLater = true });
        using (var other = FileTrackStore.Open(FilePath))
            other.Save(new TrackDraft("other", "u", Json.Data("{}")));
        if (fails)
            Assert.Equal(TrackingErrorCode.TrackNotFound, Assert.Throws<TrackingException>(() => store.Remove(7)).Code);
        Assert.Equal(2, store.Save(new TrackDraft("a", "u", Json.Data("{}"))).Number);
        Assert.Equal(["other", "a"], store.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId));
    }

    [Fact]
    public void A_run_that_someone_else_started_first_gets_the_id_before()
    {
        using var store = FileTrackStore.Open(FilePath, new FileStoreOptions { CreateLater = true });
        using (var other = FileTrackStore.Open(FilePath))
            other.StartRun("other");
        Assert.Equal(2, store.StartRun("a").RunId);
        Assert.Equal(["other", "a"], store.ListRuns().OrderBy(run => run.RunId).Select(run => run.TaskId));
    }

    [Fact]
    public void What_may_not_be_read_is_told()
    {
        var disk = new SimulatedDisk();
        disk.CreateFolder("/home/me");
        FileTrackStore.Open(disk, "/home/me/store.json", null, null).Dispose();
        foreach (var readOnly in new[] { true, false })
        {
            disk.Fault = new DiskFault(disk.Calls + 2, 1, FaultKind.Denied);
            IsRefused(TrackingErrorCode.TrackStoreAccessDenied,
                () => FileTrackStore.Open(disk, "/home/me/store.json", new FileStoreOptions { ReadOnly = readOnly }, null),
                "'/home/me/store.json' may not be opened: ");
            Assert.Equal((0, 0), (disk.OpenHandles, disk.LockCount));
        }
    }

    private static void IsRefused(TrackingErrorCode code, Action use, string message)
    {
        var error = Assert.Throws<TrackingException>(use);
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}

using System;
using System.Collections.Generic;
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
        Assert.Empty(_disk.Files);
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
    public void Written_anew_it_is_locked_again()
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        Delete();
        Save(store, "after");
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, Assert.Throws<TrackingException>(() => Open(Durability.Always)).Code);
        Assert.Equal(1, _disk.LockCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void While_another_store_has_its_place_it_goes_on_beside_it(bool isHeld)
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        Delete();
        var other = Open(Durability.Always);
        Save(other, "other");
        if (!isHeld)
            other.Dispose();
        var bytes = _disk.ReadAll(Path);

        Assert.Equal(2, Save(store, "after").Number);
        var beside = Assert.Single(_disk.Files, path => path.Contains("/store.rescued-", StringComparison.Ordinal));
        Assert.Equal(beside, store.Path);
        Assert.Contains(beside, Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before", "after"], OnDisk(beside));
        Assert.Equal(bytes, _disk.ReadAll(Path));
        store.Optimize();
        Save(store, "later");
        Assert.Equal(["before", "after", "later"], OnDisk(beside));
        other.Dispose();
    }

    [Theory]
    [InlineData("appended")]
    [InlineData("cut")]
    [InlineData("overwritten")]
    public void What_someone_writes_into_it_stays_and_the_store_goes_on_beside_it(string what)
    {
        using var store = Open(Durability.OnClose);
        Save(store, "before");
        using (var file = _disk.Open(Path, writable: true))
        {
            if (what == "appended")
                file.Write(file.Length, "more"u8.ToArray(), 0, 4);
            else
                file.SetLength(what == "cut" ? 100 : 0);
            if (what == "overwritten")
                file.Write(0, "other"u8.ToArray(), 0, 5);
        }
        var bytes = _disk.ReadAll(Path);

        Save(store, "after");
        Assert.Contains("was overwritten by another program while it was open here", Assert.Single(store.DrainWarnings()),
            StringComparison.Ordinal);
        Assert.Equal(bytes, _disk.ReadAll(Path));
        Assert.Equal(["before", "after"], Current(store));
    }

    [Fact]
    public void Emptied_it_is_written_anew_in_its_place()
    {
        using var store = Open(Durability.OnClose);
        Save(store, "before");
        using (var file = _disk.Open(Path, writable: true))
            file.SetLength(0);
        Save(store, "after");
        Assert.Contains("was emptied by another program", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before", "after"], Current(store));
        Assert.Equal((Path, 1), (store.Path, _disk.Files.Count()));
    }

    [Theory]
    [InlineData("ask length", 1)]
    [InlineData("ask length", 2)]
    [InlineData("read", 1)]
    [InlineData("flush", 1)]
    [InlineData("flush", 2)]
    public void Emptied_between_the_look_and_the_write_it_is_written_anew_in_its_place(string behind, int names)
    {
        var store = Open(Durability.OnClose);
        Save(store, "before");
        _disk.File(Path).LinkCount = names;
        _disk.Called = call =>
        {
            if (call != behind)
                return;
            _disk.Called = null;
            using var file = _disk.Open(Path, writable: true);
            file.SetLength(0);
        };
        Save(store, "after");
        store.Dispose();
        Assert.Null(_disk.Called);
        Assert.Contains("was emptied by another program", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before", "after"], OnDisk());
        Assert.Equal((1, 0, 0), (_disk.Files.Count(), _disk.OpenHandles, _disk.LockCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Overwritten_by_another_store_of_its_length_it_is_not_taken_for_its_own(bool saves)
    {
        var store = Open(Durability.OnClose);
        Save(store, "before");
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_disk.ReadAll(Path))
            .Replace(store.Session.ToString("D"), Guid.Empty.ToString("D"), StringComparison.Ordinal));
        using (var file = _disk.Open(Path, writable: true))
            file.Write(0, other, 0, other.Length);
        if (saves)
            store.StopRun("before", status: RunStatus.Finished);
        store.Dispose();
        Assert.Equal(other.AsSpan(0, 100), _disk.ReadAll(Path).AsSpan(0, 100));
        Assert.Contains("was overwritten by another program", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before"], Current(store));
        Assert.NotEqual(Path, store.Path);
    }

    [Fact]
    public void Emptied_while_it_is_opened_it_is_a_new_one()
    {
        using (var former = Open(Durability.OnClose))
            Save(former, "before");
        _disk.Called = call =>
        {
            if (call != "read")
                return;
            _disk.Called = null;
            using var file = _disk.Open(Path, writable: true);
            file.SetLength(0);
        };
        using var store = Open(Durability.OnClose);
        Assert.Null(_disk.Called);
        Save(store, "after");
        Assert.Equal(["after"], Current(store));
    }

    [Fact]
    public void Emptied_and_with_several_names_it_is_filled_where_it_is()
    {
        using var store = Open(Durability.OnClose);
        Save(store, "before");
        _disk.File(Path).LinkCount = 2;
        using (var file = _disk.Open(Path, writable: true))
            file.SetLength(0);
        Save(store, "after");
        Assert.Equal(["before", "after"], Current(store));
        Assert.Equal((Path, 1), (store.Path, _disk.Files.Count()));
    }

    [Fact]
    public void An_empty_file_in_its_place_is_filled()
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        _disk.Move(Path, "/home/me/old");
        _disk.Delete("/home/me/old");
        _disk.CreateNew(Path).Dispose();
        Save(store, "after");
        Assert.Contains("was replaced by an empty file", Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before", "after"], OnDisk());
        Assert.Equal((Path, 1), (store.Path, _disk.Files.Count()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Moved_it_is_gone_on_with_where_it_is(bool isReplaced)
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        _disk.Move(Path, "/home/me/store.json.1");
        _disk.FlushFolder("/home/me");
        if (isReplaced)
            _disk.CreateNew(Path).Dispose();
        Save(store, "after");
        Assert.Equal($"'{Path}' was moved while it was open here. The store goes on as '/home/me/store.json.1'.",
            Assert.Single(store.DrainWarnings()));
        Assert.Equal("/home/me/store.json.1", store.Path);
        Assert.Equal(["before", "after"], OnDisk("/home/me/store.json.1"));
        store.Optimize();
        Assert.Equal(["before", "after"], OnDisk("/home/me/store.json.1"));
        Assert.Equal(isReplaced, _disk.Files.Contains(Path));
    }

    [Fact]
    public void Moved_and_then_overwritten_it_goes_on_beside_its_new_place()
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        _disk.Move(Path, "/home/me/moved.json");
        using (var file = _disk.Open("/home/me/moved.json", writable: true))
            file.Write(file.Length, "x"u8.ToArray(), 0, 1);
        Save(store, "after");
        Assert.Equal(["before", "after"], Current(store));
    }

    [Fact]
    public void While_nothing_takes_it_changes_are_refused_and_nothing_is_lost()
    {
        using var store = Open(Durability.Always);
        Save(store, "before");
        Delete();
        _disk.Fault = new DiskFault(1, DiskFault.Always, FaultKind.DiskFull);
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, Assert.Throws<TrackingException>(() => Save(store, "refused")).Code);
        Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, Assert.Throws<TrackingException>(store.Flush).Code);
        _disk.Fault = null;
        Assert.Equal(2, Save(store, "after").Number);
        Assert.Equal(["before", "after"], OnDisk());
    }

    [Fact]
    public void Where_its_folder_takes_nothing_it_goes_to_the_other_one()
    {
        var folder = Directory.CreateDirectory(_folder.File("folder")).FullName;
        var home = _folder.File("home");
        using var store = FileTrackStore.Open(System.IO.Path.Combine(folder, "store.json"),
            new FileStoreOptions { Durability = Durability.Always, FallbackFolder = home });
        Save(store, "before");
        Directory.Delete(folder, recursive: true);
        Save(store, "after");
        Assert.Equal(home, System.IO.Path.GetDirectoryName(store.Path));
        using var reader = FileTrackStore.Open(store.Path, new FileStoreOptions { ReadOnly = true });
        Assert.Equal(2, reader.Count().Tracks);
    }

    [Fact]
    public void Closing_keeps_what_it_held_beside_another_file_that_has_its_place()
    {
        var store = Open(Durability.OnClose);
        Save(store, "before");
        Delete();
        _disk.Put(Path, Encoding.UTF8.GetBytes("something else"));
        store.Dispose();
        Assert.Equal("something else", Encoding.UTF8.GetString(_disk.ReadAll(Path)));
        var kept = _disk.Files.Single(path => path.Contains(".rescued-", StringComparison.Ordinal));
        Assert.Contains(kept, Assert.Single(store.DrainWarnings()), StringComparison.Ordinal);
        Assert.Equal(["before"], OnDisk(kept));
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rewrite_puts_nothing_over_a_file_that_came_into_its_place_meanwhile(bool exchanges)
    {
        _disk.Exchanges = exchanges;
        using var store = Open(Durability.OnClose);
        Save(store, "before");
        var other = Encoding.UTF8.GetBytes("something else");
        _disk.Called = call =>
        {
            // Behind the last look, or behind the last one before the step where there is no exchange.
            if (call != (exchanges ? "find" : "flush") || !_disk.Files.Any(path => path.EndsWith(".tmp", StringComparison.Ordinal)))
                return;
            var rewritten = _disk.ReadAll(_disk.Files.First(path => path.EndsWith(".tmp", StringComparison.Ordinal)));
            if (!Encoding.UTF8.GetString(rewritten).Contains("\n],\"flushed\":true", StringComparison.Ordinal))
                return;
            _disk.Called = null;
            _disk.Put(Path, other);
        };
        Assert.Throws<TrackingException>(() => store.Optimize());
        Assert.Null(_disk.Called);
        Assert.Equal(other, _disk.ReadAll(Path));
        Save(store, "after");
        store.Flush();
        Assert.Equal(["before", "after"], Current(store));
        Assert.Equal(other, _disk.ReadAll(Path));
    }

    [Theory]
    [InlineData("letters")]
    [InlineData("zeros")]
    [InlineData("a line over its neighbour")]
    public void What_someone_writes_into_the_middle_at_the_same_length_is_told_by_whoever_opens_it_next(string what)
    {
        using (var store = Open(Durability.Always))
        {
            foreach (var task in (string[])["first", "other", "third"])
                Save(store, task);
            var bytes = _disk.ReadAll(Path);
            var (from, to) = (LineOf(bytes, "first"), LineOf(bytes, "other"));
            var written = what switch
            {
                "letters" => "\"task\":\"forgd\""u8.ToArray(),
                "zeros" => new byte[40],
                _ => bytes.AsSpan(to.Start, Math.Min(to.Length, from.Length)).ToArray(),
            };
            var at = what == "letters"
                ? Encoding.UTF8.GetString(bytes).IndexOf("\"task\":\"first\"", StringComparison.Ordinal)
                : from.Start;
            using (var file = _disk.Open(Path, writable: true))
                file.Write(at, written, 0, written.Length);
            Save(store, "after");
        }

        try
        {
            using var next = Open(Durability.Always);
            Assert.Contains(next.DrainWarnings(), warning => warning.Contains("edited", StringComparison.Ordinal));
        }
        catch (TrackingException error)
        {
            Assert.Equal(TrackingErrorCode.TrackStoreDamaged, error.Code);
        }
        using var repaired = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Repair = true }, null);
        Assert.NotEmpty(repaired.DrainWarnings());
        var tasks = repaired.Search(new TrackQuery()).Select(track => track.TaskId).ToList();
        Assert.Superset(new HashSet<string> { "other", "third", "after" }, tasks.ToHashSet());
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

    private static (int Start, int Length) LineOf(byte[] bytes, string task)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var at = text.IndexOf($"\"task\":\"{task}\"", StringComparison.Ordinal);
        var start = text.LastIndexOf('\n', at) + 1;
        return (start, text.IndexOf('\n', at) - start);
    }

    private void Delete()
    {
        _disk.Delete(Path);
        _disk.FlushFolder("/home/me");
    }

    private static TrackRecord Save(FileTrackStore store, string task) => store.Save(new TrackDraft(task, "u", Json.Data("{}")));

    private FileTrackStore Open(Durability durability) =>
        FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = durability }, null);

    /// <summary>The tasks of the tracks in the file by which a store goes on.</summary>
    private string[] Current(FileTrackStore store)
    {
        using var reader = FileTrackStore.Open(_disk, store.Path, new FileStoreOptions { ReadOnly = true }, null);
        return [.. reader.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];
    }

    /// <summary>The tasks of the tracks that are there after the power went now.</summary>
    private string[] OnDisk(string path = Path)
    {
        using var after =
            FileTrackStore.Open(_disk.LosePower(PageLoss.All, losesNames: true), path, new FileStoreOptions { ReadOnly = true }, null);
        return [.. after.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What a process that was killed left of a file that it wrote anew: it goes away where the file has all that it holds, and has a name of
/// its own where it does not. What someone else put under such a name is left alone (format 9.1).
/// </summary>
public sealed class LeftoverTests : IDisposable
{
    private const string Path = "/home/me/store.json";
    private const string Leftover = Path + ".2.tmp";

    private readonly SimulatedDisk _disk = new();
    private readonly TempFolder _folder = new();

    public LeftoverTests() => _disk.CreateFolder("/home/me");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deleted", false)]
    [InlineData("deleted", true)]
    [InlineData("emptied", false)]
    [InlineData("emptied", true)]
    [InlineData("replaced", false)]
    [InlineData("cut", false)]
    public void It_has_a_name_of_its_own_where_the_file_was(string what, bool isLease)
    {
        var (before, rewritten) = Files();
        if (what == "emptied")
            _disk.Put(Path, []);
        else if (what == "replaced")
            PutOther();
        else if (what == "cut")
            _disk.Put(Path, before[..(before.Length * 2 / 3)]);
        _disk.Put(Leftover, rewritten);

        using (var store = Open(isLease))
        {
            Save(store, "after");
            var kept = Assert.Single(_disk.Files, path => path.Contains(".rescued-", StringComparison.Ordinal));
            Assert.Contains(store.DrainWarnings(), warning => warning.Contains(kept, StringComparison.Ordinal));
            Assert.Equal(["one", "two", "three"], TasksIn(kept));
        }
        Assert.DoesNotContain("one", what == "cut" ? [] : TasksIn(Path));
        Assert.DoesNotContain(Leftover, _disk.Files);
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Theory]
    [InlineData("whole", 1.0)]
    [InlineData("without its end", 0.97)]
    [InlineData("with a part of its events", 0.6)]
    [InlineData("with a part of its header", 0.01)]
    [InlineData("empty", 0.0)]
    public void It_goes_away_where_the_file_has_all_of_it(string what, double part)
    {
        var (before, rewritten) = Files();
        _disk.Put(Path, before);
        _disk.Put(Leftover, rewritten[..(int)(rewritten.Length * part)]);
        using (var store = Open())
            Assert.Empty(store.DrainWarnings());
        Assert.Equal([Path], _disk.Files);
        Assert.Equal(["one", "two", "three"], TasksIn(Path));
        Assert.NotEmpty(what);
    }

    [Theory]
    [InlineData("my notes")]
    [InlineData("{\"c\":\"notes\"}\n{\"more\":1}")]
    [InlineData("[1,2,3]")]
    public void What_is_no_session_file_is_left_alone_and_passed_over(string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        for (var number = 1; number <= 3; number++)
            _disk.Put($"{Path}.{number}.tmp", content);
        using (var store = Open())
        {
            Save(store, "one");
            store.Optimize();
            Assert.Empty(store.DrainWarnings());
        }
        using (Open())
            Assert.Equal([Path, $"{Path}.1.tmp", $"{Path}.2.tmp", $"{Path}.3.tmp"], _disk.Files.Order(StringComparer.Ordinal));
        for (var number = 1; number <= 3; number++)
            Assert.Equal(content, _disk.ReadAll($"{Path}.{number}.tmp"));
    }

    [Fact]
    public void What_another_process_holds_is_left_alone()
    {
        var (_, rewritten) = Files();
        _disk.Put(Leftover, rewritten);
        using var held = _disk.Open(Leftover, writable: true);
        Assert.True(FileLock.TryAcquire(held));
        using (var store = Open())
            Assert.Empty(store.DrainWarnings());
        Assert.Equal(rewritten, _disk.ReadAll(Leftover));
    }

    [Fact]
    public void It_outlives_the_repair_of_a_file_that_lacks_what_it_holds()
    {
        var (before, rewritten) = Files();
        var damaged = before[..(before.Length * 2 / 3)];
        damaged[20] = damaged[^1] = damaged[^20] = 1;
        _disk.Put(Path, damaged);
        _disk.Put(Leftover, rewritten);
        using (FileTrackStore.Open(_disk, Path, new FileStoreOptions { Repair = true }, null))
        {
        }
        var kept = Assert.Single(_disk.Files, path => path.Contains(".rescued-", StringComparison.Ordinal));
        Assert.Equal(["one", "two", "three"], TasksIn(kept));
        Assert.DoesNotContain(Leftover, _disk.Files);
    }

    [Theory]
    [InlineData("no file")]
    [InlineData("the file")]
    [InlineData("another file")]
    public void In_a_folder_whose_files_nobody_opens_it_is_found_and_cleared(string there)
    {
        var (before, rewritten) = Files();
        var path = _folder.File("dead.json");
        if (there == "another file")
            FileTrackStore.Open(path).Dispose();
        File.WriteAllBytes(path + ".1.tmp", rewritten);
        File.WriteAllBytes(path + ".2.tmp", []);
        File.WriteAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "notes.tmp"), "notes");
        if (there == "the file")
            File.WriteAllBytes(path, before);

        Assert.Equal([path], FileTrackStore.FindRewritten(System.IO.Path.GetDirectoryName(path)!));
        var kept = FileTrackStore.ClearLeftovers(path);
        Assert.Equal(there == "the file" ? 0 : 1, kept.Count);
        Assert.Empty(FileTrackStore.FindRewritten(System.IO.Path.GetDirectoryName(path)!));
        var files = Directory.GetFiles(System.IO.Path.GetDirectoryName(path)!).Select(System.IO.Path.GetFileName).ToList();
        Assert.Contains("notes.tmp", files);
        Assert.Equal(kept.Count, files.Count(name => name!.StartsWith("dead.rescued-", StringComparison.Ordinal)));
        Assert.Equal(there != "no file", files.Contains("dead.json"));
    }

    [Fact]
    public void While_a_process_holds_the_file_nothing_beside_it_is_cleared()
    {
        var path = _folder.File("held.json");
        using var store = FileTrackStore.Open(path);
        File.WriteAllBytes(path + ".1.tmp", []);
        Assert.Empty(FileTrackStore.ClearLeftovers(path));
        Assert.True(File.Exists(path + ".1.tmp"));
    }

    private static void Save(FileTrackStore store, string task) => store.Save(new TrackDraft(task, "u", Json.Data("{}")));

    /// <summary>A file of three tracks, and the same written anew; the disk is as before.</summary>
    private (byte[] Before, byte[] Rewritten) Files()
    {
        byte[] before;
        using (var store = Open())
        {
            foreach (var task in (string[])["one", "two", "three"])
                Save(store, task);
            store.Flush();
            before = _disk.ReadAll(Path);
            store.Optimize();
        }
        var rewritten = _disk.ReadAll(Path);
        _disk.Delete(Path);
        return (before, rewritten);
    }

    private void PutOther()
    {
        using var store = Open();
        Save(store, "other");
    }

    private FileTrackStore Open(bool isLease = false) => FileTrackStore.Open(_disk, Path, new FileStoreOptions { IsLease = isLease }, null);

    private string[] TasksIn(string path)
    {
        using var reader = FileTrackStore.Open(_disk, path, new FileStoreOptions { ReadOnly = true }, null);
        return [.. reader.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.TaskId)];
    }
}

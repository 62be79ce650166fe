using System;
using System.IO;
using System.Runtime.InteropServices;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>What only Windows has of its disk: its paths, its locks, and the calls that .NET has no name for.</summary>
public sealed partial class WindowsCallsTests : IDisposable
{
    private readonly DirectoryInfo _made;
    private readonly string _folder;

    public WindowsCallsTests()
    {
        _made = Directory.CreateTempSubdirectory("tracking-disk-");
        _folder = Disk.Resolve(_made.FullName);
    }

    private static IDisk Disk => SystemDisk.Current;

    [Fact]
    public void The_systems_disk_is_the_one_of_windows() => Assert.IsType<WindowsDisk>(Disk);

    [Fact]
    public void A_file_takes_the_place_of_another_or_one_that_was_empty()
    {
        Disk.Replace(FileWith("older", "source"), PathOf("target"));
        Disk.Replace(FileWith("newer", "source"), PathOf("target"));
        Assert.Equal("newer", File.ReadAllText(PathOf("target")));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_that_is_being_written_takes_a_place_and_goes_on_there()
    {
        using var file = Disk.CreateNew(PathOf("source"));
        file.Write(0, "12"u8.ToArray(), 0, 2);
        Disk.Replace(PathOf("source"), PathOf("target"));
        file.Write(2, "34"u8.ToArray(), 0, 2);
        file.Flush();
        using var reader = new FileStream(PathOf("target"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Assert.Equal("1234", new StreamReader(reader).ReadToEnd());
    }

    [Fact]
    public void A_file_takes_the_place_of_another_whose_readers_keep_what_they_opened()
    {
        Assert.SkipWhen(Wine.ReplacesNoOpenFile, "This Wine puts nothing in the place of an open file.");
        var target = FileWith("old", "target");
        using var reader = Disk.Open(target, writable: false);
        Disk.Replace(FileWith("newer", "source"), target);
        Assert.Equal("newer", File.ReadAllText(target));
        Assert.Equal(3, reader.Length);
    }

    [Fact]
    public void Replacing_without_a_source_or_over_a_folder_fails_and_names_the_target()
    {
        var target = FileWith("kept", "target");
        var error = Assert.Throws<FileNotFoundException>(() => Disk.Replace(PathOf("missing"), target));
        Assert.Contains(target, error.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<SystemException>(() => Disk.Replace(target, _folder));
        Assert.Equal("kept", File.ReadAllText(target));
    }

    [Fact]
    public void A_path_may_be_longer_than_dos_allowed()
    {
        var folder = PathOf(new string('a', 200), new string('b', 200));
        Disk.CreateFolder(folder);
        Disk.Replace(FileWith("text", "source"), Path.Combine(folder, "target"));
        Assert.Equal("text", File.ReadAllText(Path.Combine(folder, "target")));
        Assert.SkipWhen(Wine.IsHere, "Wine tells no resolved path of that length.");
        Assert.Equal(Path.Combine(folder, "target"), Disk.Resolve(Path.Combine(folder, "target")));
    }

    [Fact]
    public void A_path_is_resolved_also_when_its_last_part_is_missing()
    {
        var file = FileWith("", "file");
        Assert.Equal(file, Disk.Resolve(Path.Combine(_folder, ".", "x", "..", "file")));
        Assert.Equal(PathOf("new"), Disk.Resolve(PathOf("new")));
        Assert.Contains(PathOf("missing", "new"),
            Assert.Throws<DirectoryNotFoundException>(() => Disk.Resolve(PathOf("missing", "new"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_holder_of_a_byte_shuts_out_a_second_until_it_lets_go_and_nobody_from_reading()
    {
        const long Byte = 1L << 62;
        var path = FileWith("text", "file");
        using (var first = Disk.Open(path, writable: true))
        {
            using var other = Disk.Open(path, writable: true);
            Assert.True(first.TryLock(Byte));
            Assert.False(other.TryLock(Byte));
            Assert.True(other.IsLockedElsewhere(Byte, 1));
            Assert.False(other.IsLockedElsewhere(Byte + 1, 1));
            Assert.Equal(4, other.Read(0, new byte[10], 0, 10));
            Assert.Equal(Disk.Find(path), other.Identity);
            Assert.Equal(path, other.CurrentPath);
        }
        using var second = Disk.Open(path, writable: true);
        Assert.True(second.TryLock(Byte));
    }

    [Fact]
    public void A_file_is_put_where_none_is_and_nowhere_else()
    {
        Assert.Equal(true, Disk.TryPlace(FileWith("new", "source"), PathOf("target")));
        Assert.Equal(false, Disk.TryPlace(FileWith("newer", "source"), PathOf("target")));
        Assert.Equal("new", File.ReadAllText(PathOf("target")));
        Assert.Equal("newer", File.ReadAllText(PathOf("source")));
    }

    [Fact]
    public void The_lock_file_of_version_0_1_shuts_out_who_asks_for_it()
    {
        var path = FileWith("note", "lock");
        Assert.True(Disk.TryHoldLockFile(path, out var held));
        using (held)
        {
            Assert.True(Disk.IsLockFileHeld(path));
            Assert.False(Disk.TryHoldLockFile(path, out _));
        }
        Assert.False(Disk.IsLockFileHeld(path));
    }

    [Fact]
    public void Hard_links_are_counted()
    {
        using var file = Disk.CreateNew(PathOf("file"));
        Assert.Equal(1, file.LinkCount);
        Assert.True(CreateHardLink(PathOf("other"), PathOf("file"), 0));
        Assert.Equal(2, file.LinkCount);
    }

    public void Dispose() => _made.Delete(recursive: true);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string name, string existing, nint security);

    private string PathOf(params string[] parts) => Path.Combine([_folder, .. parts]);

    private string FileWith(string text, string name)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }
}
